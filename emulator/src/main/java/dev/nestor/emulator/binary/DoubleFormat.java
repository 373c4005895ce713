package dev.nestor.emulator.binary;

/** Which bits of double format are not a number. */
public final class DoubleFormat {
    private static final long INFINITY = 0x7FF0_0000_0000_0000L;
    private static final long QUIET_BIT = 1L << 51;

    private DoubleFormat() {}

    /** Whether {@code bits} is a signaling NaN. */
    public static boolean isSignaling(long bits) {
        return isNan(bits) && (bits & QUIET_BIT) == 0;
    }

    /** Whether {@code bits} is a NaN. */
    public static boolean isNan(long bits) {
        return (bits & Long.MAX_VALUE) > INFINITY;
    }
}
