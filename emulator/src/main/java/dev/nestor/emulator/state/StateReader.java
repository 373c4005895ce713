package dev.nestor.emulator.state;

/** Gives the fields of {@link Stateful} objects back, in the order in which they were written. */
public interface StateReader {

    /** One 64-bit value. */
    long getLong(String name);

    /** Fills {@code into} with as many values as it holds. */
    void getLongs(String name, long[] into);

    /** A run of bytes. */
    byte[] getBytes(String name);

    /** A nested object. */
    default void getState(String name, Stateful object) {
        begin(name);
        object.load(this);
        end();
    }

    /** A truth value. */
    default boolean getBoolean(String name) {
        return getLong(name) != 0;
    }

    /** A count between 0 and {@code most}; more than that is refused before anything is allocated. */
    default int getCount(String name, int most) {
        long count = getLong(name);
        if (count < 0 || count > most) {
            throw new StateFormatException("saved " + name + " is " + count + ", expected 0 to " + most);
        }
        return (int) count;
    }

    /** Enters a named section. */
    void begin(String name);

    /** Leaves the section entered last. */
    void end();
}
