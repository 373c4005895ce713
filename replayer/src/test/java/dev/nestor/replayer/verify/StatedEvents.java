package dev.nestor.replayer.verify;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import java.util.ArrayList;
import java.util.List;

/** One event of every type in turn, as a machine would state them, with one of them altered. */
final class StatedEvents {

    /** Which field of which event is altered; column -1 alters nothing. */
    record Alteration(long sequence, int column, boolean isPayload, boolean isMoment, boolean isSequence) {

        static final Alteration NONE = new Alteration(-1, -1, false, false, false);

        static Alteration ofColumn(long sequence, int column) {
            return new Alteration(sequence, column, false, false, false);
        }
    }

    private StatedEvents() {}

    /** The type of the event numbered {@code sequence}. */
    static EventType typeOf(long sequence) {
        List<EventType> types = EventType.all();
        return types.get((int) (sequence % types.size()));
    }

    /** Sends the events from {@code from} up to but not including {@code to}. */
    static void send(long from, long to, Alteration alteration, EventSink sink) {
        for (long sequence = from; sequence < to; sequence++) {
            EventType type = typeOf(sequence);
            boolean isAltered = sequence == alteration.sequence();
            long[] values = new long[24];
            for (int i = 0; i < type.valueCount(); i++) {
                values[i] = sequence * 31 + i;
            }
            if (isAltered && alteration.column() >= 0) {
                values[alteration.column()] ^= 1L << (alteration.column() % 31);
            }
            byte[] payload = payload(type, sequence);
            if (isAltered && alteration.isPayload()) {
                payload[payload.length / 2] ^= 0x10;
            }
            long moment = sequence * 100 + (isAltered && alteration.isMoment() ? 1 : 0);
            long number = sequence + (isAltered && alteration.isSequence() ? 1 : 0);
            sink.event(type, number, moment, values, payload, 0, payload.length);
        }
    }

    /** Every single field of the first event of every type. */
    static List<Alteration> everyField() {
        List<Alteration> alterations = new ArrayList<>();
        for (long sequence = 0; sequence < EventType.all().size(); sequence++) {
            for (int column = 0; column < typeOf(sequence).valueCount(); column++) {
                alterations.add(Alteration.ofColumn(sequence, column));
            }
            if (typeOf(sequence).hasPayload()) {
                alterations.add(new Alteration(sequence, -1, true, false, false));
            }
            alterations.add(new Alteration(sequence, -1, false, true, false));
            alterations.add(new Alteration(sequence, -1, false, false, true));
        }
        return alterations;
    }

    private static byte[] payload(EventType type, long sequence) {
        byte[] payload = new byte[type.hasPayload() ? 16 + (int) (sequence % 7) : 0];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (sequence + i);
        }
        return payload;
    }
}
