package dev.nestor.emulator.binary;

import dev.nestor.emulator.cpu.FpscrBits;

/**
 * Floating-point operations on numbers in double format, rounded to double or to single precision (the result then is
 * in double format too). Where Java's arithmetic gives the answer and an error-free transformation tells whether it is
 * exact, that is used; everything else goes to the {@link FloatUnit}.
 *
 * <p>The short ways hold for rounding to nearest and for operands and results far from overflow and underflow.
 */
public final class FloatOperations {
    private static final double LARGE = 0x1p1000;
    private static final double SMALL = 0x1p-900;
    private static final double SINGLE_LARGE = 0x1p126;
    private static final double SINGLE_SMALL = 0x1p-125;
    private static final long BELOW_SINGLE = 0x1FFF_FFFFL;
    private static final long ONE = 0x3FF0_0000_0000_0000L;
    private static final long INFINITY = 0x7FF0_0000_0000_0000L;
    private static final int INEXACT = FpscrBits.XX | FpscrBits.FI;
    private static final int AWAY = INEXACT | FpscrBits.FR;

    /** What goes the long way, and what was raised. */
    public final FloatUnit unit = new FloatUnit();

    /** Begins an instruction: nothing is raised. */
    public void begin() {
        unit.raised = 0;
    }

    /** What has been raised since {@link #begin}: FPSCR bits in place. */
    public int raised() {
        return unit.raised;
    }

    /** {@code x} + {@code y}, or minus {@code y}. */
    public long add(FloatFormat format, long x, long y, long fpscr, boolean minus) {
        if ((fpscr & FpscrBits.RN) == 0 && fits(format, x, y)) {
            double a = Double.longBitsToDouble(x);
            double b = minus ? -Double.longBitsToDouble(y) : Double.longBitsToDouble(y);
            double sum = a + b;
            double part = sum - a;
            double error = (a - (sum - part)) + (b - part);
            if (sum == 0 && x != 0 && y != 0) {
                return Double.doubleToRawLongBits(sum);
            }
            if (isSafe(format, sum)) {
                return rounded(format, sum, error);
            }
        }
        unit.a.setDouble(x);
        unit.b.setDouble(y);
        unit.add(format, mode(fpscr), fpscr, minus);
        return unit.result.toDouble();
    }

    /** {@code x} times {@code y}. */
    public long multiply(FloatFormat format, long x, long y, long fpscr) {
        if ((fpscr & FpscrBits.RN) == 0 && fits(format, x, y)) {
            double a = Double.longBitsToDouble(x);
            double b = Double.longBitsToDouble(y);
            double product = a * b;
            if (isSafe(format, product)) {
                return rounded(format, product, Math.fma(a, b, -product));
            }
        }
        unit.a.setDouble(x);
        unit.b.setDouble(y);
        unit.multiply(format, mode(fpscr), fpscr);
        return unit.result.toDouble();
    }

    /** {@code x} divided by {@code y}. */
    public long divide(FloatFormat format, long x, long y, long fpscr) {
        if ((fpscr & FpscrBits.RN) == 0 && fits(format, x, y)) {
            double a = Double.longBitsToDouble(x);
            double b = Double.longBitsToDouble(y);
            double quotient = a / b;
            if (isSafe(format, quotient) && Math.abs(a) > SMALL) {
                double rest = Math.fma(-quotient, b, a);
                return rounded(format, quotient, b < 0 ? -rest : rest);
            }
        }
        unit.a.setDouble(x);
        unit.b.setDouble(y);
        unit.divide(format, mode(fpscr), fpscr);
        return unit.result.toDouble();
    }

    /** The square root of {@code x}. */
    public long squareRoot(FloatFormat format, long x, long fpscr) {
        if ((fpscr & FpscrBits.RN) == 0 && fits(format, x, x)) {
            double b = Double.longBitsToDouble(x);
            if (b > SMALL && b < LARGE) {
                double root = Math.sqrt(b);
                return rounded(format, root, Math.fma(-root, root, b));
            }
        }
        unit.b.setDouble(x);
        unit.squareRoot(format, mode(fpscr), fpscr);
        return unit.result.toDouble();
    }

    /** {@code x} times {@code z} plus {@code y}, or minus {@code y}, rounded once. */
    public long multiplyAdd(FloatFormat format, long x, long z, long y, long fpscr, boolean minus) {
        if ((fpscr & FpscrBits.RN) == 0 && fits(format, x, z) && fits(format, y, y)) {
            double a = Double.longBitsToDouble(x);
            double c = Double.longBitsToDouble(z);
            double b = minus ? -Double.longBitsToDouble(y) : Double.longBitsToDouble(y);
            double product = a * c;
            if (isSafe(format, product) && isSafe(format, b)) {
                double low = Math.fma(a, c, -product);
                if (format != FloatFormat.DOUBLE) {
                    return fusedSingle(format, x, z, y, fpscr, minus, product, b);
                }
                double sum = Math.fma(a, c, b);
                if (isSafe(format, sum)) {
                    return rounded(format, sum, fusedError(sum, product, low, b));
                }
            }
        }
        return fusedSlowly(format, x, z, y, fpscr, minus);
    }

    /** The product of two singles is exact in double. */
    private long fusedSingle(
            FloatFormat format, long x, long z, long y, long fpscr, boolean minus, double product, double b) {
        float sum = Math.fma((float) Double.longBitsToDouble(x), (float) Double.longBitsToDouble(z), (float) b);
        if (!isSafe(format, sum)) {
            return fusedSlowly(format, x, z, y, fpscr, minus);
        }
        double wide = product + b;
        double part = wide - product;
        double low = (product - (wide - part)) + (b - part);
        double difference = wide - sum;
        return note(sum, difference != 0 ? difference : low);
    }

    private long fusedSlowly(FloatFormat format, long x, long z, long y, long fpscr, boolean minus) {
        unit.a.setDouble(x);
        unit.c.setDouble(z);
        unit.b.setDouble(y);
        unit.multiplyAdd(format, mode(fpscr), fpscr, minus);
        return unit.result.toDouble();
    }

    /** The sign of what {@code sum} lacks of product + low + b, by Boldo and Muller's ErrFma. */
    private static double fusedError(double sum, double product, double low, double b) {
        double alpha = b + low;
        double alphaPart = alpha - b;
        double z = (b - (alpha - alphaPart)) + (low - alphaPart);
        double beta = product + alpha;
        double betaPart = beta - product;
        double betaLow = (product - (beta - betaPart)) + (alpha - betaPart);
        double gamma = (beta - sum) + betaLow;
        return gamma + z;
    }

    /** An estimate of 1 / {@code x}; XX, FI and FR are undefined for estimates and stay clear. */
    public long reciprocal(FloatFormat format, long x, long fpscr) {
        int before = unit.raised;
        long estimate = divide(format, ONE, x, fpscr);
        unit.raised = before | unit.raised & ~AWAY;
        return estimate;
    }

    /** An estimate of 1 / square root of {@code x}, likewise. */
    public long reciprocalRoot(FloatFormat format, long x, long fpscr) {
        int before = unit.raised;
        long root = squareRoot(FloatFormat.DOUBLE, x, fpscr);
        long estimate = divide(format, ONE, root, fpscr);
        unit.raised = before | unit.raised & ~AWAY;
        return estimate;
    }

    /** {@code bits} with the other sign, unless it is a NaN. */
    public static long negated(long bits) {
        return (bits & Long.MAX_VALUE) > INFINITY ? bits : bits ^ Long.MIN_VALUE;
    }

    /** {@code x} rounded to single precision, or converted from it unchanged. */
    public long roundToSingle(long x, long fpscr) {
        unit.b.setDouble(x);
        unit.convert(FloatFormat.SINGLE, mode(fpscr), fpscr);
        return unit.result.toDouble();
    }

    /** {@code x} itself, a signaling NaN made quiet. */
    public long toDouble(long x) {
        if (!DoubleFormat.isSignaling(x)) {
            return x;
        }
        unit.raised |= FpscrBits.VXSNAN;
        return x | 1L << 51;
    }

    /** {@code x} as an integer in {@code mode}; see {@link FloatUnit#toInteger}. */
    public long toInteger(long x, int mode, int bits, boolean signed) {
        unit.b.setDouble(x);
        unit.toInteger(mode, bits, signed);
        return unit.integer.lo;
    }

    /** The integer {@code x} as a number of {@code format}. */
    public long fromInteger(FloatFormat format, long x, boolean signed, long fpscr) {
        if (signed) {
            unit.b.setSigned(x);
        } else {
            unit.b.setInteger(false, 0, x);
        }
        unit.convert(format, mode(fpscr), fpscr);
        return unit.result.toDouble();
    }

    /** {@code x} rounded to an integer in double format. */
    public long roundToIntegral(long x, int mode) {
        unit.b.setDouble(x);
        unit.roundToIntegral(mode);
        return unit.result.toDouble();
    }

    /** FPSCR[RN] as a mode of {@link FloatUnit}. */
    public static int mode(long fpscr) {
        return (int) fpscr & FpscrBits.RN;
    }

    private static boolean fits(FloatFormat format, long x, long y) {
        return format == FloatFormat.DOUBLE || isSingle(x) && isSingle(y);
    }

    /** Whether {@code bits} is a normal single-precision number. */
    private static boolean isSingle(long bits) {
        int biased = (int) (bits >>> 52) & 0x7FF;
        return (bits & BELOW_SINGLE) == 0 && biased > 1023 - 127 && biased < 1023 + 128;
    }

    private static boolean isSafe(FloatFormat format, double value) {
        double magnitude = Math.abs(value);
        return format == FloatFormat.DOUBLE
                ? magnitude > SMALL && magnitude < LARGE
                : magnitude > SINGLE_SMALL && magnitude < SINGLE_LARGE;
    }

    /** Notes how {@code value} + {@code error}, the exact result, was or is now rounded. */
    private long rounded(FloatFormat format, double value, double error) {
        if (format == FloatFormat.DOUBLE) {
            return note(value, error);
        }
        double single = (float) value;
        double difference = value - single;
        return note(single, difference != 0 ? difference : error);
    }

    private long note(double value, double error) {
        if (error != 0) {
            unit.raised |= error < 0 == value > 0 ? AWAY : INEXACT;
        }
        return Double.doubleToRawLongBits(value);
    }
}
