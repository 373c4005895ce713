package dev.nestor.recorder.codec;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.Unit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs events into the payload of an EVENT frame, without allocation once the buffer has its size.
 *
 * <p>The first moment and the first sequence of a batch stand in the frame's header; sequences count on from there.
 * Every batch starts with all previous values 0, so that it can be read by itself.
 *
 * <pre>
 * batch    4 bytes  number of events
 *          event    as often
 *
 * event    1 byte   type, the number in &#64;EventId
 *          varint   moment - moment of the event before (first event: 0, it is the batch's first moment)
 *          varint   mask of changed columns: bit i for value column i, against the event before of that type
 *          value    for each changed column, ascending
 *          payload  where the type has one
 *
 * value    column of unit DIGEST: 8 bytes, the value itself
 *          any other column:      zigzag of (value - value in the event before of that type)
 *
 * payload  varint   length in bytes &lt;&lt; 2 | coding
 *          bytes    coding 0: as they are
 *                   coding 1: what differs from an earlier payload of the batch, as {@link PayloadMemory} draws it
 * </pre>
 *
 * @see EventBatchDecoder
 */
public final class EventBatchEncoder {

    /** Payload bytes stand as they are. */
    static final int CODING_RAW = 0;

    /** Payload bytes stand as their difference from an earlier payload. */
    static final int CODING_DIFFERENCE = 1;

    /** Bits of the coding below a payload's length. */
    static final int CODING_BITS = 2;

    /** Bytes of the count at the head of a batch. */
    static final int COUNT_BYTES = 4;

    private static final int TYPES = 256;

    private final PackedWriter out;
    private final long[][] previous = new long[TYPES][];
    private final long[] rawColumns = new long[TYPES];
    private final @Nullable PayloadMemory[] memories = new PayloadMemory[TYPES];
    private int countAt;
    private int count;
    private long lastMoment;

    /** Packs into {@code out}. */
    public EventBatchEncoder(PackedWriter out) {
        this.out = out;
        for (EventType type : EventType.all()) {
            previous[type.id()] = new long[type.valueCount()];
            rawColumns[type.id()] = rawColumnsOf(type);
            memories[type.id()] = type.hasPayload() ? new PayloadMemory() : null;
        }
    }

    /** Starts a batch at the end of what the writer holds. */
    public void begin() {
        countAt = out.length();
        out.putInt(0);
        count = 0;
        for (EventType type : EventType.all()) {
            Arrays.fill(previous[type.id()], 0);
        }
        for (PayloadMemory memory : memories) {
            if (memory != null) {
                memory.clear();
            }
        }
    }

    /** Events in the batch. */
    public int count() {
        return count;
    }

    /**
     * Adds one event; parameters as in {@link dev.nestor.emulator.event.EventSink#event}.
     *
     * @throws IllegalStateException when the moment lies before the last event's
     */
    public void add(EventType type, long moment, long[] values, byte[] payload, int payloadOffset, int payloadLength) {
        if (count == 0) {
            lastMoment = moment;
        } else if (moment < lastMoment) {
            throw new IllegalStateException(type + " at moment " + moment + " comes after moment " + lastMoment);
        }
        int id = type.id();
        long[] before = previous[id];
        // Type, moment, mask, values, payload length; the difference of a payload may run a number over its length.
        byte[] into = out.ensure((before.length + 6) * PackedWriter.VARINT_BYTES_MAX + payloadLength);
        int at = out.length();
        into[at++] = (byte) id;
        at = PackedWriter.setVarint(into, at, moment - lastMoment);
        long changed = 0;
        for (int i = 0; i < before.length; i++) {
            changed |= values[i] == before[i] ? 0 : 1L << i;
        }
        at = PackedWriter.setVarint(into, at, changed);
        at = putChanged(into, at, changed, rawColumns[id], values, before);
        PayloadMemory memory = memories[id];
        if (memory != null) {
            at = putPayload(into, at, memory, payload, payloadOffset, payloadLength);
        }
        out.advanceTo(at);
        lastMoment = moment;
        count++;
    }

    /** Completes the batch. */
    public void end() {
        out.setInt(countAt, count);
    }

    /** The columns whose values stand raw, one bit each. */
    static long rawColumnsOf(EventType type) {
        List<EventColumn> columns = type.columns();
        long raw = 0;
        for (int i = 0; i < type.valueCount(); i++) {
            raw |= columns.get(i).unit() == Unit.DIGEST ? 1L << i : 0;
        }
        return raw;
    }

    private static int putPayload(byte[] into, int from, PayloadMemory memory, byte[] payload, int offset, int length) {
        if (memory.holds(length)) {
            int at = PackedWriter.setVarint(into, from, (long) length << CODING_BITS | CODING_DIFFERENCE);
            int end = memory.writeDifference(into, at, payload, offset, length);
            if (end >= 0) {
                return end;
            }
        }
        int at = PackedWriter.setVarint(into, from, (long) length << CODING_BITS | CODING_RAW);
        System.arraycopy(payload, offset, into, at, length);
        memory.keep(payload, offset, length);
        return at + length;
    }

    private static int putChanged(byte[] into, int from, long changed, long raw, long[] values, long[] before) {
        int at = from;
        for (long left = changed; left != 0; left &= left - 1) {
            int column = Long.numberOfTrailingZeros(left);
            long value = values[column];
            if ((raw >>> column & 1) != 0) {
                PackedWriter.setLong(into, at, value);
                at += Long.BYTES;
            } else {
                long delta = value - before[column];
                at = PackedWriter.setVarint(into, at, delta << 1 ^ delta >> 63);
            }
            before[column] = value;
        }
        return at;
    }
}
