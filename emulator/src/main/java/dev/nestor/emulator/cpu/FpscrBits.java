package dev.nestor.emulator.cpu;

/**
 * Bits of FPSCR that the semantics name, in place; bits 0:31 of the register are the low word here.
 *
 * @see "Power ISA 3.1, Book I, section 4.2.2"
 */
public final class FpscrBits {
    /** Some exception bit changed from 0 to 1. */
    public static final int FX = 0x8000_0000;
    /** Some enabled exception bit is set. */
    public static final int FEX = 0x4000_0000;
    /** Some invalid-operation bit is set. */
    public static final int VX = 0x2000_0000;
    /** Overflow. */
    public static final int OX = 0x1000_0000;
    /** Underflow. */
    public static final int UX = 0x0800_0000;
    /** Zero divide. */
    public static final int ZX = 0x0400_0000;
    /** Inexact. */
    public static final int XX = 0x0200_0000;
    /** Invalid operation: signaling NaN. */
    public static final int VXSNAN = 0x0100_0000;
    /** Invalid operation: infinity minus infinity. */
    public static final int VXISI = 0x0080_0000;
    /** Invalid operation: infinity by infinity. */
    public static final int VXIDI = 0x0040_0000;
    /** Invalid operation: zero by zero. */
    public static final int VXZDZ = 0x0020_0000;
    /** Invalid operation: infinity times zero. */
    public static final int VXIMZ = 0x0010_0000;
    /** Invalid operation: ordered comparison with a NaN. */
    public static final int VXVC = 0x0008_0000;
    /** The last result was rounded away from zero. */
    public static final int FR = 0x0004_0000;
    /** The last result is inexact. */
    public static final int FI = 0x0002_0000;
    /** Class descriptor of the last result; with the next field: FPRF. */
    public static final int C = 0x0001_0000;
    /** The four comparison bits: less, greater, equal, unordered. */
    public static final int FPCC = 0x0000_F000;
    /** Class and sign of the last result. */
    public static final int FPRF = C | FPCC;
    /** Invalid operation: software request. */
    public static final int VXSOFT = 0x0000_0400;
    /** Invalid operation: square root of a negative number. */
    public static final int VXSQRT = 0x0000_0200;
    /** Invalid operation: conversion to integer. */
    public static final int VXCVI = 0x0000_0100;
    /** Invalid operations are enabled. */
    public static final int VE = 0x0000_0080;
    /** Overflow is enabled. */
    public static final int OE = 0x0000_0040;
    /** Underflow is enabled. */
    public static final int UE = 0x0000_0020;
    /** Zero divide is enabled. */
    public static final int ZE = 0x0000_0010;
    /** Inexact is enabled. */
    public static final int XE = 0x0000_0008;
    /** Rounding control. */
    public static final int RN = 0x0000_0003;

    /** All causes of invalid operation. */
    public static final int INVALID = VXSNAN | VXISI | VXIDI | VXZDZ | VXIMZ | VXVC | VXSOFT | VXSQRT | VXCVI;
    /** All bits that an exception sets, and that stay. */
    public static final int STICKY = OX | UX | ZX | XX | INVALID;
    /** The five enable bits. */
    public static final int ENABLES = VE | OE | UE | ZE | XE;
    /** Bits that exist in the high word (decimal rounding control). */
    public static final long DRN = 7L << 32;
    /** Bits that exist. */
    public static final long IMPLEMENTED = DRN | 0xFFFF_F7FFL;

    /** The right shift that brings VX, OX, UX, ZX and XX to their enable bits. */
    private static final int ENABLE_SHIFT = 22;

    private FpscrBits() {}

    /** {@code fpscr} with its two summary bits FEX and VX computed. */
    public static long summarised(long fpscr) {
        long value = fpscr & ~(FEX | VX) & 0xFFFF_FFFFL | fpscr & DRN;
        if ((value & INVALID) != 0) {
            value |= VX;
        }
        if ((value >>> ENABLE_SHIFT & value & ENABLES) != 0) {
            value |= FEX;
        }
        return value;
    }

    /** Which of the exceptions {@code raised} are enabled in {@code fpscr}, as enable bits. */
    public static int enabled(int raised, long fpscr) {
        int causes = (raised & INVALID) != 0 ? raised | VX : raised & ~VX;
        return causes >>> ENABLE_SHIFT & (int) fpscr & ENABLES;
    }

    /** FPRF, in place, of a number in double format. */
    public static int classOfDouble(long bits) {
        return classOf(bits, 1L << 52);
    }

    /** FPRF, in place, of a single-precision number kept in double format. */
    public static int classOfSingle(long bits) {
        return classOf(bits, 0x3810_0000_0000_0000L);
    }

    /** FPRF, in place, of a number in half format. */
    public static int classOfHalf(int bits) {
        long sign = (long) bits << 48 & Long.MIN_VALUE;
        int magnitude = bits & 0x7FFF;
        boolean special = magnitude >= 0x7C00;
        long wide = special ? 0x7FF0_0000_0000_0000L | (long) (magnitude & 0x3FF) << 42 : (long) magnitude << 42;
        return classOf(sign | wide, 1L << 52);
    }

    /** FPRF, in place, of a number in quad format. */
    public static int classOfQuad(long high, long low) {
        long magnitude = high & Long.MAX_VALUE;
        long sign = high & Long.MIN_VALUE;
        boolean rest = low != 0 || (high & 0xFFFF_FFFF_FFFFL) != 0;
        long exponent = magnitude >>> 48;
        if (exponent == 0x7FFF) {
            return classOf(sign | 0x7FF0_0000_0000_0000L | (rest ? 1 : 0), 1);
        }
        return classOf(sign | (exponent == 0 ? rest ? 1 : 0 : 2), 2);
    }

    private static int classOf(long bits, long leastNormal) {
        long magnitude = bits & Long.MAX_VALUE;
        int sign = bits < 0 ? 0x8000 : 0x4000;
        if (magnitude == 0) {
            return bits < 0 ? 0x12000 : 0x2000;
        }
        if (magnitude > 0x7FF0_0000_0000_0000L) {
            return 0x11000;
        }
        if (magnitude == 0x7FF0_0000_0000_0000L) {
            return sign | 0x1000;
        }
        return magnitude < leastNormal ? sign | 0x10000 : sign;
    }
}
