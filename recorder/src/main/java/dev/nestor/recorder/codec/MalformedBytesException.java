package dev.nestor.recorder.codec;

/** Bytes that no writer of this format can have written; whoever knows file and frame turns it into damage. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int at;
    private final String expected;
    private final String found;

    /** At a byte of the frame, with what should stand there and what does. */
    public MalformedBytesException(int at, String expected, String found) {
        super("byte " + at + " of the frame: expected " + expected + ", found " + found);
        this.at = at;
        this.expected = expected;
        this.found = found;
    }

    /** Index in the array that was read. */
    public int at() {
        return at;
    }

    /** What the format asks for there. */
    public String expected() {
        return expected;
    }

    /** What stands there. */
    public String found() {
        return found;
    }
}
