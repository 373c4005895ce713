package dev.nestor.emulator.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash of exactly what is saved. Not cryptographic: it tells one bit of difference with a probability of a
 * miss of about 2^-64.
 *
 * <p>Each value v changes the hash h to {@code mix(h ^ v)}, mix being a bijection of 64-bit values (multiply,
 * xor-shift, multiply, xor-shift); arrays run in four lanes that are mixed into one at their end. So two states of the
 * same shape that differ in one value never collide.
 */
public final class StateDigest implements StateWriter {

    private static final long MULTIPLIER_1 = 0x9E37_79B9_7F4A_7C15L;
    private static final long MULTIPLIER_2 = 0xD6E8_FEB8_6659_FD93L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private long hash = MULTIPLIER_1;

    /** The bijection that mixes one value. */
    public static long mix(long value) {
        long mixed = value * MULTIPLIER_1;
        mixed = (mixed ^ (mixed >>> 32)) * MULTIPLIER_2;
        return mixed ^ (mixed >>> 29);
    }

    /** The digest of one object. */
    public static long of(Stateful object) {
        StateDigest digest = new StateDigest();
        object.save(digest);
        return digest.value();
    }

    /** The digest of a run of bytes; the length counts. */
    public static long ofBytes(byte[] bytes, int offset, int length) {
        long hash = mix(MULTIPLIER_2 ^ length);
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at));
        }
        for (; at < end; at++) {
            hash = mix(hash ^ (bytes[at] & 0xFF));
        }
        return hash;
    }

    /** The digest so far. */
    public long value() {
        return hash;
    }

    /** Starts again, as new. */
    public StateDigest reset() {
        hash = MULTIPLIER_1;
        return this;
    }

    @Override
    public void putLong(String name, long value) {
        hash = mix(hash ^ value);
    }

    @Override
    public void putLongs(String name, long[] values) {
        long lane0 = hash;
        long lane1 = hash + MULTIPLIER_2;
        long lane2 = hash ^ MULTIPLIER_1;
        long lane3 = hash - MULTIPLIER_2;
        int at = 0;
        for (; at + 4 <= values.length; at += 4) {
            lane0 = lane(lane0, values[at]);
            lane1 = lane(lane1, values[at + 1]);
            lane2 = lane(lane2, values[at + 2]);
            lane3 = lane(lane3, values[at + 3]);
        }
        for (; at < values.length; at++) {
            lane0 = lane(lane0, values[at]);
        }
        hash = mix(mix(mix(mix(lane0) ^ lane1) ^ lane2) ^ lane3);
    }

    /** One step of a lane: four of them run side by side in a long array. A bijection in either argument. */
    private static long lane(long running, long value) {
        long mixed = (running ^ value) * MULTIPLIER_1;
        return mixed ^ (mixed >>> 32);
    }

    @Override
    public void putBytes(String name, byte[] bytes, int offset, int length) {
        putLong(name, ofBytes(bytes, offset, length));
    }

    @Override
    public void begin(String name) {}

    @Override
    public void end() {}
}
