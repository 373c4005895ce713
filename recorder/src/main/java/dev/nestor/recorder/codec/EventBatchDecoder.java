package dev.nestor.recorder.codec;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.event.EventType;
import dev.nestor.recorder.codec.RecordedSchema.RecordedEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one batch after the other, as {@link EventBatchEncoder} draws them. What it gives is valid until
 * the next call; its arrays are reused.
 */
public final class EventBatchDecoder {

    private static final int TYPES = 256;
    private static final byte[] NOTHING = new byte[0];

    private final RecordedSchema schema;
    private final long[][] previous = new long[TYPES][];
    private final @Nullable PayloadMemory[] memories = new PayloadMemory[TYPES];
    private final long[] @Nullable [] mapped = new long[TYPES][];
    private final PackedReader in = new PackedReader();
    private byte[] frame = NOTHING;
    private byte[] payload = NOTHING;
    private long left;
    private EventType type = EventType.all().get(0);
    private long[] values = new long[0];
    private long sequence;
    private long moment;
    private int payloadOffset;
    private int payloadLength;
    private long unknown;

    /** A decoder without a batch, for events that this build declares. */
    public EventBatchDecoder() {
        this(RecordedSchema.ofThisBuild());
    }

    /** A decoder without a batch, for events as {@code schema} declares them. */
    public EventBatchDecoder(RecordedSchema schema) {
        this.schema = schema;
        for (int id = 0; id < TYPES; id++) {
            RecordedEvent event = schema.event(id);
            if (event != null) {
                EventType known = event.known();
                previous[id] = new long[event.valueCount()];
                memories[id] = event.hasPayload() ? new PayloadMemory() : null;
                mapped[id] = known == null || event.mapping() == null ? null : new long[known.valueCount()];
            }
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
        for (long[] values : previous) {
            if (values != null) {
                Arrays.fill(values, 0);
            }
        }
        for (PayloadMemory memory : memories) {
            if (memory != null) {
                memory.clear();
            }
        }
    }

    /**
     * Goes to the next event of a type that this build declares; false when the batch is at its end.
     *
     * @throws MalformedBytesException when the bytes are no event
     */
    public boolean next() {
        while (left > 0) {
            left--;
            int at = in.at();
            int id = in.getByte("type");
            RecordedEvent event = schema.event(id);
            if (event == null) {
                throw new MalformedBytesException(at, "the number of an event", Integer.toString(id));
            }
            read(id, event);
            EventType known = event.known();
            if (known != null) {
                type = known;
                takeValues(id, event);
                return true;
            }
            unknown++;
        }
        in.requireEnd();
        return false;
    }

    private void read(int id, RecordedEvent event) {
        sequence++;
        moment += in.getVarint("moment");
        readValues(previous[id], event.rawColumns(), id);
        payload = frame;
        payloadOffset = in.at();
        payloadLength = 0;
        PayloadMemory memory = memories[id];
        if (memory != null) {
            readPayload(memory);
        }
    }

    private void takeValues(int id, RecordedEvent event) {
        long[] into = mapped[id];
        int[] mapping = into == null ? null : event.mapping();
        if (into == null || mapping == null) {
            values = previous[id];
        } else {
            for (int i = 0; i < mapping.length; i++) {
                if (mapping[i] >= 0) {
                    into[mapping[i]] = previous[id][i];
                }
            }
            values = into;
        }
        payloadLength = type.hasPayload() ? payloadLength : 0;
    }

    /** Events passed over so far, in all batches, since this build does not declare them. */
    public long unknown() {
        return unknown;
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
        return values;
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

    private void readValues(long[] into, long raw, int id) {
        int at = in.at();
        long changed = in.getVarint("mask of changed columns");
        if (into.length < Long.SIZE && changed >>> into.length != 0) {
            throw new MalformedBytesException(
                    at, "a mask of " + into.length + " columns of event " + id, Long.toHexString(changed));
        }
        for (long columns = changed; columns != 0; columns &= columns - 1) {
            int column = Long.numberOfTrailingZeros(columns);
            if ((raw >>> column & 1) != 0) {
                into[column] = in.getLong("value");
            } else {
                into[column] += in.getZigzag("value");
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
