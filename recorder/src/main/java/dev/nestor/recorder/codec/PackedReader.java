package dev.nestor.recorder.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what {@link PackedWriter} wrote and checks every bound: whatever the bytes are, it returns or throws
 * {@link MalformedBytesException}.
 */
public final class PackedReader {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int at;
    private int end;

    /** Reads {@code array} from {@code from} up to but not including {@code to}; the array is not copied. */
    public PackedReader open(byte[] array, int from, int to) {
        this.buffer = array;
        this.at = from;
        this.end = to;
        return this;
    }

    /** Index of the next byte. */
    public int at() {
        return at;
    }

    /** Bytes left. */
    public int remaining() {
        return end - at;
    }

    /** One unsigned byte. */
    public int getByte(String name) {
        need(name, 1);
        return buffer[at++] & 0xFF;
    }

    /** Four bytes, unsigned. */
    public long getInt(String name) {
        need(name, 4);
        int value = (int) INTS.get(buffer, at);
        at += 4;
        return value & 0xFFFF_FFFFL;
    }

    /** Eight bytes. */
    public long getLong(String name) {
        need(name, 8);
        long value = (long) LONGS.get(buffer, at);
        at += 8;
        return value;
    }

    /** An unsigned varint of at most 64 bits. */
    public long getVarint(String name) {
        int next = at;
        if (next < end && buffer[next] >= 0) {
            at = next + 1;
            return buffer[next];
        }
        return getLongVarint(name);
    }

    /** A signed varint. */
    public long getZigzag(String name) {
        long value = getVarint(name);
        return value >>> 1 ^ -(value & 1);
    }

    /** A varint between 0 and {@code most}. */
    public int getCount(String name, int most) {
        int from = at;
        long value = getVarint(name);
        if (value < 0 || value > most) {
            throw new MalformedBytesException(from, name + " of 0 to " + most, Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /** A copy of the next {@code count} bytes. */
    public byte[] getBytes(String name, int count) {
        int from = skip(name, count);
        return Arrays.copyOfRange(buffer, from, from + count);
    }

    /** Copies the next {@code count} bytes into {@code into}. */
    void copy(String name, byte[] into, int offset, int count) {
        System.arraycopy(buffer, skip(name, count), into, offset, count);
    }

    /** Passes over {@code count} bytes and returns the index of the first. */
    public int skip(String name, int count) {
        need(name, count);
        int from = at;
        at += count;
        return from;
    }

    /** Refuses bytes left over. */
    public void requireEnd() {
        if (at != end) {
            throw new MalformedBytesException(at, "the end of the frame", (end - at) + " bytes more");
        }
    }

    private long getLongVarint(String name) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(name, 1);
            int next = buffer[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBytesException(at, name + " of at most 64 bits", "a longer number");
    }

    private void need(String name, int count) {
        if (count < 0 || end - at < count) {
            throw new MalformedBytesException(at, name + " of " + count + " bytes", (end - at) + " bytes left");
        }
    }
}
