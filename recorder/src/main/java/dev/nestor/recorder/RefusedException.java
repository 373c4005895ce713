package dev.nestor.recorder;

/** The user asked for what cannot be done. The message is one line: what, where and how to mend it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With that line. */
    public RefusedException(String message) {
        super(message);
    }
}
