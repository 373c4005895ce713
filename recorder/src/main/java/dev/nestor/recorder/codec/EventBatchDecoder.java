package dev.nestor.recorder.codec;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.event.EventType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one batch after the other, as {@link EventBatchEncoder} draws them. What it gives is valid until
 * the next call; its arrays are reused.
 */
public final class EventBatchDecoder {

    private static final int TYPES = 256;
    private static final byte[] NOTHING = new byte[0];

    private final @Nullable EventType[] types = new EventType[TYPES];
    private final long[][] previous = new long[TYPES][];
    private final long[] rawColumns = new long[TYPES];
    private final @Nullable PayloadMemory[] memories = new PayloadMemory[TYPES];
    private final PackedReader in = new PackedReader();
    private byte[] frame = NOTHING;
    private byte[] payload = NOTHING;
    private long left;
    private EventType type = EventType.all().get(0);
    private long sequence;
    private long moment;
    private int payloadOffset;
    private int payloadLength;

    /** A decoder without a batch. */
    public EventBatchDecoder() {
        for (EventType declared : EventType.all()) {
            types[declared.id()] = declared;
            previous[declared.id()] = new long[declared.valueCount()];
            rawColumns[declared.id()] = EventBatchEncoder.rawColumnsOf(declared);
            memories[declared.id()] = declared.hasPayload() ? new PayloadMemory() : null;
        }
    }

    /**
     * Starts with the batch in {@code array} from {@code from} up to but not including {@code to}.
     *
     * @param firstMoment moment of the batch's first event
     * @param firstSequence sequence of the batch's first event
     * @throws MalformedBytesException when the batch has no head
     */
    public void open(byte[] array, int from, int to, long firstMoment, long firstSequence) {
        frame = array;
        in.open(array, from, to);
        left = in.getInt("number of events");
        moment = firstMoment;
        sequence = firstSequence - 1;
        for (EventType declared : EventType.all()) {
            Arrays.fill(previous[declared.id()], 0);
        }
        for (PayloadMemory memory : memories) {
            if (memory != null) {
                memory.clear();
            }
        }
    }

    /**
     * Goes to the next event; false when the batch is at its end.
     *
     * @throws MalformedBytesException when the bytes are no event
     */
    public boolean next() {
        if (left == 0) {
            in.requireEnd();
            return false;
        }
        left--;
        int at = in.at();
        int id = in.getByte("type");
        EventType declared = types[id];
        if (declared == null) {
            throw new MalformedBytesException(at, "the number of an event", Integer.toString(id));
        }
        type = declared;
        sequence++;
        moment += in.getVarint("moment");
        readValues(previous[id], rawColumns[id]);
        payload = frame;
        payloadOffset = in.at();
        payloadLength = 0;
        PayloadMemory memory = memories[id];
        if (memory != null) {
            readPayload(memory);
        }
        return true;
    }

    /** The event's type. */
    public EventType type() {
        return type;
    }

    /** The event's place in the run. */
    public long sequence() {
        return sequence;
    }

    /** The event's moment. */
    public long moment() {
        return moment;
    }

    /** The values, one long per column without the payload; read only. */
    public long[] values() {
        return previous[type.id()];
    }

    /** The array that holds the payload; read only. */
    public byte[] payload() {
        return payload;
    }

    /** Index of the payload's first byte. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of payload; 0 for an event without one. */
    public int payloadLength() {
        return payloadLength;
    }

    private void readValues(long[] values, long raw) {
        int at = in.at();
        long changed = in.getVarint("mask of changed columns");
        if (values.length < Long.SIZE && changed >>> values.length != 0) {
            throw new MalformedBytesException(
                    at, "a mask of " + values.length + " columns of " + type, Long.toHexString(changed));
        }
        for (long columns = changed; columns != 0; columns &= columns - 1) {
            int column = Long.numberOfTrailingZeros(columns);
            if ((raw >>> column & 1) != 0) {
                values[column] = in.getLong("value");
            } else {
                values[column] += in.getZigzag("value");
            }
        }
    }

    private void readPayload(PayloadMemory memory) {
        int at = in.at();
        long lengthAndCoding = in.getVarint("payload length");
        long length = lengthAndCoding >>> EventBatchEncoder.CODING_BITS;
        int coding = (int) lengthAndCoding & (1 << EventBatchEncoder.CODING_BITS) - 1;
        if (coding > EventBatchEncoder.CODING_DIFFERENCE || length > Limits.EVENT_PAYLOAD_BYTES_MAX) {
            throw new MalformedBytesException(
                    at,
                    "a payload of at most " + Limits.EVENT_PAYLOAD_BYTES_MAX + " bytes in a known coding",
                    "coding " + coding + ", " + length + " bytes");
        }
        payloadLength = (int) length;
        if (coding == EventBatchEncoder.CODING_DIFFERENCE) {
            payload = memory.readDifference(in, payloadLength);
            payloadOffset = 0;
        } else {
            payloadOffset = in.skip("payload", payloadLength);
            memory.keep(frame, payloadOffset, payloadLength);
        }
    }
}
