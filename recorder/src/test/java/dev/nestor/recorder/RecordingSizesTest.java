package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.codec.RandomEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections of a recording are the length of its files, to the byte. */
class RecordingSizesTest {

    private static final int EVENTS = 2000;

    @TempDir
    Path temporary;

    @Test
    void sectionsOfAFinishedRecordingAddUpToItsFiles() throws IOException {
        SyntheticRun.record(temporary.resolve("r"), 1, EVENTS, 10_000);
        SortedMap<String, Long> sizes = sizesOf("r");
        assertEquals(bytesOf("r"), sum(sizes));
        assertEquals(0, sizes.get("other"));
        assertEquals(0, sizes.get("slack"));
        assertTrue(sizes.get("inputs") > 0 && sizes.get("keyframes") > 0, sizes.toString());
    }

    @Test
    void sectionsOfAnUnfinishedRecordingAddUpToItsFiles() throws IOException {
        SyntheticRun.recordIncomplete(temporary.resolve("r"), 1, EVENTS, 10_000);
        SortedMap<String, Long> sizes = sizesOf("r");
        assertEquals(bytesOf("r"), sum(sizes));
        assertTrue(sizes.get("slack") > 0 && sizes.get("footer") == 0, sizes.toString());
    }

    @Test
    void sectionsOfAPackAreThoseOfItsDirectory() throws IOException {
        SyntheticRun.record(temporary.resolve("r"), 1, EVENTS, 10_000);
        RecordingPack.pack(temporary.resolve("r"), temporary.resolve("r.nestor"));
        assertEquals(sizesOf("r"), sizesOf("r.nestor"));
    }

    /** Goal 6: what a replay of a run that nothing outside took part in needs beside its images. */
    @Test
    void aRunWithoutInputsTakesNoByteForThem() throws IOException {
        try (Recorder recorder =
                Recorder.create(temporary.resolve("r"), SyntheticRun.CONFIG, SyntheticRun.IMAGES, "closed")) {
            RandomEvents stream = new RandomEvents(3);
            stream.send(EVENTS, recorder);
            recorder.finish(StopReason.POWERED_OFF, stream.moment(), 12_345, SyntheticRun.DIGEST);
        }
        assertEquals(0, sizesOf("r").get("inputs"));
    }

    private SortedMap<String, Long> sizesOf(String name) {
        try (Recording recording = Recording.openLazily(temporary.resolve(name))) {
            return RecordingSizes.of(recording);
        }
    }

    private long bytesOf(String name) throws IOException {
        try (Stream<Path> files = Files.walk(temporary.resolve(name))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static long sum(SortedMap<String, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
