package dev.nestor.recorder.log;

import java.nio.file.Path;

/** A recording that cannot be used as it is. Every kind says file, place, what was expected and what was found. */
public abstract sealed class LogException extends RuntimeException
        permits LogDamagedException, LogTooOldException, LogTooNewException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String place;
    private final String expected;
    private final String found;

    LogException(String kind, Path file, String place, String expected, String found) {
        super(file + ": " + kind + " at " + place + ": expected " + expected + ", found " + found);
        this.file = file.toString();
        this.place = place;
        this.expected = expected;
        this.found = found;
    }

    /** The file, as it was opened. */
    public String file() {
        return file;
    }

    /** Where in the file: a frame and byte, a range of bytes or a named value. */
    public String place() {
        return place;
    }

    /** What this build expected there. */
    public String expected() {
        return expected;
    }

    /** What stands there. */
    public String found() {
        return found;
    }
}
