package dev.nestor.emulator.state;

/** Saved state does not fit the object that should load it: damaged, or written by another build. */
public final class StateFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that names the field, what was expected and what was found. */
    public StateFormatException(String message) {
        super(message);
    }
}
