package dev.nestor.recorder.codec;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import java.util.List;
import java.util.Random;

/** A reproducible stream of events of every type, with values from tame to wild. */
public final class RandomEvents {

    private static final int PAYLOAD_BYTES_MAX = 300;

    private final Random random;
    private final long[] values = new long[64];
    private final byte[][] similar = new byte[3][];
    private long sequence;
    private long moment;

    /** The stream of that seed. */
    public RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    /** Sends {@code count} more events to {@code sink}, each type once before any comes by chance. */
    public void send(int count, EventSink sink) {
        List<EventType> types = EventType.all();
        for (int i = 0; i < count; i++) {
            EventType type = types.get(sequence < types.size() ? (int) sequence : random.nextInt(types.size()));
            sendOne(type, sink);
        }
    }

    /** Moment of the last event. */
    public long moment() {
        return moment;
    }

    /** Number of the next event. */
    public long nextSequence() {
        return sequence;
    }

    private void sendOne(EventType type, EventSink sink) {
        for (int i = 0; i < type.valueCount(); i++) {
            values[i] = nextValue(type.columns().get(i), values[i]);
        }
        byte[] payload = type.hasPayload() ? nextPayload() : new byte[4];
        moment += random.nextInt(8) == 0 ? random.nextLong() >>> 20 : random.nextInt(3) * 50L;
        int length = type.hasPayload() ? payload.length - 4 : 0;
        sink.event(type, sequence++, moment, values, payload, 2, length);
    }

    /** Some payload, or often one of a few lengths in which little differs from the last of that length. */
    private byte[] nextPayload() {
        byte[] payload = new byte[random.nextInt(PAYLOAD_BYTES_MAX) + 4];
        random.nextBytes(payload);
        if (random.nextInt(4) > 0) {
            int kind = random.nextInt(similar.length);
            payload = similar[kind] == null ? payload : similar[kind].clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                payload[random.nextInt(payload.length)] ^= (byte) random.nextInt(256);
            }
            similar[kind] = payload;
        }
        return payload;
    }

    private long nextValue(EventColumn column, long before) {
        long value = switch (random.nextInt(6)) {
            case 0 -> before;
            case 1 -> before + random.nextInt(200) - 100;
            case 2 -> random.nextLong();
            case 3 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
            case 4 -> -1;
            default -> random.nextInt(100);
        };
        return column.kind() == EventColumn.Kind.INT ? (int) value : value;
    }
}
