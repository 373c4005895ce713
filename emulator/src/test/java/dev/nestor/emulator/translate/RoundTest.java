package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loops that are run several rounds in a row: whatever they do and wherever they are cut, both engines agree. */
class RoundTest {
    private static final long CODE = 0x1_0000;
    private static final int PROGRAMS = 70;
    private static final int SEED = 20261123;
    private static final int BDNZ = 0x4200_0000;

    /** addi, addic, add, subf, adde, mulld, mflr: the target comes first. */
    private static final int[] ARITHMETIC = {
        0x3800_0000, 0x3000_0000, 0x7C00_0214, 0x7C00_0050, 0x7C00_0114, 0x7C00_01D2, 0x7C08_02A6
    };
    /** or, xor, and, andc, rlwinm (three of them), rldicr, rldicl, extsw: the target comes second. */
    private static final int[] LOGICAL = {
        0x7C00_0378,
        0x7C00_0278,
        0x7C00_0038,
        0x7C00_0078,
        0x5400_683E,
        0x5400_103A,
        0x5400_C23E,
        0x7800_1F24,
        0x7800_F082,
        0x7C00_07B4
    };
    /** cmpd cr1, cmplw cr6. */
    private static final int[] COMPARING = {0x7CA0_0000, 0x7F00_0040};
    /** lbz, lbzu, lhz, lwz, lwzu, lha, stb, stbu, sth, stw, stwu. */
    private static final int[] ACCESSING = {34, 35, 40, 32, 33, 42, 38, 39, 44, 36, 37};
    /** lwzx, lbzux, ldx, stwx, stbux, stdx with r4. */
    private static final int[] INDEXED = {0x7C00_202E, 0x7C00_20EE, 0x7C00_202A, 0x7C00_212E, 0x7C00_21EE, 0x7C00_212A};

    @Test
    void loopsAgree() {
        for (int i = 0; i < PROGRAMS; i++) {
            run(SEED + i);
        }
    }

    /** Over the ends of pages, wherever in a row of rounds they come, and to pages that are not at hand yet. */
    @Test
    void loopsThatWalkOverPagesAgree() {
        for (int step : new int[] {1, 3, 4, 8, 60, 300, 512, 1000, 1024, 2040, 4092}) {
            Pair pair = pair(true, 0);
            // li r4,60; mtctr r4; addi r13,r13,1; addis r3,r13,2
            pair.code(CODE, true, 0x3880_003C, 0x7C89_03A6, 0x39AD_0001, 0x3C6D_0002);
            // lwzu r5,step(r3); add r6,r6,r5; stw r6,-4(r3); bdnz -12; b -32
            pair.code(CODE + 16, true, 0x84A3_0000 | step, 0x7CC6_2A14, 0x90C3_FFFC, BDNZ | -12 & 0xFFFC);
            pair.code(CODE + 32, true, 0x4BFF_FFE0);
            for (int i = 0; i < 60; i++) {
                pair.run(611, " with step " + step + " after " + 611 * (i + 1));
            }
            pair.compareMemory(" with step " + step);
        }
    }

    /** Columns: parts of the rounds that lie in a page, begin badly, or leave it between two accesses of a round. */
    @Test
    void loopsThatGoByLargeStepsAgree() {
        for (int start : new int[] {0, 0x14, 0x1F8, 0x204, 0x3FC, 0xC00, 0xFFC}) {
            for (int step : new int[] {512, 1024, 2048}) {
                String where = " by " + step + " from " + start;
                Pair pair = pair(true, start);
                // li r4,61; mtctr r4; addis r3,r2,1; ori r3,r3,start
                pair.code(CODE, true, 0x3880_003D, 0x7C89_03A6, 0x3C62_0001, 0x6063_0000 | start);
                // lwz r5,0(r3); lwz r6,step/2(r3); add r7,r7,r5; add r7,r7,r6; addi r7,r7,7; stw r7,4(r3)
                pair.code(
                        CODE + 16,
                        true,
                        0x80A3_0000,
                        0x80C3_0000 | step / 2,
                        0x7CE7_2A14,
                        0x7CE7_3214,
                        0x38E7_0007,
                        0x90E3_0004);
                // addi r3,r3,step; bdnz -28; b CODE
                pair.code(CODE + 40, true, 0x3863_0000 | step, BDNZ | -28 & 0xFFFC, 0x4BFF_FFD0);
                for (int i = 0; i < 20; i++) {
                    pair.run(1511, where + " after " + 1511 * (i + 1));
                }
                pair.compareMemory(where);
            }
        }
    }

    /** A table that a masked byte is the index of, within a page and over its end, and an index that is masked anew. */
    @Test
    void loopsThatReadTablesAgree() {
        for (int table : new int[] {0x100, 0xBFC, 0xC00, 0xC04, 0xE08, 0xFFC}) {
            Pair pair = pair(true, table);
            // li r4,90; mtctr r4; addis r3,r2,1; addis r6,r2,2; ori r6,r6,table
            pair.code(CODE, true, 0x3880_005A, 0x7C89_03A6, 0x3C62_0001, 0x3CC2_0002, 0x60C6_0000 | table);
            // lbzu r5,1(r3); xor r5,r5,r10; rldic r9,r5,2,54; lwzx r10,r6,r9; add r10,r10,r5; stwx r10,r6,r9; bdnz -24
            pair.code(
                    CODE + 20,
                    true,
                    0x8CA3_0001,
                    0x7CA5_5278,
                    0x78A9_15A8,
                    0x7D46_482E,
                    0x7D4A_2A14,
                    0x7D46_492E,
                    BDNZ | -24 & 0xFFFC);
            pair.code(CODE + 48, true, 0x4BFF_FFD0); // b CODE
            for (int i = 0; i < 30; i++) {
                pair.run(1511, " with a table at " + table + " after " + 1511 * (i + 1));
            }
            pair.compareMemory(" with a table at " + table);
        }
    }

    /** The exclusive or of a loaded value and another, which then change or not, with a third or one of the two. */
    @Test
    void loopsOfExclusiveOrsAgree() {
        // addi r8,r8,3; addi r6,r6,1; addi r5,r5,1; lwz r6,8(r3); xor r6,r10,r5
        for (int between : new int[] {0x3908_0003, 0x38C6_0001, 0x38A5_0001, 0x80C3_0008, 0x7D46_2A78}) {
            // xor r9,r6,r10; xor r9,r10,r6; xor r6,r6,r5; xor r9,r6,r6
            for (int last : new int[] {0x7CC9_5278, 0x7D49_3278, 0x7CC6_2A78, 0x7CC9_3278}) {
                Pair pair = pair(true, last);
                // li r4,61; mtctr r4; addis r3,r2,1; lwz r5,4(r3); xor r6,r5,r8
                pair.code(CODE, true, 0x3880_003D, 0x7C89_03A6, 0x3C62_0001, 0x80A3_0004, 0x7CA6_4278);
                // what comes between; the last; stwu r9,8(r3); bdnz -20; b CODE
                pair.code(CODE + 20, true, between, last, 0x9523_0008, BDNZ | -20 & 0xFFFC, 0x4BFF_FFDC);
                String where = " of " + Integer.toHexString(between) + " " + Integer.toHexString(last);
                for (int i = 0; i < 8; i++) {
                    pair.run(1511, where + " after " + 1511 * (i + 1));
                }
                pair.compareMemory(where);
            }
        }
    }

    @Test
    void aLoopThatCountsIsARound() {
        Round round = roundOf(0x3863_0001, 0x7CA5_1A14, BDNZ | -8 & 0xFFFC);
        assertNotNull(round);
        assertTrue(round.counts());
        assertEquals(3, round.insns());
        assertEquals(0, round.exits().stream().filter(round.blocks()::contains).count());
    }

    /** addi r3,r3,1; cmpd cr1,r3,r4; bgt cr1,-8. */
    @Test
    void aLoopThatComparesIsARoundWithoutCount() {
        Round round = roundOf(0x3863_0001, 0x7CA3_2000, 0x4185_0000 | -8 & 0xFFFC);
        assertNotNull(round);
        assertFalse(round.counts());
    }

    /** CTR is set between. */
    @Test
    void aLoopThatSetsItsCounterDoesNotCount() {
        Round round = roundOf(0x7C69_03A6, 0x3863_0001, BDNZ | -8 & 0xFFFC);
        assertNotNull(round);
        assertFalse(round.counts());
    }

    /** cmpd cr1,r3,r4; blt cr1,8; addi r3,r3,1; bdnz -12: two ways around. */
    @Test
    void aLoopWithAChoiceIsNone() {
        assertNull(roundOf(0x7CA3_2000, 0x4184_0008, 0x3863_0001, BDNZ | -12 & 0xFFFC));
    }

    private static @Nullable Round roundOf(int... words) {
        Pair pair = pair(true, 1 << 20);
        pair.code(CODE, true, words);
        pair.run(40, "");
        RegionShape shape = pair.shapeAt(CODE);
        Block head = shape.blockAt(CODE);
        return head == null ? null : shape.roundAt(head);
    }

    private static void run(int seed) {
        Random random = new Random(seed);
        boolean little = random.nextBoolean();
        Pair pair = pair(little, random.nextLong());
        List<Integer> words = new ArrayList<>();
        // li r4,n; mtctr r4; addi r13,r13,d; rlwinm r2,r13,0,14,31; addis r3,r2,2; addis r2,r2,2
        words.add(0x3880_0001 + random.nextInt(60));
        words.add(0x7C89_03A6);
        words.add(0x39AD_0000 | random.nextInt(0x3000));
        words.add(0x55A2_03BE);
        words.add(0x3C62_0002);
        words.add(0x3C42_0002);
        int head = words.size();
        int length = 1 + random.nextInt(random.nextInt(3) == 0 ? 40 : 10);
        for (int i = 0; i < length; i++) {
            words.add(word(random, length - i));
        }
        words.add((random.nextInt(3) == 0 ? 0x4184_0000 : BDNZ) | 4 * (head - words.size()) & 0xFFFC);
        words.add(0x7DDC_02A6); // mfcfar r14
        words.add(0x7DEF_7214); // add r15,r15,r14
        words.add(0x4800_0000 | -4 * words.size() & 0x03FF_FFFC);
        pair.code(CODE, little, words.stream().mapToInt(word -> word).toArray());
        int done = 0;
        while (done < 12_000) {
            int piece = 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 2_000);
            pair.run(piece, " of seed " + seed + " after " + (done + piece));
            done += piece;
        }
        pair.compareMemory(" of seed " + seed);
    }

    /** Computes in r5 to r12, goes by r2 and r3, rarely leaves the loop: for the word {@code after} this one. */
    static int word(Random random, int after) {
        int target = 5 + random.nextInt(8);
        int source = 2 + random.nextInt(11);
        int third = (5 + random.nextInt(8)) << 11;
        int pointer = 2 + random.nextInt(2);
        return switch (random.nextInt(9)) {
            case 0, 1 -> any(random, ACCESSING) << 26 | target << 21 | pointer << 16 | random.nextInt(0x40);
            case 2 -> any(random, INDEXED) | target << 21 | pointer << 16;
            case 3 -> any(random, COMPARING) | source << 16 | third;
            case 4 ->
                switch (random.nextInt(4)) {
                    case 0 -> 0x4085_0000 | 4 * (after + 1);
                    case 1 -> 0x7C62_1B78; // mr r2,r3
                    case 2 -> 0x3843_0010; // addi r2,r3,16
                    default -> 0x3863_0004; // addi r3,r3,4
                };
            case 5, 6 -> logical(any(random, LOGICAL), source, target, third);
            default -> arithmetic(any(random, ARITHMETIC), source, target, third);
        };
    }

    private static int logical(int word, int source, int target, int third) {
        boolean takesThird = word >>> 26 == 31 && word != 0x7C00_07B4;
        return word | source << 21 | target << 16 | (takesThird ? third : 0);
    }

    private static int arithmetic(int word, int source, int target, int third) {
        return word == 0x7C08_02A6 ? word | target << 21 : word | target << 21 | source << 16 | third;
    }

    private static int any(Random random, int[] words) {
        return words[random.nextInt(words.length)];
    }

    static Pair pair(boolean little, long seed) {
        Pair pair = new Pair();
        Random random = new Random(seed);
        long[] gpr = random.longs(32).toArray();
        pair.registers(s -> {
            System.arraycopy(gpr, 0, s.gpr, 0, 32);
            s.gpr[2] = 0x2_0000;
            s.gpr[3] = 0x2_0000;
            s.gpr[4] = 8;
            s.gpr[13] = 0xF80;
            s.ctr = 1000;
            s.msr = MsrBits.SF | MsrBits.ME | MsrBits.RI | (little ? MsrBits.LE : 0);
            s.nia = CODE;
        });
        return pair;
    }
}
