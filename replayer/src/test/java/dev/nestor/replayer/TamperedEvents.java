package dev.nestor.replayer;

import dev.nestor.emulator.event.EventSink;

/** Passes events on, but changes a value of one of them: a recording that holds what did not happen. */
final class TamperedEvents {

    private TamperedEvents() {}

    /** Changes the last value of event {@code changed}. */
    static EventSink changing(long changed, EventSink behind) {
        return (type, sequence, moment, values, payload, offset, length) -> {
            if (sequence == changed) {
                long[] other = values.clone();
                other[type.valueCount() - 1] ^= 1;
                behind.event(type, sequence, moment, other, payload, offset, length);
            } else {
                behind.event(type, sequence, moment, values, payload, offset, length);
            }
        };
    }
}
