package dev.nestor.emulator.platform;

/** An image cannot be started: its message is one line that says what is wrong, where, and what was expected. */
public final class MalformedImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With one line for the user. */
    public MalformedImageException(String message) {
        super(message);
    }
}
