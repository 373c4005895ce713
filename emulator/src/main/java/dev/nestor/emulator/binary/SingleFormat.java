package dev.nestor.emulator.binary;

/**
 * The conversions that loads and stores of single-precision operands do: exact, and without touching NaNs.
 *
 * @see "Power ISA 3.1, Book I, sections 4.6.2 and 4.6.3: DOUBLE(x) and SINGLE(x)"
 */
public final class SingleFormat {
    private static final int DOUBLE_EXPONENT_FIRST_NORMAL = 896;
    private static final int DOUBLE_EXPONENT_FIRST_DENORMAL = 874;
    private static final int FRACTION_BITS = 52;

    private SingleFormat() {}

    /** The double that has the value of {@code single}; a NaN keeps its payload and stays signalling. */
    public static long toDouble(int single) {
        int exponent = single >>> 23 & 0xFF;
        if (exponent == 0xFF) {
            return (long) (single & Integer.MIN_VALUE) << 32 | 0x7FFL << FRACTION_BITS | (single & 0x7F_FFFFL) << 29;
        }
        return Double.doubleToRawLongBits(Float.intBitsToFloat(single));
    }

    /** The single of a double that a single can hold; others are cut off, and too small ones become zero. */
    public static int toSingle(long value) {
        int exponent = (int) (value >>> FRACTION_BITS) & 0x7FF;
        if (exponent > DOUBLE_EXPONENT_FIRST_NORMAL) {
            return (int) (value >>> 62) << 30 | (int) (value >>> 29) & 0x3FFF_FFFF;
        }
        int sign = (int) (value >>> 63) << 31;
        if (exponent < DOUBLE_EXPONENT_FIRST_DENORMAL) {
            return sign;
        }
        long fraction = 1L << FRACTION_BITS | value & (1L << FRACTION_BITS) - 1;
        return sign | (int) (fraction >>> DOUBLE_EXPONENT_FIRST_NORMAL + 30 - exponent);
    }
}
