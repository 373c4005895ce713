package dev.nestor.analysis.sql;

import java.math.BigInteger;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
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

    /** Where rows come from. */
    private interface Rows {
        @Nullable
        List<@Nullable Object> next() throws SQLException;

        void close() throws SQLException;

        ArrowReader arrow(BufferAllocator allocator, long batchRows) throws SQLException;
    }

    private final Rows rows;
    private final List<ResultColumn> columns;
    private final Function<SQLException, RuntimeException> failure;

    private QueryResult(Rows rows, List<ResultColumn> columns, Function<SQLException, RuntimeException> failure) {
        this.rows = rows;
        this.columns = List.copyOf(columns);
        this.failure = failure;
    }

    /** An answer that is known without asking a database. */
    public static QueryResult of(List<ResultColumn> columns, List<? extends List<? extends @Nullable Object>> rows) {
        Iterator<? extends List<? extends @Nullable Object>> left = rows.iterator();
        Rows known = new Rows() {
            @Override
            public @Nullable List<@Nullable Object> next() {
                return left.hasNext() ? new ArrayList<>(left.next()) : null;
            }

            @Override
            public void close() {}

            @Override
            public ArrowReader arrow(BufferAllocator allocator, long batchRows) {
                throw new IllegalStateException("an answer without a database has no Arrow batches");
            }
        };
        return new QueryResult(known, columns, DuckDbSession::refusal);
    }

    /** An answer of the database; {@code failure} says what is wrong when a row cannot be made. */
    static QueryResult of(Statement statement, ResultSet set, Function<SQLException, RuntimeException> failure)
            throws SQLException {
        ResultSetMetaData metaData = set.getMetaData();
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            columns.add(new ResultColumn(metaData.getColumnName(i), metaData.getColumnTypeName(i)));
        }
        Rows streamed = new Rows() {
            @Override
            public @Nullable List<@Nullable Object> next() throws SQLException {
                if (!set.next()) {
                    return null;
                }
                List<@Nullable Object> row = new ArrayList<>(columns.size());
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(plain(set.getObject(i)));
                }
                return row;
            }

            @Override
            public void close() throws SQLException {
                set.close();
                statement.close();
            }

            @Override
            public ArrowReader arrow(BufferAllocator allocator, long batchRows) throws SQLException {
                return (ArrowReader) set.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, batchRows);
            }
        };
        return new QueryResult(streamed, columns, failure);
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
            return rows.next();
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
            return this.rows.arrow(allocator, rows);
        } catch (SQLException e) {
            throw DuckDbSession.refusal(e);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
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
