package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.Unit;

/**
 * One column of a table of the database.
 *
 * @param name in snake_case, as SQL shows it
 * @param type how it is stored
 * @param unit how its value reads
 * @param says what it means, a phrase without a full stop
 * @param isOptional whether a row may have none
 */
public record TableColumn(String name, ColumnType type, Unit unit, String says, boolean isOptional) {

    /** A column that every row has a value of. */
    public TableColumn(String name, ColumnType type, Unit unit, String says) {
        this(name, type, unit, says, false);
    }

    /** The same column for rows that may have none. */
    TableColumn optional() {
        return new TableColumn(name, type, unit, says, true);
    }
}
