package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigInteger;

/**
 * Addition, multiplication, division and comparison.
 *
 * @see "Power ISA 3.1, Book I, sections 5.6.1 and 5.6.2"
 */
public final class DecimalArithmetic {
    /** The first is less. */
    public static final int LESS = 8;
    /** The first is greater. */
    public static final int GREATER = 4;
    /** Both are equal. */
    public static final int EQUAL = 2;
    /** One is a NaN. */
    public static final int UNORDERED = 1;

    /** Digits that are kept of the larger of two numbers far apart, beyond those of the format. */
    private static final int GUARD_DIGITS = 3;

    private DecimalArithmetic() {}

    /** {@code a} plus {@code b}. */
    public static DecimalResult add(DecimalContext context, Decimal a, Decimal b) {
        DecimalFormat format = context.format();
        if (a.isNan() || b.isNan()) {
            return DecimalResult.propagated(format, a, b);
        }
        if (!a.isFinite() && !b.isFinite() && a.negative() != b.negative()) {
            return DecimalResult.invalid(format, FpscrBits.VXISI);
        }
        if (!a.isFinite() || !b.isFinite()) {
            return DecimalResult.exact(format, (a.isFinite() ? b : a).canonicalInfinity());
        }
        return sum(context, a, b).round(context);
    }

    /** {@code a} minus {@code b}; a NaN keeps its sign. */
    public static DecimalResult subtract(DecimalContext context, Decimal a, Decimal b) {
        boolean sign = b.negative() != !b.isNan();
        return add(context, a, new Decimal(b.kind(), sign, b.digits(), b.exponent()));
    }

    /** {@code a} times {@code b}. */
    public static DecimalResult multiply(DecimalContext context, Decimal a, Decimal b) {
        DecimalFormat format = context.format();
        boolean negative = a.negative() != b.negative();
        if (a.isNan() || b.isNan()) {
            return DecimalResult.propagated(format, a, b);
        }
        if (!a.isFinite() || !b.isFinite()) {
            return a.isZero() || b.isZero()
                    ? DecimalResult.invalid(format, FpscrBits.VXIMZ)
                    : DecimalResult.exact(format, Decimal.infinity(negative));
        }
        int exponent = a.exponent() + b.exponent();
        BigInteger product = a.digits().multiply(b.digits());
        return new ExactDecimal(negative, product, exponent, false, exponent).round(context);
    }

    /** {@code a} divided by {@code b}. */
    public static DecimalResult divide(DecimalContext context, Decimal a, Decimal b) {
        DecimalFormat format = context.format();
        boolean negative = a.negative() != b.negative();
        if (a.isNan() || b.isNan()) {
            return DecimalResult.propagated(format, a, b);
        }
        if (!a.isFinite()) {
            return b.isFinite()
                    ? DecimalResult.exact(format, Decimal.infinity(negative))
                    : DecimalResult.invalid(format, FpscrBits.VXIDI);
        }
        if (!b.isFinite()) {
            return DecimalResult.exact(format, Decimal.finite(negative, BigInteger.ZERO, format.exponentMin()));
        }
        if (b.isZero()) {
            return a.isZero()
                    ? DecimalResult.invalid(format, FpscrBits.VXZDZ)
                    : new DecimalResult(format, Decimal.infinity(negative), FpscrBits.ZX);
        }
        return quotient(format, negative, a, b).round(context);
    }

    /** How {@code a} compares with {@code b}: one of four bits. */
    public static int compare(Decimal a, Decimal b) {
        if (a.isNan() || b.isNan()) {
            return UNORDERED;
        }
        int order = Integer.compare(signOf(a), signOf(b));
        if (order == 0 && signOf(a) != 0) {
            order = a.negative() ? compareMagnitudes(b, a) : compareMagnitudes(a, b);
        }
        return order < 0 ? LESS : order > 0 ? GREATER : EQUAL;
    }

    private static ExactDecimal sum(DecimalContext context, Decimal a, Decimal b) {
        int ideal = Math.min(a.exponent(), b.exponent());
        if (a.isZero() && b.isZero()) {
            boolean negative = a.negative() == b.negative() ? a.negative() : context.rounding() == DecimalRounding.DOWN;
            return new ExactDecimal(negative, BigInteger.ZERO, ideal, false, ideal);
        }
        if (a.isZero() || b.isZero()) {
            Decimal only = a.isZero() ? b : a;
            return new ExactDecimal(only.negative(), only.digits(), only.exponent(), false, ideal);
        }
        Decimal upper = a.exponent() >= b.exponent() ? a : b;
        Decimal lower = a.exponent() >= b.exponent() ? b : a;
        boolean opposite = a.negative() != b.negative();
        int gap = upper.exponent() - lower.exponent();
        int scale = context.format().precision() + GUARD_DIGITS;
        if (gap > scale + context.format().precision()) {
            // The lower one is less than one unit of the upper one, scaled.
            BigInteger scaled = upper.digits().multiply(PowersOfTen.ten(scale));
            BigInteger near = opposite ? scaled.subtract(BigInteger.ONE) : scaled;
            return new ExactDecimal(upper.negative(), near, upper.exponent() - scale, true, ideal);
        }
        BigInteger aligned = upper.digits().multiply(PowersOfTen.ten(gap));
        BigInteger total = opposite ? aligned.subtract(lower.digits()) : aligned.add(lower.digits());
        if (total.signum() == 0) {
            boolean negative = context.rounding() == DecimalRounding.DOWN;
            return new ExactDecimal(negative, BigInteger.ZERO, ideal, false, ideal);
        }
        return new ExactDecimal(upper.negative() != total.signum() < 0, total.abs(), ideal, false, ideal);
    }

    private static ExactDecimal quotient(DecimalFormat format, boolean negative, Decimal a, Decimal b) {
        int ideal = a.exponent() - b.exponent();
        if (a.isZero()) {
            return new ExactDecimal(negative, BigInteger.ZERO, ideal, false, ideal);
        }
        int scale = format.precision() + GUARD_DIGITS + b.digitCount() - a.digitCount();
        BigInteger[] parts = a.digits().multiply(PowersOfTen.ten(scale)).divideAndRemainder(b.digits());
        return new ExactDecimal(negative, parts[0], ideal - scale, parts[1].signum() != 0, ideal);
    }

    /** -2 for minus infinity, -1, 0, 1, or 2 for infinity. */
    private static int signOf(Decimal x) {
        int magnitude = x.isZero() ? 0 : x.isFinite() ? 1 : 2;
        return x.negative() ? -magnitude : magnitude;
    }

    private static int compareMagnitudes(Decimal a, Decimal b) {
        if (!a.isFinite()) {
            return 0;
        }
        int order = Integer.compare(a.exponent() + a.digitCount(), b.exponent() + b.digitCount());
        if (order != 0) {
            return order;
        }
        // The exponents now differ by less than the digits.
        int place = Math.min(a.exponent(), b.exponent());
        BigInteger first = a.digits().multiply(PowersOfTen.ten(a.exponent() - place));
        return first.compareTo(b.digits().multiply(PowersOfTen.ten(b.exponent() - place)));
    }
}
