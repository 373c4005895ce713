package dev.nestor.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Seeds that follow each other.
 *
 * @param first of them
 * @param last of them, not before the first
 */
record SeedRange(long first, long last) {

    private static final Pattern RANGE = Pattern.compile("(-?[0-9a-fA-Fx]+)\\.\\.(-?[0-9a-fA-Fx]+)");
    private static final long COUNT_MAX = 1_000_000;

    /**
     * Reads {@code A..B}, both decimal or hexadecimal.
     *
     * @throws UserFault when it is no range, or one of more than a million seeds
     */
    static SeedRange parse(String option, String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            throw new UserFault(option + ": \"" + text + "\" is no range of seeds; write the first and the last, as"
                    + " in 1..100");
        }
        long first = ByteSize.number(option, matcher.group(1));
        long last = ByteSize.number(option, matcher.group(2));
        if (first > last) {
            throw new UserFault(option + ": " + text + " holds no seed; write the smaller one first");
        }
        long span = last - first;
        if (span < 0 || span >= COUNT_MAX) {
            throw new UserFault(option + ": " + text + " holds more than a million seeds; ask for fewer at a time");
        }
        return new SeedRange(first, last);
    }

    /** How many. */
    long count() {
        return last - first + 1;
    }
}
