package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingManifest;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings of every format that was released are read for ever, and replay while the machine behaves so. */
class GoldenRecordingsTest {

    private static final Path GOLDEN = Path.of(System.getProperty("nestor.root"), "recorder/src/test/resources/golden");

    /** The machine that the recordings of format 2 are of. */
    private static final int REVISION_OF_FORMAT_2 = 5;

    private static final Path LEAN = GOLDEN.resolve("format-2-lean-v2.nestor");

    @Test
    void thereIsOneOfEveryFormatAndApi() throws IOException {
        List<Path> recordings = recordings();
        for (int format = RecordingLayout.FORMAT_OLDEST; format <= RecordingLayout.FORMAT; format++) {
            for (NestedApi api : NestedApi.values()) {
                Path one = GOLDEN.resolve("format-" + format + "-" + api.text());
                assertTrue(recordings.contains(one), one + " is missing: record hello, of which it is to be the proof");
            }
        }
    }

    /** Of the same run, whose digests {@link #replaysOrSaysWhichMachineItBelongsTo} compares. */
    @Test
    void unpacksWithoutDigestsOrSaysWhichFrameDiffers(@TempDir Path directory) throws IOException {
        Path back = directory.resolve("back");
        try {
            LeanPack.unpack(LEAN, back);
            assertEquals(-1, Files.mismatch(logOf(GOLDEN.resolve("format-2-v2")), logOf(back)));
        } catch (LogDamagedException e) {
            assertNotEquals(REVISION_OF_FORMAT_2, Machine.REVISION, e.getMessage());
            assertFalse(Files.exists(back), "something was left behind");
        }
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
            if (!recording.manifest().capabilities().containsKey(RecordingManifest.RING)) {
                assertEquals(summary.eventCounts(), counts);
            }
            assertFalse(counts.isEmpty());
            recording.keyframes().forEach(recording::check);
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
            return entries.filter(
                            path -> Files.isDirectory(path) || path.toString().endsWith(".nestor"))
                    .filter(path -> !path.equals(LEAN))
                    .sorted()
                    .toList();
        }
    }

    private static Path logOf(Path directory) {
        return RecordingLayout.queueFile(directory);
    }
}
