package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A write to code is seen by the next fetch, in translated code too. */
class SelfModifyingCodeTest {
    private static final long CODE = 0x1_0000;
    private static final int ADDI_1 = 0x3863_0001; // addi r3,r3,1
    private static final int BLR = 0x4E80_0020;
    private static final int ADDI_2 = 0x3863_0002; // addi r3,r3,2

    private static Pair start(int... words) {
        Pair pair = new Pair();
        pair.code(CODE, true, words);
        pair.registers(s -> {
            s.msr = MsrBits.SF | MsrBits.ME | MsrBits.LE;
            s.nia = CODE;
            s.gpr[1] = CODE;
            s.gpr[4] = ADDI_2;
            s.gpr[5] = ADDI_1;
        });
        return pair;
    }

    @Test
    void aLoopThatRewritesItsNextInstructionSeesIt() {
        Pair pair = start(
                0x9081_0004, // stw r4,4(r1)
                ADDI_1,
                0x90A1_0004, // stw r5,4(r1)
                0x4BFF_FFF4); // b CODE
        pair.run(3, " in the first round");
        assertEquals(2, pair.state().gpr[3]);
        for (int i = 0; i < 200; i++) {
            pair.run(7, " in piece " + i);
        }
        pair.compareMemory("");
    }

    /** The suffix of a prefixed instruction, with stores by prefixed instructions beside it. */
    @Test
    void aLoopThatRewritesASuffixSeesIt() {
        Pair pair = start(
                0x9081_0010, // stw r4,16(r1)
                0x0400_0000,
                0xF461_1000, // pstd r3,4096(r1)
                0x0600_0000,
                ADDI_1, // paddi r3,r3,1
                0x90A1_0010, // stw r5,16(r1)
                0x0400_0000,
                0xE4C1_1000, // pld r6,4096(r1)
                0x4BFF_FFE0); // b CODE
        pair.run(4, " in the first round");
        assertEquals(2, pair.state().gpr[3]);
        for (int i = 0; i < 200; i++) {
            pair.run(11, " in piece " + i);
        }
        assertTrue(pair.regionsMade() > 0);
        pair.compareMemory("");
    }

    @Test
    void aCalledFunctionThatIsRewrittenRunsAnew() {
        // r6 counts; every 64th round the function's addi changes between 1 and 2
        Pair pair = start(
                0x38C6_0001, // addi r6,r6,1
                0x4800_0021, // bl CODE+36
                0x70C7_003F, // andi. r7,r6,63
                0x4082_FFF4, // bne CODE
                0x7C88_2378, // mr r8,r4
                0x7CA4_2B78, // mr r4,r5
                0x7D05_4378, // mr r5,r8
                0x9081_0024, // stw r4,36(r1)
                0x4BFF_FFE0, // b CODE
                ADDI_1,
                0x4E80_0020); // blr
        for (int i = 0; i < 300; i++) {
            pair.run(101, " in piece " + i);
        }
        assertTrue(pair.staleRegions() > 10, "translated functions were rewritten");
        assertTrue(pair.state().gpr[3] > 300, "and ran");
    }

    @Test
    void aStoreBesideCodeKeepsIt() {
        Pair pair = start(
                0x9081_0100, // stw r4,256(r1)
                ADDI_1,
                0x4BFF_FFF8); // b CODE
        pair.run(30_000, "");
        assertEquals(1, pair.staleRegions(), "made anew once, for such stores");
        assertEquals(2, pair.regionsMade());
        pair.compareMemory("");
    }

    @Test
    void aStoreThatWentBesideCodeGoesIntoIt() {
        // 255 rounds beside, 256 rounds into the addi after it, and so on
        Pair pair = start(
                0x9089_0000, // stw r4,0(r9)
                ADDI_1,
                0x38C6_0001, // addi r6,r6,1
                0x70C7_00FF, // andi. r7,r6,255
                0x4082_FFF0, // bne CODE
                0x7D28_4B78, // mr r8,r9
                0x7D49_5378, // mr r9,r10
                0x7D0A_4378, // mr r10,r8
                0x7C88_2378, // mr r8,r4
                0x7CA4_2B78, // mr r4,r5
                0x7D05_4378, // mr r5,r8
                0x4BFF_FFD4); // b CODE
        pair.registers(s -> {
            s.gpr[9] = CODE + 0x800;
            s.gpr[10] = CODE + 4;
        });
        for (int i = 0; i < 300; i++) {
            pair.run(101, " in piece " + i);
        }
        assertTrue(pair.staleRegions() > 2, "translated code was rewritten");
        assertTrue(pair.state().gpr[3] > 5_000, "and ran");
        pair.compareMemory("");
    }

    /** The granule it was in last is kept; aligned stores and such as cross from granule to granule. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aStoreThatWalksFromDataIntoCodeIsSeen(int before) {
        Pair pair = start(
                0xF889_0000, // std r4,0(r9)
                0x3929_0008, // addi r9,r9,8
                0x7C29_5040, // cmpld r9,r10
                0x4180_FFF4, // blt CODE
                0x7D69_5B78, // mr r9,r11
                0x4800_03ED, // bl CODE+1024
                0x7C88_2378, // mr r8,r4
                0x7CA4_2B78, // mr r4,r5
                0x7D05_4378, // mr r5,r8
                0x4BFF_FFDC); // b CODE
        pair.code(CODE + 0x400, true, ADDI_1, BLR);
        pair.registers(s -> {
            s.gpr[4] = before == 0 ? (long) BLR << 32 | ADDI_2 : (long) ADDI_2 << 32 | BLR;
            s.gpr[5] = before == 0 ? (long) BLR << 32 | ADDI_1 : (long) ADDI_1 << 32 | BLR;
            s.gpr[9] = CODE + 0x300 - before;
            s.gpr[10] = CODE + 0x500;
            s.gpr[11] = CODE + 0x300 - before;
        });
        for (int i = 0; i < 20; i++) {
            pair.run(1_001, " in piece " + i);
        }
        assertTrue(pair.state().gpr[3] > 90, "the function ran");
        pair.compareMemory("");
    }

    /** Two stores by one register, of which one meets code and the other does not: they share no page. */
    @Test
    void storesBesideCodeAndElsewhereKeepPagesOfTheirOwn() {
        Pair pair = start(
                0x9089_1000, // stw r4,4096(r9)
                0x9089_0000, // stw r4,0(r9)
                0x9089_1040, // stw r4,4160(r9)
                ADDI_1,
                0x4BFF_FFF0); // b CODE
        pair.registers(s -> s.gpr[9] = CODE + 0x800);
        pair.run(3_000, " beside");
        // now the first goes into the page of code, at its code
        pair.registers(s -> s.gpr[9] = CODE + 0xC - 0x1000);
        pair.run(100, " into it");
        assertEquals(600 + 2 * 20, pair.state().gpr[3], "the first store made the addition one of 2");
        pair.compareMemory("");
    }

    /** Code reaches into what stores were let into before. */
    @Test
    void dataThatBecomesCodeIsWatched() {
        Pair pair = start(
                0x9081_0100, // stw r4,256(r1)
                ADDI_1,
                0x38C6_0001, // addi r6,r6,1
                0x70C7_007F, // andi. r7,r6,127
                0x4082_FFF0, // bne CODE
                0x7C88_2378, // mr r8,r4
                0x7CA4_2B78, // mr r4,r5
                0x7D05_4378, // mr r5,r8
                0x4800_00E0); // b CODE+256
        pair.code(CODE + 0x100, true, ADDI_1, 0x4BFF_FEFC); // addi r3,r3,1; b CODE
        for (int i = 0; i < 300; i++) {
            pair.run(101, " in piece " + i);
        }
        pair.compareMemory("");
    }
}
