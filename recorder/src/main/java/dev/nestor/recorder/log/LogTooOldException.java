package dev.nestor.recorder.log;

import java.nio.file.Path;

/** A recording in a format, or of a schema, that this build no longer reads. */
public final class LogTooOldException extends LogException {
    private static final long serialVersionUID = 1L;

    /** With the file, where in it, what was expected there and what was found. */
    public LogTooOldException(Path file, String place, String expected, String found) {
        super("too old", file, place, expected, found);
    }
}
