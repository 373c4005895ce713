package dev.nestor.recorder.log;

/** The host failed: disk full, no permission, an error of input or output. The message says what stayed intact. */
public final class StorageFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With one line that names the place and what was saved. */
    public StorageFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
