package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loops that choose among cases by CTR: whatever the cases do and wherever they are cut, both engines agree. */
class ChainTest {
    private static final long CODE = 0x1_0000;
    private static final int PROGRAMS = 40;
    private static final int SEED = 20261123;
    private static final int CASES = 8;
    private static final int CASE_WORDS = 16;
    private static final int DISPATCH_WORDS = 24;
    /** mulld r14,r14,r16; addi r14,r14,1; rlwinm r15,r14,11,23,25; add r15,r15,r17; mtctr r15; bctr. */
    private static final int[] CHOOSE = {0x7DCE_81D2, 0x39CE_0001, 0x55CF_5DF2, 0x7DEF_8A14, 0x7DE9_03A6, 0x4E80_0420};

    @Test
    void loopsThatChooseAgree() {
        for (int i = 0; i < PROGRAMS; i++) {
            run(SEED + i);
        }
    }

    /** Three ways meet at a block that goes on to a choice: they do not meet there where it calls between. */
    @Test
    void whatMeetsBeforeAChoiceIsAChain() {
        assertNotNull(chainAfter(0x6000_0000));
        assertNull(chainAfter(0x4400_0002)); // sc
    }

    /** What stands after three branches to it, is jumped over to the choice, and chooses its beginning for ever. */
    private static @Nullable Chain chainAfter(int between) {
        Pair pair = RoundTest.pair(true, 1);
        pair.registers(s -> {
            s.gpr[6] = CODE;
            s.ctr = CODE;
        });
        // cmpdi r5,1; beq +16; cmpdi r5,2; beq +8; nop; addi r5,r5,1; ...; b +8; nop; mtctr r6; bctr
        pair.code(
                CODE,
                true,
                0x2C25_0001,
                0x4182_0010,
                0x2C25_0002,
                0x4182_0008,
                0x6000_0000,
                0x38A5_0001,
                between,
                0x4800_0008,
                0x6000_0000,
                0x7CC9_03A6,
                0x4E80_0420);
        pair.run(4_000, "");
        RegionShape shape = pair.shapeKnowing(CODE, CODE);
        Block head = shape.blockAt(CODE + 20);
        Chain chain = head == null ? null : shape.chainAt(head);
        if (chain != null && head != null) {
            assertEquals(2, chain.blocks().size());
            assertEquals(chain.longestPath(), head.longestPath);
        }
        return chain;
    }

    private static void run(int seed) {
        Random random = new Random(seed);
        boolean little = random.nextBoolean();
        Pair pair = RoundTest.pair(little, random.nextLong());
        long cases = CODE + 4 * DISPATCH_WORDS;
        pair.registers(s -> {
            s.gpr[16] = 0x9E37_79B9_7F4A_7C15L;
            s.gpr[17] = cases;
        });
        int[] words = new int[DISPATCH_WORDS + CASES * CASE_WORDS];
        Arrays.fill(words, 0x6000_0000);
        // addi r13,r13,d; rlwinm r2,r13,0,14,31; addis r3,r2,2; addis r2,r2,2
        words[0] = 0x39AD_0000 | random.nextInt(0x3000);
        words[1] = 0x55A2_03BE;
        words[2] = 0x3C62_0002;
        words[3] = 0x3C42_0002;
        int head = 4;
        int at = head;
        for (int length = random.nextInt(12); length > 0; length--) {
            words[at++] = RoundTest.word(random, DISPATCH_WORDS - at - 1);
        }
        if (random.nextBoolean()) {
            words[at++] = 0x7C2E_0000 | 13 << 11; // cmpd r14,r13
            words[at] = 0x4180_0000 | 4 * (DISPATCH_WORDS + 3 - at); // blt to the first case's middle
            at++;
        }
        if (random.nextBoolean()) {
            words[at] = 0x4800_0008; // b over a word
            at += 2;
        }
        System.arraycopy(CHOOSE, 0, words, at, CHOOSE.length);
        for (int number = 0; number < CASES; number++) {
            int first = DISPATCH_WORDS + number * CASE_WORDS;
            int length = random.nextInt(CASE_WORDS - 1);
            for (int i = 0; i < length; i++) {
                words[first + i] = RoundTest.word(random, length - i);
            }
            int back = number == 0 ? 0 : random.nextInt(4) == 0 ? at : head;
            words[first + length] = 0x4800_0000 | 4 * (back - first - length) & 0x03FF_FFFC;
        }
        pair.code(CODE, little, words);
        int done = 0;
        while (done < 30_000) {
            int piece = 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 3_000);
            pair.run(piece, " of seed " + seed + " after " + (done + piece));
            done += piece;
        }
        pair.compareMemory(" of seed " + seed);
    }
}
