package dev.nestor.analysis.sql;

import java.math.BigInteger;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question, row by row.
 *
 * <p>A value is a {@link Number}, a {@link Boolean}, a {@code byte[]}, a {@link String} for everything else, or null.
 * An unsigned 64-bit number is a {@link BigInteger}.
 */
public final class QueryResult implements AutoCloseable {

    /**
     * A column of the answer.
     *
     * @param name as the question names it
     * @param type the database's name of its type
     */
    public record ResultColumn(String name, String type) {
        /** Whether the column is a pattern of bits, which people read in hexadecimal. */
        public boolean isPattern() {
            return type.equals("UBIGINT") || type.equals("UINTEGER");
        }

        /** Whether its values are numbers. */
        public boolean isNumber() {
            return isPattern()
                    || type.endsWith("INT")
                    || type.equals("INTEGER")
                    || type.equals("DOUBLE")
                    || type.equals("FLOAT")
                    || type.startsWith("DECIMAL");
        }
    }

    private final Statement statement;
    private final ResultSet rows;
    private final List<ResultColumn> columns;
    private final Function<SQLException, RuntimeException> failure;

    /** An answer; {@code failure} says what is wrong when a row cannot be made. */
    QueryResult(Statement statement, ResultSet rows, Function<SQLException, RuntimeException> failure)
            throws SQLException {
        this.failure = failure;
        this.statement = statement;
        this.rows = rows;
        ResultSetMetaData metaData = rows.getMetaData();
        List<ResultColumn> found = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            found.add(new ResultColumn(metaData.getColumnName(i), metaData.getColumnTypeName(i)));
        }
        this.columns = List.copyOf(found);
    }

    /** The columns in order. */
    public List<ResultColumn> columns() {
        return columns;
    }

    /**
     * The next row, or null after the last.
     *
     * @throws QueryException when the database stops half-way, such as at a division that overflows
     */
    public @Nullable List<@Nullable Object> next() {
        try {
            if (!rows.next()) {
                return null;
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                row.add(plain(rows.getObject(i)));
            }
            return row;
        } catch (SQLException e) {
            throw failure.apply(e);
        }
    }

    /** All rows that are left; for answers that are known to be small. */
    public List<List<@Nullable Object>> rest() {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (List<@Nullable Object> row = next(); row != null; row = next()) {
            all.add(row);
        }
        return all;
    }

    /**
     * The rows that are left as Arrow batches; read and close it before this result.
     *
     * @param rows most rows of a batch
     */
    public ArrowReader arrow(BufferAllocator allocator, long rows) {
        try {
            return (ArrowReader) this.rows.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, rows);
        } catch (SQLException e) {
            throw DuckDbSession.refusal(e);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
            statement.close();
        } catch (SQLException e) {
            throw DuckDbSession.refusal(e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        }
        return value.toString();
    }
}
