package dev.nestor.recorder.codec;

import java.util.Arrays;

/**
 * Remembers payloads of one event type, so that the next one of the same length is written as what differs. State
 * buffers keep their layout from exit to exit, and few of their values change.
 *
 * <p>Writer and reader keep the same payloads: of those in this batch, of at most {@link #BYTES_MAX} bytes, the last
 * one in the slot that its length falls into.
 *
 * <pre>
 * difference   varint   bytes that are equal
 *              varint   bytes that differ, at least 1     \ left out, as is all that follows,
 *              bytes    as they are now                   / where the end of the payload is reached
 *              ...      and so on
 * </pre>
 */
final class PayloadMemory {

    /** Longest payload that is remembered. */
    static final int BYTES_MAX = 4096;

    private static final int SLOT_BITS = 6;
    private static final int HASH_MULTIPLIER = 0x9E37_79B1;
    private static final int ABSENT = -1;

    /** So many equal bytes end a run of differing ones; fewer cost less than a new run. */
    private static final int EQUAL_BYTES_MIN = 3;

    private final byte[][] kept = new byte[1 << SLOT_BITS][];
    private final int[] lengths = new int[1 << SLOT_BITS];

    PayloadMemory() {
        clear();
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(lengths, ABSENT);
    }

    /** Whether a payload of that length is remembered. */
    boolean holds(int length) {
        return lengths[slotOf(length)] == length;
    }

    /** Remembers a payload, unless it is too long. */
    void keep(byte[] payload, int offset, int length) {
        if (length <= BYTES_MAX) {
            System.arraycopy(payload, offset, slot(length), 0, length);
            lengths[slotOf(length)] = length;
        }
    }

    /**
     * Writes the difference from the payload remembered for that length, and remembers this one.
     *
     * @return the index behind it, or -1 when it is not shorter than the payload, which then is not remembered
     */
    int writeDifference(byte[] into, int from, byte[] payload, int offset, int length) {
        byte[] before = slot(length);
        int at = from;
        int done = 0;
        while (true) {
            int equal = Arrays.mismatch(before, done, length, payload, offset + done, offset + length);
            equal = equal < 0 ? length - done : equal;
            at = PackedWriter.setVarint(into, at, equal);
            done += equal;
            if (done == length) {
                return at - from < length ? at : -1;
            }
            int differing = differing(before, done, payload, offset + done, length - done);
            if (at - from + 2 * PackedWriter.VARINT_BYTES_MAX + differing >= length) {
                return -1;
            }
            at = PackedWriter.setVarint(into, at, differing);
            System.arraycopy(payload, offset + done, into, at, differing);
            System.arraycopy(payload, offset + done, before, done, differing);
            at += differing;
            done += differing;
            if (done == length) {
                return at;
            }
        }
    }

    /**
     * Reads a difference and gives the payload, which is remembered as well.
     *
     * @return the array whose first {@code length} bytes it is; valid until the next one is read
     */
    byte[] readDifference(PackedReader in, int length) {
        if (!holds(length)) {
            throw new MalformedBytesException(in.at(), "a payload of " + length + " bytes before", "none");
        }
        byte[] payload = slot(length);
        int done = in.getCount("equal bytes", length);
        while (done < length) {
            int differing = in.getCount("differing bytes", length - done);
            in.copy("differing bytes", payload, done, differing);
            done += differing;
            if (done < length) {
                int equal = in.getCount("equal bytes", length - done);
                if (differing + equal == 0) {
                    throw new MalformedBytesException(in.at(), "bytes that differ or are equal", "neither");
                }
                done += equal;
            }
        }
        return payload;
    }

    private byte[] slot(int length) {
        int slot = slotOf(length);
        if (kept[slot] == null) {
            kept[slot] = new byte[BYTES_MAX];
        }
        return kept[slot];
    }

    private static int differing(byte[] before, int beforeAt, byte[] payload, int payloadAt, int most) {
        int equal = 0;
        for (int i = 0; i < most; i++) {
            equal = before[beforeAt + i] == payload[payloadAt + i] ? equal + 1 : 0;
            if (equal > EQUAL_BYTES_MIN) {
                return i + 1 - equal;
            }
        }
        return most - equal;
    }

    private static int slotOf(int length) {
        return length * HASH_MULTIPLIER >>> Integer.SIZE - SLOT_BITS;
    }
}
