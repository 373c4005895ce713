package dev.nestor.recorder.log;

import java.nio.file.Path;

/** A recording in a format, or of a schema, that only a newer build reads. */
public final class LogTooNewException extends LogException {
    private static final long serialVersionUID = 1L;

    /** With the file, where in it, what was expected there and what was found. */
    public LogTooNewException(Path file, String place, String expected, String found) {
        super("too new", file, place, expected, found);
    }
}
