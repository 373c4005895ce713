package dev.nestor.emulator.event;

/**
 * The only way anything gets out of the machine: a recorder, a verifying replayer, a counter or nothing at all stands
 * behind it. Called on the machine's thread, in the order in which things happened; it must not touch the machine.
 */
@FunctionalInterface
public interface EventSink {

    /** Hears everything and keeps nothing. */
    EventSink NOWHERE = (type, sequence, moment, values, payload, payloadOffset, payloadLength) -> {};

    /**
     * One event happened.
     *
     * @param type which kind
     * @param sequence the event's place in the run, counted from 0; with {@code moment} it is the event's position
     * @param moment attempted instructions plus idle time skipped since the start
     * @param values the columns' values in order, one long each; the array belongs to the machine and is reused, only
     *     the first {@code type.valueCount()} count
     * @param payload the array that holds the payload; belongs to the machine and is reused
     * @param payloadOffset first byte of the payload
     * @param payloadLength bytes of payload; 0 for an event without one
     */
    void event(
            EventType type,
            long sequence,
            long moment,
            long[] values,
            byte[] payload,
            int payloadOffset,
            int payloadLength);
}
