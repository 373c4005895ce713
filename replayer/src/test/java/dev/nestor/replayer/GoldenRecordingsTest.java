package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings of every format that was released are read for ever, and replay while the machine behaves so. */
class GoldenRecordingsTest {

    private static final Path GOLDEN = Path.of(System.getProperty("nestor.root"), "recorder/src/test/resources/golden");

    @Test
    void thereIsOneOfEveryFormatAndApi() throws IOException {
        assertTrue(recordings().size() >= 2, recordings().toString());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void givesBackEveryEvent(Path directory) {
        try (Recording recording = Recording.open(directory)) {
            SortedMap<String, Long> counts = new TreeMap<>();
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                counts.merge(cursor.type().name(), 1L, Long::sum);
            }
            RecordingSummary summary = recording.summary().orElseThrow();
            assertEquals(summary.eventCounts(), counts);
            assertFalse(counts.isEmpty());
            assertEquals(summary.inputs(), recording.inputs().size());
        }
    }

    /** A recording of an earlier revision of the machine may differ, and then the difference says whose it is. */
    @ParameterizedTest
    @MethodSource("recordings")
    void replaysOrSaysWhichMachineItBelongsTo(Path directory) {
        try (Recording recording = Recording.open(directory)) {
            ReplayResult result = Replayer.of(recording).run();
            int recordedBy = recording.manifest().machineRevision();
            if (recordedBy == Machine.REVISION) {
                assertTrue(result.isEqual(), () -> directory + ": " + result.divergence());
            } else if (!result.isEqual()) {
                String line = result.divergence().orElseThrow().line();
                String named = "recorded by machine revision " + recordedBy + ", this is " + Machine.REVISION;
                assertTrue(line.contains(named), line);
            }
        }
    }

    static List<Path> recordings() throws IOException {
        try (Stream<Path> entries = Files.list(GOLDEN)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
