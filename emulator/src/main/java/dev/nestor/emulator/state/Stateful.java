package dev.nestor.emulator.state;

/**
 * Something whose state is saved, restored and digested.
 *
 * <p>Every field that is not final wiring is written by {@link #save} and read back by {@link #load} in the same order,
 * or marked {@link Derived}. Values are canonical: what is written depends on the architected state alone, never on how
 * it happens to be represented.
 */
public interface Stateful {

    /** Writes the whole state. */
    void save(StateWriter out);

    /**
     * Replaces the whole state by what {@link #save} wrote.
     *
     * @throws StateFormatException when the saved state does not fit this object
     */
    void load(StateReader in);
}
