package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.Unit;

/**
 * One column of a table of the database.
 *
 * @param name in snake_case, as SQL shows it
 * @param type how it is stored
 * @param unit how its value reads
 * @param says what it means, a phrase without a full stop
 */
public record TableColumn(String name, ColumnType type, Unit unit, String says) {}
