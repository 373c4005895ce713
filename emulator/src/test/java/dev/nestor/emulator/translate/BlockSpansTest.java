package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import org.junit.jupiter.api.Test;

/** Accesses that share a look at their page: within one page and over its end, the engines agree. */
class BlockSpansTest {
    private static final long CODE = 0x1_0000;
    private static final long FUNCTION = CODE + 0x40;
    private static final int CALLS = 25_000;
    private static final int MISSES_MAX = 1000;

    /** std r5,-24(r3); stw r6,-8(r3); stdu r7,-32(r3); ld r8,0(r3); lbz r9,31(r3); lwz r10,24(r3); blr. */
    private static final int[] SAVES = {
        0xF8A3_FFE8, 0x90C3_FFF8, 0xF8E3_FFE1, 0xE903_0000, 0x8923_001F, 0x8143_0018, 0x4E80_0020
    };

    /** A frame at every 8 bytes around the end of a page: some lie in both. */
    @Test
    void framesOverTheEndOfAPageAgree() {
        for (boolean little : new boolean[] {true, false}) {
            Pair pair = pair(little);
            // addi r4,r4,8; clrldi r4,r4,55; addi r5,r5,3; add r6,r6,r8; xor r7,r9,r10; lis r3,2; addi r3,r3,0xF40
            pair.code(
                    CODE,
                    little,
                    0x3884_0008,
                    0x7884_05E0,
                    0x38A5_0003,
                    0x7CC6_4214,
                    0x7D27_5278,
                    0x3C60_0002,
                    0x3863_0F40,
                    0x7C63_2214, // add r3,r3,r4
                    0x4800_0021, // bl FUNCTION
                    0x4BFF_FFDC);
            pair.code(FUNCTION, little, SAVES);
            for (int i = 0; i < 20; i++) {
                pair.run(CALLS * 17L / 20 + i, " after piece " + i);
            }
            pair.compareMemory("");
        }
    }

    @Test
    void onlyAccessesNearEachOtherShareALook() {
        Pair pair = pair(true);
        pair.code(CODE, true, SAVES);
        pair.run(3, "");
        RegionShape shape = pair.shapeAt(CODE);
        Block block = shape.blockAt(CODE);
        assertNotNull(block);
        BlockSpans spans = new BlockSpans(block, shape);
        BlockSpans.Place first = spans.placeAt(0);
        BlockSpans.Place third = spans.placeAt(2);
        assertNotNull(first);
        assertNotNull(third);
        assertEquals(32 - 24, first.offset());
        assertEquals(0, third.offset());
        assertEquals(28, first.span().bytes());
        assertNotNull(spans.placeAt(4));
        assertNull(spans.placeAt(6));
    }

    @Test
    void aSpanThatMissesOftenIsGivenUp() {
        SpanMisses misses = new SpanMisses();
        assertFalse(misses.missed(CODE));
        assertTrue(misses.mayBegin(CODE));
        for (int i = 1; i < MISSES_MAX; i++) {
            assertFalse(misses.missed(CODE));
        }
        assertTrue(misses.mayBegin(CODE));
        misses.missed(CODE);
        assertFalse(misses.mayBegin(CODE));
    }

    private static Pair pair(boolean little) {
        Pair pair = new Pair();
        pair.registers(s -> {
            s.msr = MsrBits.SF | MsrBits.ME | MsrBits.RI | (little ? MsrBits.LE : 0);
            s.gpr[3] = 0x2_0000;
            s.nia = CODE;
        });
        return pair;
    }
}
