package dev.nestor.emulator.binary;

import dev.nestor.emulator.cpu.FpscrBits;

/**
 * The floating-point unit of a vCPU: the exact arithmetic on numbers taken apart, correctly rounded once, and what it
 * raises. It keeps nothing from one instruction to the next.
 *
 * <p>An operation leaves its number in {@link #result} and adds what happened to {@link #raised}: FPSCR bits in place,
 * FR and FI included. {@link FloatOperations} has the same operations on double-format values, with short ways.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.2.2: bfp_ROUND and related functions"
 */
public final class FloatUnit {
    // Rounding modes, as the ISA names them: the first four are FPSCR[RN].
    public static final int NEAREST_EVEN = 0;
    public static final int TOWARD_ZERO = 1;
    public static final int UP = 2;
    public static final int DOWN = 3;
    /** To the nearest, of two the one away from zero; no mode of FPSCR. */
    public static final int NEAREST_AWAY = 4;
    /** Truncates and makes the last bit odd when inexact. */
    public static final int TO_ODD = 5;

    /** A significand of 128 bits is a multiple of 2 to the minus this. */
    private static final int FRACTION_SCALE = 127;

    private static final int DOUBLEWORD = 64;

    /** The operands. */
    public final FloatValue a = new FloatValue();

    public final FloatValue b = new FloatValue();
    public final FloatValue c = new FloatValue();
    /** What an operation gives: a number, or an integer from a conversion. */
    public final FloatValue result = new FloatValue();

    public final ConvertedInteger integer = new ConvertedInteger();
    /** FPSCR bits raised, in place; set to 0 by who begins an instruction. */
    public int raised;
    /** Whether an exact result was, before rounding, smaller than any normal number; never cleared here. */
    public boolean tiny;

    /** The exact value: {@code wide} / 2^255 * 2^{@code wideExponent}. */
    private final WideSignificand wide = new WideSignificand();

    private final WideSignificand other = new WideSignificand();
    private int wideExponent;
    private boolean wideNegative;

    /** {@link #a} plus {@link #b}, or minus. */
    public void add(FloatFormat format, int mode, long fpscr, boolean minus) {
        boolean signB = b.negative ^ minus;
        if (propagated(false)) {
            return;
        }
        if (a.kind == FloatValue.INFINITE && b.kind == FloatValue.INFINITE && a.negative != signB) {
            invalid(FpscrBits.VXISI);
        } else if (a.kind == FloatValue.INFINITE) {
            result.set(a);
        } else if (b.kind == FloatValue.INFINITE) {
            result.setInfinity(signB);
        } else if (a.kind == FloatValue.ZERO && b.kind == FloatValue.ZERO) {
            result.setZero(a.negative == signB ? signB : mode == DOWN);
        } else {
            setWide(a);
            accumulate(b, signB);
            round(format, mode, fpscr);
        }
    }

    /** {@link #a} times {@link #b}. */
    public void multiply(FloatFormat format, int mode, long fpscr) {
        if (propagated(false)) {
            return;
        }
        boolean sign = a.negative ^ b.negative;
        if (a.kind == FloatValue.INFINITE || b.kind == FloatValue.INFINITE) {
            if (a.kind == FloatValue.ZERO || b.kind == FloatValue.ZERO) {
                invalid(FpscrBits.VXIMZ);
            } else {
                result.setInfinity(sign);
            }
        } else if (a.kind == FloatValue.ZERO || b.kind == FloatValue.ZERO) {
            result.setZero(sign);
        } else {
            setProduct(a, b);
            round(format, mode, fpscr);
        }
    }

    /** {@link #a} times {@link #c} plus {@link #b}, or minus; rounded once. */
    public void multiplyAdd(FloatFormat format, int mode, long fpscr, boolean minus) {
        boolean infiniteProduct = a.kind == FloatValue.INFINITE || c.kind == FloatValue.INFINITE;
        boolean zeroProduct = a.kind == FloatValue.ZERO || c.kind == FloatValue.ZERO;
        if (infiniteProduct && zeroProduct) {
            raised |= FpscrBits.VXIMZ;
        }
        if (propagated(true)) {
            return;
        }
        boolean sign = a.negative ^ c.negative;
        boolean signB = b.negative ^ minus;
        if (infiniteProduct && zeroProduct) {
            result.setDefaultNan();
        } else if (infiniteProduct && b.kind == FloatValue.INFINITE && sign != signB) {
            invalid(FpscrBits.VXISI);
        } else if (infiniteProduct) {
            result.setInfinity(sign);
        } else if (b.kind == FloatValue.INFINITE) {
            result.setInfinity(signB);
        } else if (zeroProduct && b.kind == FloatValue.ZERO) {
            result.setZero(sign == signB ? sign : mode == DOWN);
        } else {
            if (zeroProduct) {
                wide.set(0, 0);
            } else {
                setProduct(a, c);
            }
            accumulate(b, signB);
            round(format, mode, fpscr);
        }
    }

    /** {@link #a} divided by {@link #b}. */
    public void divide(FloatFormat format, int mode, long fpscr) {
        if (propagated(false)) {
            return;
        }
        boolean sign = a.negative ^ b.negative;
        if (a.kind == FloatValue.INFINITE && b.kind == FloatValue.INFINITE) {
            invalid(FpscrBits.VXIDI);
        } else if (a.kind == FloatValue.ZERO && b.kind == FloatValue.ZERO) {
            invalid(FpscrBits.VXZDZ);
        } else if (a.kind == FloatValue.INFINITE) {
            result.setInfinity(sign);
        } else if (b.kind == FloatValue.ZERO) {
            raised |= FpscrBits.ZX;
            result.setInfinity(sign);
        } else if (a.kind == FloatValue.ZERO || b.kind == FloatValue.INFINITE) {
            result.setZero(sign);
        } else {
            wideNegative = sign;
            wide.setQuotient(a, b, format.precision + 3);
            wideExponent = a.exponent - b.exponent;
            normalise();
            round(format, mode, fpscr);
        }
    }

    /** The square root of {@link #b}. */
    public void squareRoot(FloatFormat format, int mode, long fpscr) {
        if (propagatedFromB()) {
            return;
        }
        if (b.kind == FloatValue.ZERO) {
            result.set(b);
        } else if (b.negative) {
            invalid(FpscrBits.VXSQRT);
        } else if (b.kind == FloatValue.INFINITE) {
            result.set(b);
        } else {
            wideNegative = false;
            wide.setRoot(b, format.precision + 3);
            wideExponent = b.exponent >> 1;
            normalise();
            round(format, mode, fpscr);
        }
    }

    /** {@link #b} in another format. */
    public void convert(FloatFormat format, int mode, long fpscr) {
        if (propagatedFromB()) {
            return;
        }
        if (b.kind == FloatValue.FINITE) {
            setWide(b);
            round(format, mode, fpscr);
        } else {
            result.set(b);
        }
    }

    /** {@link #b} rounded to an integer that is kept as a floating-point number. */
    public void roundToIntegral(int mode) {
        if (propagatedFromB()) {
            return;
        }
        result.set(b);
        if (b.kind == FloatValue.FINITE && b.exponent < FRACTION_SCALE) {
            splitAtPoint(mode);
            result.normalise(FRACTION_SCALE, wide.words[0], wide.words[1]);
        }
    }

    /**
     * {@link #b} as an integer, in {@link #integer}; saturates.
     *
     * @param bits width of the integer: 32, 64 or 128
     * @param signed whether it has a sign
     */
    public void toInteger(int mode, int bits, boolean signed) {
        if (b.isNan()) {
            raised |= FpscrBits.VXCVI | (b.kind == FloatValue.SIGNALING ? FpscrBits.VXSNAN : 0);
            integer.saturate(bits, signed, true);
        } else if (b.kind == FloatValue.ZERO) {
            integer.set(0, 0);
        } else if (b.kind == FloatValue.INFINITE || b.exponent > FRACTION_SCALE) {
            raised |= FpscrBits.VXCVI;
            integer.saturate(bits, signed, b.negative);
        } else {
            int before = raised;
            splitAtPoint(mode);
            if (!integer.fit(b.negative, wide.words[0], wide.words[1], bits, signed)) {
                raised = before | FpscrBits.VXCVI;
            }
        }
    }

    /** The magnitude of {@link #b} rounded to an integer, in the high half of {@link #wide}. */
    private void splitAtPoint(int mode) {
        wide.set(b.hi, b.lo);
        wide.shiftRightJam(FRACTION_SCALE - b.exponent);
        if (!wide.hasFraction()) {
            return;
        }
        boolean half = wide.words[2] < 0;
        boolean beyond = (wide.words[2] & Long.MAX_VALUE | wide.words[3]) != 0;
        boolean odd = (wide.words[1] & 1) != 0;
        raised |= FpscrBits.XX | FpscrBits.FI;
        if (roundsAway(mode, b.negative, odd, half, beyond)) {
            raised |= FpscrBits.FR;
            wide.increment(1, 1);
        }
    }

    private static boolean roundsAway(int mode, boolean negative, boolean odd, boolean half, boolean beyond) {
        return switch (mode) {
            case NEAREST_EVEN -> half && (beyond || odd);
            case NEAREST_AWAY -> half;
            case UP -> !negative;
            case DOWN -> negative;
            default -> false;
        };
    }

    /** Whether {@link #b} is a NaN, which then is the result. */
    private boolean propagatedFromB() {
        if (!b.isNan()) {
            return false;
        }
        if (b.kind == FloatValue.SIGNALING) {
            raised |= FpscrBits.VXSNAN;
        }
        result.setQuieted(b);
        return true;
    }

    /** Whether an operand is a NaN: the first of a, b and (for three operands) c is the result. */
    private boolean propagated(boolean three) {
        boolean nanC = three && c.isNan();
        if (!a.isNan() && !b.isNan() && !nanC) {
            return false;
        }
        if (a.kind == FloatValue.SIGNALING
                || b.kind == FloatValue.SIGNALING
                || nanC && c.kind == FloatValue.SIGNALING) {
            raised |= FpscrBits.VXSNAN;
        }
        result.setQuieted(a.isNan() ? a : b.isNan() ? b : c);
        return true;
    }

    private void invalid(int cause) {
        raised |= cause;
        result.setDefaultNan();
    }

    private void setWide(FloatValue x) {
        wideNegative = x.negative;
        if (x.kind == FloatValue.ZERO) {
            wide.set(0, 0);
        } else {
            wide.set(x.hi, x.lo);
            wideExponent = x.exponent;
        }
    }

    private void setProduct(FloatValue x, FloatValue y) {
        wideNegative = x.negative ^ y.negative;
        wide.setProduct(x.hi, x.lo, y.hi, y.lo);
        wideExponent = x.exponent + y.exponent + 1;
        normalise();
    }

    private void normalise() {
        int zeros = wide.leadingZeros();
        wide.shiftLeft(zeros);
        wideExponent -= zeros;
    }

    /** Adds {@code x}, with the sign given, to the exact value; an exact zero gets its sign in {@link #round}. */
    private void accumulate(FloatValue x, boolean sign) {
        if (x.kind == FloatValue.ZERO) {
            return;
        }
        if (wide.isZero()) {
            wide.set(x.hi, x.lo);
            wideExponent = x.exponent;
            wideNegative = sign;
            return;
        }
        other.set(x.hi, x.lo);
        int distance = wideExponent - x.exponent;
        wide.shiftRightJam(1 + Math.max(0, -distance));
        other.shiftRightJam(1 + Math.max(0, distance));
        wideExponent = Math.max(wideExponent, x.exponent) + 1;
        if (wideNegative == sign) {
            wide.add(other);
        } else if (wide.compare(other) >= 0) {
            wide.subtract(other);
        } else {
            other.subtract(wide);
            wide.set(other);
            wideNegative = sign;
        }
        normalise();
    }

    /** Rounds the exact value, {@link #wide}, to {@code format}. */
    private void round(FloatFormat format, int mode, long fpscr) {
        result.negative = wideNegative;
        if (wide.isZero()) {
            result.setZero(mode == DOWN);
            return;
        }
        boolean below = wideExponent < format.minExponent;
        tiny |= below;
        if (below && (fpscr & FpscrBits.UE) != 0) {
            raised |= FpscrBits.UX;
            wideExponent += format.exponentAdjustment;
        } else if (below) {
            wide.shiftRightJam(format.minExponent - wideExponent);
            wideExponent = format.minExponent;
        }
        boolean inexact = roundAt(format.precision, mode);
        if (inexact) {
            raised |= FpscrBits.XX | FpscrBits.FI | (below ? FpscrBits.UX : 0);
        }
        if (wideExponent <= format.maxExponent) {
            result.normalise(wideExponent, wide.words[0], wide.words[1]);
        } else {
            overflow(format, mode, fpscr);
        }
    }

    private void overflow(FloatFormat format, int mode, long fpscr) {
        raised |= FpscrBits.OX;
        if ((fpscr & FpscrBits.OE) != 0) {
            result.normalise(wideExponent - format.exponentAdjustment, wide.words[0], wide.words[1]);
            return;
        }
        raised = raised & ~FpscrBits.FR | FpscrBits.XX | FpscrBits.FI;
        if (mode == TO_ODD || mode == TOWARD_ZERO || mode == (wideNegative ? UP : DOWN)) {
            result.setLargest(format, wideNegative);
        } else {
            raised |= FpscrBits.FR;
            result.setInfinity(wideNegative);
        }
    }

    /** Rounds {@link #wide} after its first {@code precision} bits; whether that lost something. */
    private boolean roundAt(int precision, int mode) {
        int index = precision > DOUBLEWORD ? 1 : 0;
        int below = -precision & DOUBLEWORD - 1;
        long unit = 1L << below;
        long word = wide.words[index];
        // What follows the kept bits, moved to the top of a doubleword, and whether more follows that.
        long next = wide.words[index + 1];
        long rest = below == 0 ? next : word << DOUBLEWORD - below | next >>> below;
        long beyond = (below == 0 ? 0 : next << DOUBLEWORD - below) | wide.words[3] | (index == 0 ? wide.words[2] : 0);
        if ((rest | beyond) == 0) {
            return false;
        }
        boolean odd = (word & unit) != 0;
        boolean away = roundsAway(mode, wideNegative, odd, rest < 0, (rest & Long.MAX_VALUE | beyond) != 0);
        wide.words[index] = word & -unit | (mode == TO_ODD ? unit : 0);
        if (index == 0) {
            wide.words[1] = 0;
        }
        if (away) {
            raised |= FpscrBits.FR;
            if (wide.increment(index, unit)) {
                wide.words[0] = Long.MIN_VALUE;
                wideExponent++;
            }
        }
        return true;
    }
}
