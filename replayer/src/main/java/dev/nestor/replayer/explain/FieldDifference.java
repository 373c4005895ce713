package dev.nestor.replayer.explain;

/**
 * A field of the state with two values.
 *
 * @param kind what it belongs to
 * @param path its place in the saved state, such as {@code vcpu[0].own.GPR5} or {@code memory.page[0x123]+0x8}
 * @param name what it is, in words
 * @param expected value in the reference, hexadecimal; bytes of memory in ascending order; {@code none} where it is not
 * @param actual value in the subject, in the same way
 */
public record FieldDifference(FieldKind kind, String path, String name, String expected, String actual) {

    /** In place of a value where a state lacks the field. */
    static final String NONE = "none";

    /** The difference on one line. */
    public String line() {
        return name + ": expected " + expected + ", actual " + actual + bits();
    }

    /** Says so when a single bit differs. */
    private String bits() {
        if (expected.length() != actual.length() || expected.equals(NONE) || actual.equals(NONE)) {
            return "";
        }
        int count = 0;
        int last = 0;
        for (int i = 0; i < expected.length(); i++) {
            int differing = Character.digit(expected.charAt(i), 16) ^ Character.digit(actual.charAt(i), 16);
            if (differing != 0) {
                count += Integer.bitCount(differing);
                last = 4 * (expected.length() - 1 - i) + Integer.numberOfTrailingZeros(differing);
            }
        }
        return count == 1 ? " (one bit, 1 << " + last + ")" : "";
    }
}
