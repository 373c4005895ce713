package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigInteger;

/**
 * Operations that choose the exponent of the result.
 *
 * @see "Power ISA 3.1, Book I, section 5.6.4: quantum adjustment instructions"
 */
public final class DecimalQuantum {

    private DecimalQuantum() {}

    /** {@code b} with the exponent of {@code a}. */
    public static DecimalResult quantize(DecimalContext context, Decimal a, Decimal b) {
        DecimalFormat format = context.format();
        if (a.isNan() || b.isNan()) {
            return DecimalResult.propagated(format, a, b);
        }
        if (a.isFinite() != b.isFinite()) {
            return DecimalResult.invalid(format, FpscrBits.VXCVI);
        }
        return a.isFinite()
                ? withExponent(context, b, a.exponent())
                : DecimalResult.exact(format, b.canonicalInfinity());
    }

    /** {@code b} rounded to {@code significance} digits, if it has more; 0 asks for nothing. */
    public static DecimalResult reround(DecimalContext context, int significance, Decimal b) {
        DecimalFormat format = context.format();
        if (b.isNan()) {
            return DecimalResult.propagated(format, b);
        }
        if (!b.isFinite()) {
            return DecimalResult.exact(format, b.canonicalInfinity());
        }
        int surplus = b.digitCount() - significance;
        if (significance == 0 || surplus <= 0) {
            return DecimalResult.exact(format, b);
        }
        ExactDecimal.Dropped kept = exactly(b).drop(surplus, format, context.rounding());
        boolean carried = PowersOfTen.digits(kept.digits()) > significance;
        BigInteger digits = carried ? kept.digits().divide(BigInteger.TEN) : kept.digits();
        int exponent = kept.exponent() + (carried ? 1 : 0);
        return exponent > format.exponentMax()
                ? DecimalResult.invalid(format, FpscrBits.VXCVI)
                : new DecimalResult(format, Decimal.finite(b.negative(), digits, exponent), kept.raised());
    }

    /** {@code b} rounded to an integer; one that has no fraction keeps its exponent. */
    public static DecimalResult toIntegral(DecimalContext context, Decimal b) {
        DecimalFormat format = context.format();
        if (b.isNan()) {
            return DecimalResult.propagated(format, b);
        }
        if (!b.isFinite()) {
            return DecimalResult.exact(format, b.canonicalInfinity());
        }
        return b.exponent() >= 0 ? DecimalResult.exact(format, b) : withExponent(context, b, 0);
    }

    private static DecimalResult withExponent(DecimalContext context, Decimal b, int exponent) {
        DecimalFormat format = context.format();
        if (b.isZero()) {
            return DecimalResult.exact(format, Decimal.finite(b.negative(), BigInteger.ZERO, exponent));
        }
        int zeros = b.exponent() - exponent;
        if (zeros >= 0) {
            return b.digitCount() + zeros > format.precision()
                    ? DecimalResult.invalid(format, FpscrBits.VXCVI)
                    : DecimalResult.exact(
                            format,
                            Decimal.finite(b.negative(), b.digits().multiply(PowersOfTen.ten(zeros)), exponent));
        }
        ExactDecimal.Dropped kept = exactly(b).drop(-zeros, format, context.rounding());
        return new DecimalResult(format, Decimal.finite(b.negative(), kept.digits(), exponent), kept.raised());
    }

    private static ExactDecimal exactly(Decimal b) {
        return new ExactDecimal(b.negative(), b.digits(), b.exponent(), false, b.exponent());
    }
}
