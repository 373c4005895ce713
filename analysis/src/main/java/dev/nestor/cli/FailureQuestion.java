package dev.nestor.cli;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A question whose rows say that a run failed, such as the {@code failure.sql} of a scenario.
 *
 * @param file it was read from
 * @param sql one statement
 */
record FailureQuestion(Path file, String sql) {

    /**
     * Reads the question and asks it of nothing, so that a wrong one is found before anything runs.
     *
     * @throws UserFault when the file cannot be read
     * @throws QueryException when the database does not understand it
     */
    static FailureQuestion read(Path file) {
        String sql;
        try {
            sql = Files.readString(file);
        } catch (IOException e) {
            throw new UserFault("--fail-sql: " + file + " cannot be read as UTF-8 text; name a file with one query", e);
        }
        if (sql.isBlank()) {
            throw new UserFault("--fail-sql: " + file + " is empty; write one query with rows where the run failed");
        }
        FailureQuestion question = new FailureQuestion(file, sql);
        try (TraceDatabase nothing = TraceDatabase.inMemory()) {
            question.hasRows(nothing.session());
        }
        return question;
    }

    /** Whether the run in the recording failed. */
    boolean finds(Terminal terminal, Path recording) {
        try (TraceDatabase database = Databases.open(terminal, recording, Content.EVERYTHING)) {
            return hasRows(database.session());
        }
    }

    private boolean hasRows(DuckDbSession session) {
        try (QueryResult result = session.query(sql)) {
            return result.next() != null;
        }
    }
}
