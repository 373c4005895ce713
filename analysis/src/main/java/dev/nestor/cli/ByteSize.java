package dev.nestor.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and numbers as people write them: 256M, 1GiB, 0x400000. */
final class ByteSize {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})\\s*(?:([KMGT])(?:i?B)?|B)?");
    private static final String PREFIXES = "KMGT";

    private ByteSize() {}

    /**
     * Bytes written as a number with K, M, G or T, each 1,024 of the one before.
     *
     * @param option names the option in the error
     * @throws UserFault when it is no size
     */
    static long parse(String option, String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new UserFault(option + ": \"" + text + "\" is no size; write a number with K, M or G, as in 256M");
        }
        int power = matcher.group(2) == null ? 0 : 1 + PREFIXES.indexOf(matcher.group(2));
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> (10 * power)) {
            throw new UserFault(option + ": " + text + " is too large");
        }
        return number << (10 * power);
    }

    /**
     * A whole number, decimal or hexadecimal after 0x.
     *
     * @throws UserFault when it is none
     */
    static long number(String option, String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UserFault(option + ": \"" + text + "\" is no number; write 4096 or 0x1000", e);
        }
    }

    /** A size that people read: exact, with the largest prefix that leaves a whole number. */
    static String text(long bytes) {
        int power = bytes == 0 ? 0 : Math.min(4, Long.numberOfTrailingZeros(bytes) / 10);
        return power == 0 ? bytes + " B" : (bytes >> (10 * power)) + " " + PREFIXES.charAt(power - 1) + "iB";
    }
}
