package dev.nestor.emulator.state;

/** Takes the fields of {@link Stateful} objects, in order. Names are for differences in print; they are not stored. */
public interface StateWriter {

    /** One 64-bit value. */
    void putLong(String name, long value);

    /** An array of 64-bit values whose length is fixed by the class. */
    void putLongs(String name, long[] values);

    /** A run of bytes whose length is stored with it. */
    void putBytes(String name, byte[] bytes, int offset, int length);

    /** A nested object. */
    default void putState(String name, Stateful object) {
        begin(name);
        object.save(this);
        end();
    }

    /** A truth value. */
    default void putBoolean(String name, boolean value) {
        putLong(name, value ? 1 : 0);
    }

    /** Opens a named section; sections nest. */
    void begin(String name);

    /** Closes the section opened last. */
    void end();
}
