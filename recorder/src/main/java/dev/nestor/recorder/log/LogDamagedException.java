package dev.nestor.recorder.log;

import java.nio.file.Path;

/** Bytes of a recording were changed, cut off or lost since they were written. */
public final class LogDamagedException extends LogException {
    private static final long serialVersionUID = 1L;

    /** With the file, where in it, what was expected there and what was found. */
    public LogDamagedException(Path file, String place, String expected, String found) {
        super("damaged", file, place, expected, found);
    }
}
