package dev.nestor.emulator.decimal;

import java.math.BigInteger;

/** Powers of ten and numbers of decimal digits. */
final class PowersOfTen {
    /** No operation scales by more: operands further apart are told by one bit beyond the digits. */
    private static final int COUNT = 160;

    private static final BigInteger[] POWERS = new BigInteger[COUNT];

    static {
        POWERS[0] = BigInteger.ONE;
        for (int k = 1; k < COUNT; k++) {
            POWERS[k] = POWERS[k - 1].multiply(BigInteger.TEN);
        }
    }

    private PowersOfTen() {}

    /** Ten to the power of {@code exponent}, which is 0 to 159. */
    static BigInteger ten(int exponent) {
        return POWERS[exponent];
    }

    /** How many decimal digits {@code number}, not negative and below 10^159, has; 0 for zero. */
    static int digits(BigInteger number) {
        if (number.signum() == 0) {
            return 0;
        }
        // 30103 / 100000 is log10(2), a little too large: the estimate is right or one too small.
        int estimate = number.bitLength() * 30_103 / 100_000;
        return number.compareTo(POWERS[estimate]) >= 0 ? estimate + 1 : estimate;
    }
}
