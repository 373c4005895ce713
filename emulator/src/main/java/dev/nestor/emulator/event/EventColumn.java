package dev.nestor.emulator.event;

/**
 * One column of an event, read off its record component.
 *
 * @param name the component's name in snake_case, as SQL shows it
 * @param unit how the value reads
 * @param says what it means
 * @param kind how the value is stored
 */
public record EventColumn(String name, Unit unit, String says, Kind kind) {

    /** How a column's value is stored. */
    public enum Kind {
        /** A signed 32-bit number. */
        INT,
        /** A 64-bit number; signed or unsigned by its unit. */
        LONG,
        /** A run of bytes; at most one per event, always last. */
        BYTES
    }
}
