package dev.nestor.emulator.event;

import dev.nestor.emulator.arch.Limits;

/**
 * The machine's voice: collects the values of one event and hands them to the sink, without allocation.
 *
 * <p>Use: {@code voice.begin(NestedExited.TYPE, moment).put(vcpu).put(...).end()}, values in the record's column order.
 * A wrong number of values is our own fault and throws {@link IllegalStateException}.
 */
public final class EventVoice {

    private static final byte[] NOTHING = new byte[0];

    private final EventSink sink;
    private final long[] values = new long[Limits.EVENT_VALUES_MAX];
    private EventType type = TraceEvent.MachineStarted.TYPE;
    private long moment;
    private int count;
    private long sequence;

    /** A voice that speaks to {@code sink}, its next event having the number {@code firstSequence}. */
    public EventVoice(EventSink sink, long firstSequence) {
        this.sink = sink;
        this.sequence = firstSequence;
    }

    /** Starts an event of {@code type} at {@code moment}. */
    public EventVoice begin(EventType type, long moment) {
        this.type = type;
        this.moment = moment;
        this.count = 0;
        return this;
    }

    /** Adds the next column's value. */
    public EventVoice put(long value) {
        values[count++] = value;
        return this;
    }

    /** Ends an event that has no payload. */
    public void end() {
        end(NOTHING, 0, 0);
    }

    /** Ends an event, with its payload where it has one. */
    public void end(byte[] payload, int offset, int length) {
        if (count != type.valueCount()) {
            throw new IllegalStateException(
                    type + " has " + type.valueCount() + " values, but " + count + " were put at moment " + moment);
        }
        sink.event(type, sequence++, moment, values, payload, offset, length);
    }

    /** The number the next event will have. */
    public long nextSequence() {
        return sequence;
    }

    /** Continues the numbering at {@code nextSequence}, after saved state was loaded. */
    public void continueAt(long nextSequence) {
        this.sequence = nextSequence;
    }
}
