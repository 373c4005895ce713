package dev.nestor.emulator.decimal;

import java.math.BigInteger;

/**
 * The rounding modes, in the order of FPSCR[DRN].
 *
 * @see "Power ISA 3.1, Book I, section 5.2.1 (FPSCR[DRN]) and 5.5.2: rounding mode specification"
 */
public enum DecimalRounding {
    /** To the nearest; of two, the even one. */
    NEAREST_EVEN,
    /** Toward zero. */
    TOWARD_ZERO,
    /** Toward plus infinity. */
    UP,
    /** Toward minus infinity. */
    DOWN,
    /** To the nearest; of two, the one further from zero. */
    NEAREST_AWAY,
    /** To the nearest; of two, the one closer to zero. */
    NEAREST_TOWARD_ZERO,
    /** Away from zero. */
    AWAY,
    /** So that the result can be rounded again: away from zero when the last digit would be 0 or 5. */
    PREPARE_FOR_SHORTER;

    private static final int DRN_SHIFT = 32;
    private static final BigInteger FIVE = BigInteger.valueOf(5);
    private static final DecimalRounding[] FROM_DRN = values();
    private static final DecimalRounding[] PRIMARY = {NEAREST_EVEN, TOWARD_ZERO, NEAREST_AWAY};
    private static final DecimalRounding[] SECONDARY = {UP, DOWN, AWAY, NEAREST_TOWARD_ZERO};

    /** The mode that FPSCR[DRN] names. */
    public static DecimalRounding of(long fpscr) {
        return FROM_DRN[(int) (fpscr >>> DRN_SHIFT) & 7];
    }

    /**
     * The mode that an instruction names.
     *
     * @param secondary its field R
     * @param rmc its field RMC, 0 to 3; 3 with R = 0 means FPSCR[DRN]
     */
    public static DecimalRounding named(boolean secondary, int rmc, long fpscr) {
        if (secondary) {
            return SECONDARY[rmc];
        }
        return rmc < PRIMARY.length ? PRIMARY[rmc] : of(fpscr);
    }

    /**
     * Whether a magnitude with a fraction is rounded away from zero.
     *
     * @param integer its integer part
     * @param half less than, equal to or greater than 0 as the fraction is to a half
     */
    boolean isAway(boolean negative, BigInteger integer, int half) {
        return switch (this) {
            case NEAREST_EVEN -> half > 0 || half == 0 && integer.testBit(0);
            case TOWARD_ZERO -> false;
            case UP -> !negative;
            case DOWN -> negative;
            case NEAREST_AWAY -> half >= 0;
            case NEAREST_TOWARD_ZERO -> half > 0;
            case AWAY -> true;
            case PREPARE_FOR_SHORTER -> integer.mod(FIVE).signum() == 0;
        };
    }

    /** Whether an overflow gives infinity, not the largest number. */
    boolean overflowsToInfinity(boolean negative) {
        return switch (this) {
            case NEAREST_EVEN, NEAREST_AWAY, NEAREST_TOWARD_ZERO, AWAY -> true;
            case TOWARD_ZERO, PREPARE_FOR_SHORTER -> false;
            case UP -> !negative;
            case DOWN -> negative;
        };
    }
}
