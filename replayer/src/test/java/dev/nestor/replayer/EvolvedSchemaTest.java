package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.PropertiesText;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings by a build that declared fewer events, or more columns, replay: what both know is compared. */
class EvolvedSchemaTest {

    private static final String LACKED = "interrupt_delivered";

    @TempDir
    Path temporary;

    @Test
    void replaysARecordingThatLacksAnEvent() throws IOException {
        Path whole = temporary.resolve("whole");
        RecordingSummary summary = Guests.record(whole, MachineConfig.of(NestedApi.V2), "timer");
        assertTrue(summary.eventCounts().get(LACKED) > 10, summary.toString());
        Path older = older(whole, Schema.text().replaceAll("event \\d+ " + LACKED + " .*\n", ""));
        try (Recording recording = Recording.open(older)) {
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            assertEquals(summary.events() - summary.eventCounts().get(LACKED), result.events());
        }
    }

    @Test
    void comparesOnlyTheColumnsThatBothHave() throws IOException {
        Path whole = temporary.resolve("whole");
        RecordingSummary summary = Guests.record(whole, MachineConfig.of(NestedApi.V2), "timer");
        String schema = Schema.text().replace("srr1:LONG:REGISTER", "retired:LONG:REGISTER");
        Path older = older(whole, schema.replaceAll("event \\d+ " + LACKED + " .*\n", "") + lineOf(schema));
        try (Recording recording = Recording.open(older)) {
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                if (cursor.toRecord() instanceof TraceEvent.InterruptDelivered delivered) {
                    assertEquals(0, delivered.srr1());
                }
            }
            assertEquals(summary.events(), result.events());
        }
    }

    private static String lineOf(String schema) {
        return schema.lines()
                        .filter(line -> line.contains(" " + LACKED + " "))
                        .findFirst()
                        .orElseThrow() + "\n";
    }

    /** The recording as a build of that schema would have made it. */
    private Path older(Path whole, String schema) throws IOException {
        Path directory = temporary.resolve("older");
        Path manifestFile = RecordingLayout.manifest(whole);
        SortedMap<String, String> manifest = PropertiesText.read(manifestFile, Files.readAllBytes(manifestFile));
        manifest.put("schema.sha256", Schema.fingerprintOf(schema));
        Files.createDirectories(RecordingLayout.log(directory));
        Files.createDirectories(RecordingLayout.images(directory));
        for (String image : new String[] {"l1.elf", "initrd.elf"}) {
            Files.copy(
                    RecordingLayout.images(whole).resolve(image),
                    RecordingLayout.images(directory).resolve(image));
        }
        byte[] text = PropertiesText.write(manifest);
        Files.write(RecordingLayout.manifest(directory), text);
        try (Recording recording = Recording.open(whole);
                TraceWriter writer = TraceWriter.create(RecordingLayout.log(directory), new LogHeader(text, schema))) {
            boolean isLacked = !schema.contains(" " + LACKED + " ");
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                if (!isLacked || !cursor.type().name().equals(LACKED)) {
                    writer.event(
                            cursor.type(),
                            writer.nextEventSequence(),
                            cursor.moment(),
                            cursor.values(),
                            cursor.payload(),
                            cursor.payloadOffset(),
                            cursor.payloadLength());
                }
            }
            byte[] footer = footer(recording, writer.nextEventSequence());
            writer.startFrame().putBytes(footer, 0, footer.length);
            writer.commitFrame(
                    FrameKind.FOOTER, recording.summary().orElseThrow().moment());
        }
        return directory;
    }

    private static byte[] footer(Recording recording, long events) {
        SortedMap<String, String> values = recording.summary().orElseThrow().toProperties();
        values.put("events", Long.toString(events));
        // The older build's machine numbered fewer events, and the number of the next one is part of its state.
        Machine machine = new Machine(recording.config(), recording.images(), InputSource.SILENCE, EventSink.NOWHERE);
        machine.run();
        values.put("digest", HexFormat.of().toHexDigits(machine.digestWith(events)));
        return PropertiesText.write(values);
    }
}
