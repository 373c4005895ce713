package dev.nestor.emulator.decimal;

import java.math.BigInteger;

/**
 * A decimal floating-point datum taken apart: a number is its digits times ten to its exponent.
 *
 * @param kind what it is
 * @param negative its sign
 * @param digits the significand as an integer, not negative; of an infinity or a NaN, its trailing significand
 * @param exponent the exponent of the rightmost digit; 0 for an infinity or a NaN
 */
public record Decimal(Kind kind, boolean negative, BigInteger digits, int exponent) {
    /** What a datum is. */
    public enum Kind {
        /** A number, zero included. */
        FINITE,
        /** Infinity. */
        INFINITE,
        /** A quiet NaN. */
        QUIET,
        /** A signaling NaN. */
        SIGNALING
    }

    /** What an invalid operation gives. */
    static final Decimal DEFAULT_NAN = new Decimal(Kind.QUIET, false, BigInteger.ZERO, 0);

    /** A number. */
    public static Decimal finite(boolean negative, BigInteger digits, int exponent) {
        return new Decimal(Kind.FINITE, negative, digits, exponent);
    }

    /** The infinity whose digits are zeros. */
    static Decimal infinity(boolean negative) {
        return new Decimal(Kind.INFINITE, negative, BigInteger.ZERO, 0);
    }

    /** Whether it is a number. */
    public boolean isFinite() {
        return kind == Kind.FINITE;
    }

    /** Whether it is a NaN. */
    public boolean isNan() {
        return kind == Kind.QUIET || kind == Kind.SIGNALING;
    }

    /** Whether it is zero. */
    public boolean isZero() {
        return kind == Kind.FINITE && digits.signum() == 0;
    }

    /** How many significant digits it has; 0 for zero. */
    public int digitCount() {
        return PowersOfTen.digits(digits);
    }

    /** This NaN, quiet. */
    Decimal quieted() {
        return new Decimal(Kind.QUIET, negative, digits, 0);
    }

    /** This infinity, its digits zeros. */
    Decimal canonicalInfinity() {
        return infinity(negative);
    }
}
