package dev.nestor.analysis.sql;

/** The host did not let the database work: no memory, no disk. */
public final class DatabaseFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** One line that says what failed, and what the database said. */
    public DatabaseFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
