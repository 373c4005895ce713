package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What regions are given, and when they are made; whatever that is, the engines agree. */
class TranslatorTest {
    private static final long CODE = 0x1_0000;
    private static final long FUNCTION = CODE + 0x40;

    /** A new region has its budget in parts: the time is that of the whole budget, and it ends where that ends. */
    @Test
    void theTimeInANewRegionIsExact() {
        Pair pair = pair(3);
        // mftb r3; add r4,r4,r3; mulli r4,r4,13; mfspr r5,DEC; add r4,r4,r5; bl FUNCTION; b CODE
        pair.code(
                CODE, true, 0x7C6C_42E6, 0x7C84_1A14, 0x1C84_000D, 0x7CB6_02A6, 0x7C84_2A14, 0x4800_002D, 0x4BFF_FFE8);
        // mfspr r6,TB; xor r4,r4,r6; blr
        pair.code(FUNCTION, true, 0x7CCC_42A6, 0x7C84_3278, 0x4E80_0020);
        for (int i = 0; i < 20; i++) {
            pair.run(200_000 + 77 * i, " after piece " + i);
        }
    }

    /** What is short gets hot slowly by being interpreted, and soon when a region waits for it. */
    @Test
    void whatARegionCallsGetsHotSoon() {
        Pair pair = pair(100_000);
        // addi r4,r4,1 (12 times); bl FUNCTION; b CODE
        int[] loop = new int[14];
        Arrays.fill(loop, 0x3884_0001);
        loop[12] = 0x4800_0011;
        loop[13] = 0x4BFF_FFCC;
        pair.code(CODE, true, loop);
        pair.code(FUNCTION, true, 0x3884_0001, 0x4E80_0020);
        pair.run(140_000, "");
        int first = pair.regionsMade();
        pair.run(35_000, "");
        assertEquals(1, first);
        assertEquals(2, pair.regionsMade());
    }

    /** Each register is read by translated code as by the interpreter, or refused at the same instruction. */
    @Test
    void everyRegisterIsReadAlike() {
        for (Spr spr : Spr.values()) {
            for (long state : new long[] {0, MsrBits.PR}) {
                Pair pair = pair(3);
                pair.registers(s -> s.msr |= state);
                // addi r4,r4,9; addic r7,r4,-50; bl FUNCTION; mtctr r4; mfspr r5,SPR; mulli r6,r6,13; add r6,r6,r5; b
                int number = spr.number();
                int read = 0x7CA0_02A6 | (number & 31) << 16 | number >>> 5 << 11;
                pair.code(
                        CODE,
                        true,
                        0x3884_0009,
                        0x30E4_FFCE,
                        0x4800_0039,
                        0x7C89_03A6,
                        read,
                        0x1CC6_000D,
                        0x7CC6_2A14,
                        0x4BFF_FFE4);
                pair.code(FUNCTION, true, 0x2C24_0064, 0x4E80_0020); // cmpdi r4,100; blr
                pair.run(20_000, " with " + spr + " read");
                pair.run(20_000, " with " + spr + " read, again");
                assertTrue(pair.regionsMade() > 0, "none was made");
            }
        }
    }

    private static Pair pair(int hot) {
        Pair pair = new Pair(hot);
        pair.registers(s -> {
            s.msr = MsrBits.SF | MsrBits.ME | MsrBits.LE;
            s.nia = CODE;
        });
        return pair;
    }
}
