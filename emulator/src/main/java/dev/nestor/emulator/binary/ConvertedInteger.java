package dev.nestor.emulator.binary;

/** An integer of up to 128 bits, two's complement, that a conversion makes of a magnitude; it saturates. */
public final class ConvertedInteger {
    private static final int DOUBLEWORD = 64;

    /** Its high 64 bits. */
    public long hi;
    /** Its low 64 bits. */
    public long lo;

    void set(long high, long low) {
        hi = high;
        lo = low;
    }

    /** The largest number of its width, or the least. */
    void saturate(int bits, boolean signed, boolean least) {
        boolean wide = bits > DOUBLEWORD;
        if (!least) {
            long most = -1L >>> (signed ? 1 : 0) + (wide ? 0 : DOUBLEWORD - bits);
            set(wide ? most : 0, wide ? -1L : most);
        } else if (signed) {
            set(wide ? Long.MIN_VALUE : -1L, wide ? 0 : -1L << bits - 1);
        } else {
            set(0, 0);
        }
    }

    /** The number with this sign and magnitude, and whether it fits; saturates when it does not. */
    boolean fit(boolean negative, long high, long low, int bits, boolean signed) {
        int width = high != 0 ? 128 - Long.numberOfLeadingZeros(high) : 64 - Long.numberOfLeadingZeros(low);
        if (!negative) {
            return place(width <= (signed ? bits - 1 : bits), high, low, bits, signed, false);
        }
        int zeros = low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
        boolean fits = width == 0 || signed && (width < bits || width == bits && zeros == bits - 1);
        return place(fits, ~high + (low == 0 ? 1 : 0), -low, bits, signed, true);
    }

    private boolean place(boolean fits, long high, long low, int bits, boolean signed, boolean negative) {
        if (fits) {
            set(high, low);
        } else {
            saturate(bits, signed, negative);
        }
        return fits;
    }
}
