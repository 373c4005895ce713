package dev.nestor.emulator.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Saved state as bytes.
 *
 * <pre>
 * long     8 bytes, big-endian
 * longs    the values one after another, no length
 * bytes    4-byte length, big-endian, then the bytes
 * section  a marker byte 0x5B at its begin, 0x5D at its end
 * </pre>
 */
public final class SavedState {

    private static final byte SECTION_BEGIN = 0x5B;
    private static final byte SECTION_END = 0x5D;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private SavedState() {}

    /** The saved bytes of {@code object}. */
    public static byte[] of(Stateful object) {
        Writer writer = new Writer();
        object.save(writer);
        return writer.toBytes();
    }

    /**
     * Loads {@code object} from {@code bytes}, all of them.
     *
     * @throws StateFormatException when the bytes do not fit the object
     */
    public static void into(Stateful object, byte[] bytes) {
        Reader reader = new Reader(bytes);
        object.load(reader);
        reader.requireEnd();
    }

    /** Collects saved state in a growing array. */
    public static final class Writer implements StateWriter {
        private byte[] buffer = new byte[1 << 16];
        private int length;

        /** A copy of all that was written. */
        public byte[] toBytes() {
            return Arrays.copyOf(buffer, length);
        }

        @Override
        public void putLong(String name, long value) {
            ensure(8);
            LONGS.set(buffer, length, value);
            length += 8;
        }

        @Override
        public void putLongs(String name, long[] values) {
            ensure(8 * values.length);
            for (long value : values) {
                LONGS.set(buffer, length, value);
                length += 8;
            }
        }

        @Override
        public void putBytes(String name, byte[] bytes, int offset, int count) {
            ensure(4 + count);
            INTS.set(buffer, length, count);
            System.arraycopy(bytes, offset, buffer, length + 4, count);
            length += 4 + count;
        }

        @Override
        public void begin(String name) {
            ensure(1);
            buffer[length++] = SECTION_BEGIN;
        }

        @Override
        public void end() {
            ensure(1);
            buffer[length++] = SECTION_END;
        }

        private void ensure(int more) {
            if (buffer.length - length < more) {
                buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
            }
        }
    }

    /** Reads saved state from an array, checking every bound. */
    public static final class Reader implements StateReader {
        private final byte[] buffer;
        private int at;

        /** Reads {@code bytes} from the start; the array is not copied. */
        public Reader(byte[] bytes) {
            this.buffer = bytes;
        }

        @Override
        public long getLong(String name) {
            need(name, 8);
            long value = (long) LONGS.get(buffer, at);
            at += 8;
            return value;
        }

        @Override
        public void getLongs(String name, long[] into) {
            need(name, 8L * into.length);
            for (int i = 0; i < into.length; i++) {
                into[i] = (long) LONGS.get(buffer, at);
                at += 8;
            }
        }

        @Override
        public byte[] getBytes(String name) {
            need(name, 4);
            int count = (int) INTS.get(buffer, at);
            at += 4;
            if (count < 0) {
                throw new StateFormatException("saved " + name + " has a negative length at byte " + (at - 4));
            }
            need(name, count);
            byte[] bytes = Arrays.copyOfRange(buffer, at, at + count);
            at += count;
            return bytes;
        }

        @Override
        public void begin(String name) {
            marker(name, SECTION_BEGIN);
        }

        @Override
        public void end() {
            marker("end of a section", SECTION_END);
        }

        /** Refuses bytes left over. */
        public void requireEnd() {
            if (at != buffer.length) {
                throw new StateFormatException((buffer.length - at) + " bytes of saved state are left over");
            }
        }

        private void marker(String name, byte expected) {
            need(name, 1);
            byte found = buffer[at++];
            if (found != expected) {
                throw new StateFormatException("saved " + name + ": expected marker " + expected + " at byte "
                        + (at - 1) + ", found " + found);
            }
        }

        private void need(String name, long count) {
            if (buffer.length - at < count) {
                throw new StateFormatException("saved " + name + " needs " + count + " bytes at byte " + at
                        + ", but only " + (buffer.length - at) + " are left");
            }
        }
    }
}
