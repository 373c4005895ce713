package dev.nestor.emulator.fault;

import dev.nestor.emulator.state.StateDigest;

/**
 * At which occurrences of its place a fault strikes, counted from 1, and how often in all.
 *
 * @param pattern how the occurrences are chosen
 * @param number from which on, every how many, or 1 in how many; 1 or more
 * @param seed of the choice by chance; 0 for the other patterns
 * @param times how often in all; {@link #WITHOUT_END} for no bound
 */
public record Occurrences(Pattern pattern, long number, long seed, long times) {
    /** As often as the pattern says. */
    public static final long WITHOUT_END = Long.MAX_VALUE;

    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    /** How occurrences are chosen. */
    public enum Pattern {
        /** Those from the nth on. */
        FROM,
        /** Every nth. */
        EVERY,
        /** Each with chance 1 in n, a function of the seed and of the occurrence. */
        CHANCE
    }

    /** Whether a fault that struck {@code struck} times before strikes at {@code occurrence}. */
    public boolean strikes(long occurrence, long struck) {
        if (struck >= times) {
            return false;
        }
        return switch (pattern) {
            case FROM -> occurrence >= number;
            case EVERY -> occurrence % number == 0;
            case CHANCE -> Long.remainderUnsigned(StateDigest.mix(seed + occurrence * STEP), number) == 0;
        };
    }

    /** As rules write it. */
    @Override
    public String toString() {
        return switch (pattern) {
            case FROM -> "occurrence=" + number + timesText(1);
            case EVERY -> "every=" + number + timesText(WITHOUT_END);
            case CHANCE -> "chance=1/" + number + " seed=" + seed + timesText(WITHOUT_END);
        };
    }

    private String timesText(long unsaid) {
        if (times == unsaid) {
            return "";
        }
        return " times=" + (times == WITHOUT_END ? FaultRule.ANY : Long.toString(times));
    }
}
