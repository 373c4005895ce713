package dev.nestor.analysis.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table that gives names to numbers, or says what is declared about them.
 *
 * @param name as SQL shows it, {@code dim_...}
 * @param says what one row states, a sentence
 * @param keyColumns how many of the first columns tell a row from every other
 * @param columns in order; the first is the number
 * @param rows values in the order of the columns
 */
public record DimensionTable(
        String name, String says, int keyColumns, List<DimensionColumn> columns, List<List<Object>> rows) {

    /** A table whose first column is its key. */
    public DimensionTable(String name, String says, List<DimensionColumn> columns, List<List<Object>> rows) {
        this(name, says, 1, columns, rows);
    }

    /**
     * A column of a dimension.
     *
     * @param name as SQL shows it
     * @param type the database's type
     * @param says what it means
     */
    public record DimensionColumn(String name, String type, String says) {}

    /** The table has its rows once and for all. */
    public DimensionTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Creates the table with its rows. */
    void createIn(DuckDbSession session) {
        session.execute(columns.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", ", "CREATE OR REPLACE TABLE " + name + " (", ")")));
        session.insertDeclared(name, rows);
    }
}
