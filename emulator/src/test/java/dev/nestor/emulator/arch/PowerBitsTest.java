package dev.nestor.emulator.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PowerBitsTest {

    @Test
    void bitZeroIsTheMostSignificant() {
        assertEquals(Long.MIN_VALUE, PowerBits.bit(0));
        assertEquals(1, PowerBits.bit(63));
        assertEquals(Integer.MIN_VALUE, PowerBits.bit32(0));
    }

    @Test
    void maskIncludesBothEnds() {
        assertEquals(0xFF00_0000_0000_0000L, PowerBits.mask(0, 7));
        assertEquals(1, PowerBits.mask(63, 63));
        assertEquals(-1L, PowerBits.mask(0, 63));
    }

    @Test
    void maskWrapsWhenItsEndIsBeforeItsStart() {
        assertEquals(0x8000_0000_0000_0001L, PowerBits.mask(63, 0));
        assertEquals(0xF000_0000_0000_000FL, PowerBits.mask(60, 3));
    }

    @Test
    void fieldsAreRightJustified() {
        assertEquals(0x1F, PowerBits.field32(0xFC00_0000 >>> 1, 1, 5));
        assertEquals(0xAB, PowerBits.field(0x00AB_0000_0000_0000L, 8, 15));
        assertEquals(-1L, PowerBits.field(-1L, 0, 63));
    }

    @Test
    void signExtendsFromAnyWidth() {
        assertEquals(-1, PowerBits.signExtend(0xFFFF, 16));
        assertEquals(0x7FFF, PowerBits.signExtend(0x7FFF, 16));
        assertEquals(-2, PowerBits.signExtend(0b10, 2));
    }
}
