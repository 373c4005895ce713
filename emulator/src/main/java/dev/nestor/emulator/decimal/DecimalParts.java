package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigInteger;

/**
 * Operations on the digits and the exponent of a datum.
 *
 * @see "Power ISA 3.1, Book I, section 5.6.6: format instructions"
 */
public final class DecimalParts {
    private static final int INFINITE_CODE = -1;
    private static final int QUIET_CODE = -2;
    private static final int SIGNALING_CODE = -3;

    private static final int NIBBLE = 0xF;
    private static final int NIBBLE_BITS = 4;
    /** Sign codes 0xA to 0xF; of these 0xB and 0xD are negative. */
    private static final int LEAST_SIGN = 0xA;

    private static final int MINUS = 0xD;
    private static final int OTHER_MINUS = 0xB;

    private DecimalParts() {}

    /** The biased exponent of {@code b}, or the code of what is no number. */
    public static long biasedExponent(DecimalFormat format, Decimal b) {
        return switch (b.kind()) {
            case FINITE -> b.exponent() + format.bias();
            case INFINITE -> INFINITE_CODE;
            case QUIET -> QUIET_CODE;
            case SIGNALING -> SIGNALING_CODE;
        };
    }

    /** Sign and digits of {@code b} with a biased exponent or a code; any other value makes a quiet NaN. */
    public static Decimal withBiasedExponent(DecimalFormat format, long biased, Decimal b) {
        if (biased >= 0 && biased <= format.biasedMax()) {
            return Decimal.finite(b.negative(), b.digits(), (int) biased - format.bias());
        }
        Decimal.Kind kind = biased == INFINITE_CODE
                ? Decimal.Kind.INFINITE
                : biased == SIGNALING_CODE ? Decimal.Kind.SIGNALING : Decimal.Kind.QUIET;
        return special(format, kind, b.negative(), b.digits());
    }

    /** {@code a} with its digits shifted by {@code count} to the left, or to the right when negative. */
    public static Decimal shifted(DecimalFormat format, Decimal a, int count) {
        BigInteger digits = BigInteger.ZERO;
        if (count >= 0 && count <= format.precision()) {
            digits = a.digits().multiply(PowersOfTen.ten(count)).mod(PowersOfTen.ten(format.precision()));
        } else if (count < 0 && -count <= format.precision()) {
            digits = a.digits().divide(PowersOfTen.ten(-count));
        }
        return a.isFinite()
                ? Decimal.finite(a.negative(), digits, a.exponent())
                : special(format, a.kind(), a.negative(), digits);
    }

    /**
     * The rightmost digits of {@code b}, one in four bits.
     *
     * @param nibbles how many fit, the sign included
     * @param signed whether the last one is a sign
     * @param plus the sign's code when {@code b} is not negative
     */
    public static BigInteger toBcd(Decimal b, int nibbles, boolean signed, int plus) {
        BigInteger bcd = BigInteger.ZERO;
        BigInteger rest = b.digits();
        int place = 0;
        if (signed) {
            bcd = BigInteger.valueOf(b.negative() ? MINUS : plus);
            place = 1;
        }
        for (; place < nibbles; place++) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.TEN);
            bcd = bcd.or(parts[1].shiftLeft(NIBBLE_BITS * place));
            rest = parts[0];
        }
        return bcd;
    }

    /**
     * The integer that decimal digits in two doublewords are.
     *
     * @param high of {@link DecimalFormat#LONG} not looked at
     * @param signed whether the last four bits are a sign
     */
    public static DecimalResult fromBcd(DecimalFormat format, long high, long low, boolean signed) {
        int sign = (int) low & NIBBLE;
        if (signed && sign < LEAST_SIGN) {
            return DecimalResult.invalid(format, FpscrBits.VXCVI);
        }
        BigInteger digits = BigInteger.ZERO;
        int last = signed ? NIBBLE_BITS : 0;
        for (int place = (format == DecimalFormat.LONG ? Long.SIZE : 2 * Long.SIZE) - NIBBLE_BITS;
                place >= last;
                place -= NIBBLE_BITS) {
            long word = place >= Long.SIZE ? high : low;
            int digit = (int) (word >>> place % Long.SIZE) & NIBBLE;
            if (digit > 9) {
                return DecimalResult.invalid(format, FpscrBits.VXCVI);
            }
            digits = digits.multiply(BigInteger.TEN).add(BigInteger.valueOf(digit));
        }
        boolean negative = signed && (sign == MINUS || sign == OTHER_MINUS);
        return DecimalResult.exact(format, Decimal.finite(negative, digits, 0));
    }

    /** An infinity or a NaN has one digit less than a number. */
    private static Decimal special(DecimalFormat format, Decimal.Kind kind, boolean negative, BigInteger digits) {
        return new Decimal(kind, negative, digits.mod(PowersOfTen.ten(format.precision() - 1)), 0);
    }
}
