package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigInteger;

/**
 * Conversions between formats, and from and to integers.
 *
 * @see "Power ISA 3.1, Book I, section 5.6.5"
 */
public final class DecimalConversion {
    /** More than any integer of 128 bits has. */
    private static final int INTEGER_DIGITS = 40;

    /**
     * A number as an integer.
     *
     * @param value the integer; the nearest there is when it does not fit
     * @param raised FPSCR bits in place
     */
    public record Fixed(BigInteger value, int raised) {}

    private DecimalConversion() {}

    /** {@code b} in a format with more digits; a signaling NaN stays one when {@code quietly}. */
    public static DecimalResult widen(DecimalFormat format, Decimal b, boolean quietly) {
        if (b.isNan() && !quietly) {
            return DecimalResult.propagated(format, b);
        }
        boolean infinite = !b.isFinite() && !b.isNan();
        return DecimalResult.exact(format, infinite ? b.canonicalInfinity() : b);
    }

    /**
     * {@code b} rounded to a format with fewer digits. An enabled overflow or underflow delivers it in the format it
     * had, rounded to the fewer digits. Of a NaN the rightmost digits are kept.
     *
     * @param quietly whether a signaling NaN stays one
     */
    public static DecimalResult narrow(DecimalContext context, DecimalFormat from, Decimal b, boolean quietly) {
        DecimalFormat format = context.format();
        if (b.isFinite()) {
            return new ExactDecimal(b.negative(), b.digits(), b.exponent(), false, b.exponent())
                    .round(context, from, from.narrowingAdjustment());
        }
        if (!b.isNan()) {
            return DecimalResult.exact(format, b.canonicalInfinity());
        }
        BigInteger rightmost = b.digits().mod(PowersOfTen.ten(format.precision() - 1));
        Decimal nan = new Decimal(b.kind(), b.negative(), rightmost, 0);
        return quietly ? DecimalResult.exact(format, nan) : DecimalResult.propagated(format, nan);
    }

    /** An integer as a number. */
    public static DecimalResult fromInteger(DecimalContext context, BigInteger value) {
        return new ExactDecimal(value.signum() < 0, value.abs(), 0, false, 0).round(context);
    }

    /**
     * {@code b} rounded to an integer.
     *
     * @param bits the width of the signed integer: 64 or 128
     */
    public static Fixed toInteger(DecimalContext context, Decimal b, int bits) {
        BigInteger bound = BigInteger.ONE.shiftLeft(bits - 1);
        BigInteger end = b.negative() || b.isNan() ? bound.negate() : bound.subtract(BigInteger.ONE);
        if (b.isNan()) {
            int signaling = b.kind() == Decimal.Kind.SIGNALING ? FpscrBits.VXSNAN : 0;
            return new Fixed(end, FpscrBits.VXCVI | signaling);
        }
        boolean large = b.digitCount() + b.exponent() > INTEGER_DIGITS;
        if (!b.isFinite() || !b.isZero() && large) {
            return new Fixed(end, FpscrBits.VXCVI);
        }
        if (b.isZero()) {
            return new Fixed(BigInteger.ZERO, 0);
        }
        BigInteger magnitude = b.digits();
        int raised = 0;
        if (b.exponent() >= 0) {
            magnitude = magnitude.multiply(PowersOfTen.ten(b.exponent()));
        } else {
            DecimalResult integral = DecimalQuantum.toIntegral(context, b);
            magnitude = integral.value().digits();
            raised = integral.raised();
        }
        BigInteger value = b.negative() ? magnitude.negate() : magnitude;
        return value.bitLength() >= bits ? new Fixed(end, FpscrBits.VXCVI) : new Fixed(value, raised);
    }
}
