package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigInteger;

/**
 * The exact result of an operation before it is rounded.
 *
 * @param negative its sign
 * @param coefficient an integer, not negative
 * @param exponent of the coefficient's rightmost digit
 * @param beyond whether less than one more unit of the coefficient belongs to it; then the coefficient has at least
 *     two digits more than the format of the result
 * @param ideal the ideal exponent
 * @see "Power ISA 3.1, Book I, sections 5.5.3 to 5.5.10: ideal exponent, rounding, overflow and underflow"
 */
record ExactDecimal(boolean negative, BigInteger coefficient, int exponent, boolean beyond, int ideal) {

    /** The rounded result, in the format of {@code context}. */
    DecimalResult round(DecimalContext context) {
        return round(context, context.format(), context.format().adjustment());
    }

    /**
     * The rounded result; an enabled overflow or underflow delivers it in another format.
     *
     * @param wrapped that format
     * @param adjustment by how much such a result's exponent is changed
     */
    DecimalResult round(DecimalContext context, DecimalFormat wrapped, int adjustment) {
        DecimalFormat format = context.format();
        if (coefficient.signum() == 0) {
            return DecimalResult.exact(format, Decimal.finite(negative, BigInteger.ZERO, format.clamped(ideal)));
        }
        int digits = PowersOfTen.digits(coefficient);
        int surplus = Math.max(0, digits - format.precision());
        boolean tiny = exponent + digits - 1 < format.normalMin();
        if (tiny && context.underflowEnabled()) {
            Dropped kept = shifted(adjustment).drop(surplus, format, context.rounding());
            return new DecimalResult(
                    wrapped, kept.nearest(format.precision(), wrapped, ideal + adjustment), kept.raised | FpscrBits.UX);
        }
        Dropped kept = drop(Math.max(surplus, format.exponentMin() - exponent), format, context.rounding());
        if (kept.exponent + PowersOfTen.digits(kept.digits) - 1 > format.normalMax()) {
            return overflow(context, kept, wrapped, adjustment);
        }
        int underflow = tiny && kept.raised != 0 ? FpscrBits.UX : 0;
        return new DecimalResult(format, kept.nearest(format.precision(), format, ideal), kept.raised | underflow);
    }

    private DecimalResult overflow(DecimalContext context, Dropped kept, DecimalFormat wrapped, int adjustment) {
        DecimalFormat format = context.format();
        if (context.overflowEnabled()) {
            Dropped moved = new Dropped(kept.negative, kept.digits, kept.exponent - adjustment, kept.raised);
            return new DecimalResult(
                    wrapped,
                    moved.nearest(format.precision(), wrapped, ideal - adjustment),
                    kept.raised | FpscrBits.OX);
        }
        int raised = FpscrBits.OX | FpscrBits.XX | FpscrBits.FI;
        return context.rounding().overflowsToInfinity(negative)
                ? new DecimalResult(format, Decimal.infinity(negative), raised | FpscrBits.FR)
                : new DecimalResult(format, format.largest(negative), raised);
    }

    private ExactDecimal shifted(int by) {
        return new ExactDecimal(negative, coefficient, exponent + by, beyond, ideal + by);
    }

    /** Without its last {@code count} digits, rounded to at most the format's digits. */
    Dropped drop(int count, DecimalFormat format, DecimalRounding rounding) {
        BigInteger kept = BigInteger.ZERO;
        boolean inexact = true;
        int half = -1;
        if (count <= PowersOfTen.digits(coefficient)) {
            BigInteger unit = PowersOfTen.ten(count);
            BigInteger[] parts = coefficient.divideAndRemainder(unit);
            kept = parts[0];
            inexact = beyond || parts[1].signum() != 0;
            half = parts[1].shiftLeft(1).compareTo(unit);
            half = half == 0 && beyond ? 1 : half;
        }
        if (!inexact) {
            return new Dropped(negative, kept, exponent + count, 0);
        }
        if (!rounding.isAway(negative, kept, half)) {
            return new Dropped(negative, kept, exponent + count, FpscrBits.XX | FpscrBits.FI);
        }
        BigInteger next = kept.add(BigInteger.ONE);
        boolean carried = PowersOfTen.digits(next) > format.precision();
        return new Dropped(
                negative,
                carried ? PowersOfTen.ten(format.precision() - 1) : next,
                exponent + count + (carried ? 1 : 0),
                FpscrBits.XX | FpscrBits.FI | FpscrBits.FR);
    }

    /**
     * A value that has lost its surplus digits.
     *
     * @param raised XX, FI and FR as it happened; 0 when nothing was lost
     */
    record Dropped(boolean negative, BigInteger digits, int exponent, int raised) {

        /**
         * The number among those of the same value that is delivered: the one whose exponent comes nearest to the ideal
         * one, or, if something was lost, the one with the smallest exponent.
         *
         * @param precision most digits
         * @param format bounds the exponent
         */
        Decimal nearest(int precision, DecimalFormat format, int ideal) {
            if (raised != 0) {
                return Decimal.finite(negative, digits, exponent);
            }
            int goal = format.clamped(ideal);
            BigInteger kept = digits;
            int place = exponent;
            while (place < goal) {
                BigInteger[] parts = kept.divideAndRemainder(BigInteger.TEN);
                if (parts[1].signum() != 0) {
                    return Decimal.finite(negative, kept, place);
                }
                kept = parts[0];
                place++;
            }
            int zeros = Math.min(place - goal, precision - PowersOfTen.digits(kept));
            return Decimal.finite(negative, kept.multiply(PowersOfTen.ten(zeros)), place - zeros);
        }
    }
}
