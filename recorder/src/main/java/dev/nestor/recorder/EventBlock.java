package dev.nestor.recorder;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way from the machine's thread to the one that writes: their numbers one behind the other in one
 * array,
 * their payloads in another, so that the machine copies and does nothing else.
 *
 * <pre>
 * event  1 word   number of the type, payload length &lt;&lt; 8
 *        1 word   moment
 *        words    values, one for each value column
 * </pre>
 */
final class EventBlock {

    /** A block is full when fewer words are left than the largest event takes. */
    private static final int WORDS = 1 << 15;

    /** Or when it holds so many bytes of payload. */
    private static final int PAYLOAD_BYTES_FULL = 256 << 10;

    private static final int WORDS_OF_EVENT_MAX = Limits.EVENT_VALUES_MAX + 2;
    private static final int TYPE_BITS = 8;
    private static final int TYPES = 1 << TYPE_BITS;

    private final long[] words = new long[WORDS];
    private final long[] values = new long[Limits.EVENT_VALUES_MAX];
    private final @Nullable EventType[] types = new EventType[TYPES];
    private byte[] payloads = new byte[PAYLOAD_BYTES_FULL + (PAYLOAD_BYTES_FULL >> 2)];
    private int used;
    private int payloadUsed;

    /** An empty one. */
    EventBlock() {
        for (EventType type : EventType.all()) {
            types[type.id()] = type;
        }
    }

    /** Copies one event; true when the block is full then. */
    boolean add(EventType type, long moment, long[] from, byte[] payload, int payloadOffset, int payloadLength) {
        int at = used;
        int count = type.valueCount();
        words[at] = (long) payloadLength << TYPE_BITS | type.id();
        words[at + 1] = moment;
        System.arraycopy(from, 0, words, at + 2, count);
        used = at + 2 + count;
        if (payloadLength > 0) {
            if (payloads.length - payloadUsed < payloadLength) {
                payloads = Arrays.copyOf(payloads, payloadUsed + payloadLength);
            }
            System.arraycopy(payload, payloadOffset, payloads, payloadUsed, payloadLength);
            payloadUsed += payloadLength;
        }
        return WORDS - used < WORDS_OF_EVENT_MAX || payloadUsed >= PAYLOAD_BYTES_FULL;
    }

    boolean isEmpty() {
        return used == 0;
    }

    /** Hands the events to {@code sink} in order, numbered from {@code firstSequence}, and is empty then. */
    void sendTo(EventSink sink, long firstSequence) {
        long sequence = firstSequence;
        int payloadAt = 0;
        for (int at = 0; at < used; ) {
            EventType type = types[(int) words[at] & TYPES - 1];
            if (type == null) {
                throw new IllegalStateException("no event is numbered " + (words[at] & TYPES - 1));
            }
            int payloadLength = (int) (words[at] >>> TYPE_BITS);
            int count = type.valueCount();
            System.arraycopy(words, at + 2, values, 0, count);
            sink.event(type, sequence++, words[at + 1], values, payloads, payloadAt, payloadLength);
            payloadAt += payloadLength;
            at += 2 + count;
        }
        used = 0;
        payloadUsed = 0;
    }
}
