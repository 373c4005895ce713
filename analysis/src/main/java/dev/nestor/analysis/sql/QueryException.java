package dev.nestor.analysis.sql;

/** A question that the database refuses: wrong SQL, an unknown name, a value that does not fit. The asker's fault. */
public final class QueryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** One line that says what is wrong with the question. */
    public QueryException(String message) {
        super(message);
    }

    /** One line that says what is wrong with the question, and what the database said. */
    public QueryException(String message, Throwable cause) {
        super(message, cause);
    }
}
