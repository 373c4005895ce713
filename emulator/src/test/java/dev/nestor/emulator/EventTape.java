package dev.nestor.emulator;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.state.StateDigest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A sink that keeps every event as a record, for tests. */
final class EventTape implements EventSink {

    /** One event with its position. */
    record Entry(long sequence, long moment, EventType type, List<Long> values, long payloadHash, TraceEvent event) {}

    private final List<Entry> entries = new ArrayList<>();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @Override
    public void event(
            EventType type, long sequence, long moment, long[] values, byte[] payload, int offset, int length) {
        byte[] bytes = Arrays.copyOfRange(payload, offset, offset + length);
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < type.valueCount(); i++) {
            kept.add(values[i]);
        }
        long payloadHash = StateDigest.ofBytes(bytes, 0, bytes.length);
        TraceEvent event = type.toRecord(values, bytes);
        entries.add(new Entry(sequence, moment, type, kept, payloadHash, event));
        if (event instanceof TraceEvent.ConsoleWritten written) {
            console.writeBytes(written.bytes());
        }
    }

    /** Every event in order. */
    List<Entry> entries() {
        return entries;
    }

    /** The events of one kind. */
    <T extends TraceEvent> List<T> of(Class<T> kind) {
        return entries.stream()
                .map(Entry::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** All console bytes, as text. */
    String console() {
        return console.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Every event as comparable text, without the record (whose array has no equality). */
    List<String> lines() {
        return entries.stream()
                .map(e -> e.sequence + " @" + e.moment + " " + e.type + " " + e.values + " "
                        + Long.toHexString(e.payloadHash))
                .toList();
    }
}
