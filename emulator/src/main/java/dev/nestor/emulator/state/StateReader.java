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
        return (int) getWithin(name, 0, most);
    }

    /** A number from {@code least} to {@code most}; any other is refused: it may become an index. */
    default long getWithin(String name, long least, long most) {
        long value = getLong(name);
        requireWithin(name, value, least, most);
        return value;
    }

    /** Fills {@code into} with as many numbers from {@code least} to {@code most} as it holds. */
    default void getLongsWithin(String name, long[] into, long least, long most) {
        getLongs(name, into);
        for (long value : into) {
            requireWithin(name, value, least, most);
        }
    }

    private static void requireWithin(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new StateFormatException("saved " + name + " is " + value + ", expected " + least + " to " + most);
        }
    }

    /** Enters a named section. */
    void begin(String name);

    /** Leaves the section entered last. */
    void end();
}
