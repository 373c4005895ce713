package dev.nestor.emulator.binary;

/**
 * A floating-point number taken apart: sign, exponent and a significand of 128 bits whose most significant bit is the
 * units bit. A NaN keeps its fraction, left aligned, in the significand, so that the quiet bit is on top.
 */
public final class FloatValue {
    /** Kinds. */
    public static final int ZERO = 0;

    /** Kind: a number other than zero. */
    public static final int FINITE = 1;
    /** Kind: infinity. */
    public static final int INFINITE = 2;

    static final int QUIET = 3;
    /** Kind: a NaN that raises VXSNAN. */
    public static final int SIGNALING = 4;

    private static final long TOP = Long.MIN_VALUE;
    private static final long DOUBLE_INFINITY = 0x7FF0_0000_0000_0000L;
    private static final long QUAD_INFINITY = 0x7FFF_0000_0000_0000L;

    /** One of the kinds. */
    public int kind;
    /** The sign. */
    public boolean negative;

    int exponent;
    /** The high 64 bits of the significand. */
    public long hi;
    /** The low 64 bits of the significand. */
    public long lo;

    /** Whether this is a NaN, quiet or signaling. */
    public boolean isNan() {
        return kind >= QUIET;
    }

    /** Becomes {@code other}. */
    public void set(FloatValue other) {
        kind = other.kind;
        negative = other.negative;
        exponent = other.exponent;
        hi = other.hi;
        lo = other.lo;
    }

    void setZero(boolean sign) {
        kind = ZERO;
        negative = sign;
        hi = 0;
        lo = 0;
    }

    void setInfinity(boolean sign) {
        kind = INFINITE;
        negative = sign;
        hi = 0;
        lo = 0;
    }

    /** The NaN that an invalid operation makes: positive, quiet, nothing else in the fraction. */
    void setDefaultNan() {
        kind = QUIET;
        negative = false;
        hi = TOP;
        lo = 0;
    }

    /** The NaN {@code source} made quiet. */
    void setQuieted(FloatValue source) {
        set(source);
        kind = QUIET;
        hi |= TOP;
    }

    /** The largest finite number of {@code format}. */
    void setLargest(FloatFormat format, boolean sign) {
        kind = FINITE;
        negative = sign;
        exponent = format.maxExponent;
        hi = format.precision >= 64 ? -1 : -1L << 64 - format.precision;
        lo = format.precision > 64 ? -1L << 128 - format.precision : 0;
    }

    /** Becomes the number with these bits in double format. */
    public FloatValue setDouble(long bits) {
        unpack(bits < 0, (int) (bits >>> 52) & 0x7FF, bits << 12, 0, FloatFormat.DOUBLE);
        return this;
    }

    /** Becomes the number with these bits in single format. */
    public FloatValue setSingle(int bits) {
        unpack(bits < 0, bits >>> 23 & 0xFF, (long) bits << 41, 0, FloatFormat.SINGLE);
        return this;
    }

    /** Becomes the number with these low 16 bits in half format. */
    public FloatValue setHalf(int bits) {
        unpack((bits & 0x8000) != 0, bits >>> 10 & 0x1F, (long) bits << 54, 0, FloatFormat.HALF);
        return this;
    }

    /** Becomes the number with these 128 bits in quad format. */
    public FloatValue setQuad(long high, long low) {
        unpack(high < 0, (int) (high >>> 48) & 0x7FFF, high << 16 | low >>> 48, low << 16, FloatFormat.QUAD);
        return this;
    }

    /** An integer of 128 bits without sign. */
    public FloatValue setInteger(boolean sign, long high, long low) {
        negative = sign;
        normalise(127, high, low);
        return this;
    }

    /** Becomes an integer with sign. */
    public FloatValue setSigned(long value) {
        return setInteger(value < 0, 0, value < 0 ? -value : value);
    }

    /** Becomes an integer of 128 bits with sign. */
    public FloatValue setSigned(long high, long low) {
        boolean minus = high < 0;
        return setInteger(minus, minus ? ~high + (low == 0 ? 1 : 0) : high, minus ? -low : low);
    }

    private void unpack(boolean sign, int biased, long fractionHi, long fractionLo, FloatFormat format) {
        negative = sign;
        if (biased == 2 * format.maxExponent + 1) {
            hi = fractionHi;
            lo = fractionLo;
            kind = (hi | lo) == 0 ? INFINITE : hi < 0 ? QUIET : SIGNALING;
        } else if (biased != 0) {
            kind = FINITE;
            exponent = biased - format.maxExponent;
            hi = TOP | fractionHi >>> 1;
            lo = fractionHi << 63 | fractionLo >>> 1;
        } else {
            normalise(format.minExponent, fractionHi >>> 1, fractionHi << 63 | fractionLo >>> 1);
        }
    }

    /** The number high:low / 2^127 * 2^{@code scale}, which may be zero. */
    void normalise(int scale, long high, long low) {
        int shift = high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
        if (shift == 128) {
            setZero(negative);
            return;
        }
        kind = FINITE;
        exponent = scale - shift;
        if (shift >= 64) {
            hi = low << shift - 64;
            lo = 0;
        } else {
            hi = shift == 0 ? high : high << shift | low >>> 64 - shift;
            lo = low << shift;
        }
    }

    /** The number in double format, of which it must be representable; extra bits of a NaN are dropped. */
    public long toDouble() {
        long sign = negative ? TOP : 0;
        return switch (kind) {
            case ZERO -> sign;
            case INFINITE -> sign | DOUBLE_INFINITY;
            case FINITE -> sign | finite(52, 1023);
            default -> sign | DOUBLE_INFINITY | hi >>> 12;
        };
    }

    /** The number in single format, likewise. */
    public int toSingle() {
        return (int) narrow(23, 127);
    }

    /** The number in half format, likewise. */
    public int toHalf() {
        return (int) narrow(10, 15);
    }

    /** The number in bfloat16 format, likewise. */
    public int toBfloat16() {
        return (int) narrow(7, 127);
    }

    private long narrow(int fractionBits, int bias) {
        int exponentBits = bias == 15 ? 5 : 8;
        long infinity = (1L << exponentBits) - 1 << fractionBits;
        long sign = negative ? 1L << fractionBits + exponentBits : 0;
        return switch (kind) {
            case ZERO -> sign;
            case INFINITE -> sign | infinity;
            case FINITE -> sign | finite(fractionBits, bias);
            default -> sign | infinity | hi >>> 64 - fractionBits;
        };
    }

    /** Exponent and fraction of a finite number; an exponent that does not fit wraps. */
    private long finite(int fractionBits, int bias) {
        long significand = hi >>> 63 - fractionBits;
        if (exponent < 1 - bias) {
            int shift = 1 - bias - exponent;
            return shift < 64 ? significand >>> shift : 0;
        }
        long exponentMask = 2L * bias + 1;
        return (exponent + bias & exponentMask) << fractionBits | significand & (1L << fractionBits) - 1;
    }

    /** The high doubleword of the number in quad format. */
    public long toQuadHigh() {
        long sign = negative ? TOP : 0;
        return switch (kind) {
            case ZERO -> sign;
            case INFINITE -> sign | QUAD_INFINITY;
            case FINITE -> {
                int shift = quadShift();
                yield sign | (shift > 15 ? quadPart(shift, true) : (exponent + 16383 & 0x7FFFL) << 48 | hi << 1 >>> 16);
            }
            default -> sign | QUAD_INFINITY | hi >>> 16;
        };
    }

    /** The low doubleword of the number in quad format. */
    public long toQuadLow() {
        return switch (kind) {
            case ZERO, INFINITE -> 0;
            case FINITE -> quadPart(quadShift(), false);
            default -> hi << 48 | lo >>> 16;
        };
    }

    private int quadShift() {
        return exponent < -16382 ? Math.min(127, 15 - 16382 - exponent) : 15;
    }

    private long quadPart(int shift, boolean high) {
        if (high) {
            return shift < 64 ? hi >>> shift : 0;
        }
        return shift < 64 ? hi << 64 - shift | lo >>> shift : hi >>> shift - 64;
    }
}
