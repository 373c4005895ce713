package dev.nestor.recorder.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers and bytes packed into a growing array, which is reused.
 *
 * <pre>
 * fixed    4 or 8 bytes, little-endian
 * varint   7 bits per byte, lowest first, bit 7 set in all but the last byte; unsigned, 1 to 10 bytes
 * zigzag   a varint of (value &lt;&lt; 1) ^ (value &gt;&gt; 63), so that small negative numbers stay short
 * </pre>
 *
 * @see PackedReader
 */
public final class PackedWriter {

    /** Most bytes of one varint. */
    static final int VARINT_BYTES_MAX = 10;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] buffer;
    private int length;

    /** An empty one that grows beyond {@code capacityBytes} when it must. */
    public PackedWriter(int capacityBytes) {
        this.buffer = new byte[capacityBytes];
    }

    /** The array written to; replaced when it grows. */
    public byte[] array() {
        return buffer;
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** Starts again with {@code reservedBytes} that are filled in later. */
    public void clear(int reservedBytes) {
        length = 0;
        ensure(reservedBytes);
        length = reservedBytes;
    }

    /** A copy of what was written, without the first {@code from} bytes. */
    public byte[] copyFrom(int from) {
        return Arrays.copyOfRange(buffer, from, length);
    }

    /** One byte, the lowest of {@code value}. */
    public void putByte(int value) {
        ensure(1);
        buffer[length++] = (byte) value;
    }

    /** Four bytes. */
    public void putInt(int value) {
        ensure(4);
        INTS.set(buffer, length, value);
        length += 4;
    }

    /** Four bytes at {@code at}, which was written or reserved before. */
    public void setInt(int at, int value) {
        INTS.set(buffer, at, value);
    }

    /** Eight bytes. */
    public void putLong(long value) {
        ensure(8);
        LONGS.set(buffer, length, value);
        length += 8;
    }

    /** Eight bytes at {@code at}, which was written or reserved before. */
    public void setLong(int at, long value) {
        LONGS.set(buffer, at, value);
    }

    /** An unsigned varint. */
    public void putVarint(long value) {
        ensure(VARINT_BYTES_MAX);
        length = setVarint(buffer, length, value);
    }

    /** A signed varint. */
    public void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    /** A run of bytes, without its length. */
    public void putBytes(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    /** Makes room for {@code more} bytes; the array may be replaced. */
    byte[] ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
        return buffer;
    }

    /** Says that the array was filled up to {@code newLength}, after {@link #ensure}. */
    void advanceTo(int newLength) {
        length = newLength;
    }

    /** Writes a varint into an array with room for it and returns the index behind it. */
    static int setVarint(byte[] into, int at, long value) {
        long rest = value;
        int next = at;
        while ((rest & ~0x7FL) != 0) {
            into[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[next++] = (byte) rest;
        return next;
    }

    /** Writes eight little-endian bytes into an array with room for them. */
    static void setLong(byte[] into, int at, long value) {
        LONGS.set(into, at, value);
    }
}
