package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.codec.RandomEvents;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power failure takes any of the pages that were not forced to disk, in no order. What was forced stays, and so do
 * all events in it; {@code --sync} bounds the rest.
 */
class PowerFailureTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 31L);
    private static final int SYNC_BYTES = 64 << 10;
    private static final int PAGE_BYTES = 4 << 10;
    private static final int FAILURES = 40;

    @TempDir
    Path temporary;

    @Test
    void takesNoEventThatWasForcedToDisk() throws IOException {
        Path directory = temporary.resolve("r");
        RandomEvents events = new RandomEvents(SEED);
        try (Recorder recorder = open(directory)) {
            events.send(20_000, recorder);
        }
        Path file = RecordingLayout.queueFile(directory);
        List<Frame> batches;
        try (Recording recording = Recording.open(directory)) {
            batches = recording.frames().stream()
                    .filter(frame -> frame.kind() == FrameKind.EVENT)
                    .toList();
        }
        Frame last = batches.get(batches.size() - 1);
        // The bound that is promised: so many bytes, and one frame.
        long forced = last.fileOffset() - SYNC_BYTES;
        long sound = batches.stream()
                .filter(frame -> frame.fileOffset() + 48 + frame.payloadLength() <= forced)
                .count();
        long soundEvents = batches.get((int) sound).position().eventSequence();
        assertTrue(soundEvents > 5_000, soundEvents + " events");
        Random random = new Random(SEED);
        byte[] whole = bytesOf(file, forced, Files.size(file));
        for (int i = 0; i < FAILURES; i++) {
            lose(file, forced, last.fileOffset() + 48 + last.payloadLength(), random);
            try (Recording recording = Recording.openUpToDamage(directory)) {
                for (LogDamagedException damage : recording.damage()) {
                    assertTrue(damage.place().contains("byte"), damage.getMessage());
                }
                assertTrue(recording.events().seek(soundEvents - 1), "failure " + i + ", seed " + SEED);
            }
            Path clean = temporary.resolve("clean" + i);
            RecordingLoss loss = RecordingRepair.repair(directory, clean).orElseThrow();
            assertTrue(loss.eventsKept() >= soundEvents, loss.line());
            assertTrue(RecordingCheck.of(clean).isIntact());
            RecordingPack.remove(clean);
            try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                access.seek(forced);
                access.write(whole);
            }
        }
    }

    @Test
    void forcingChangesNothingOfTheRecording() throws IOException {
        Path forced = temporary.resolve("far/away/forced");
        RandomEvents events = new RandomEvents(SEED);
        try (Recorder recorder = open(forced)) {
            events.send(5_000, recorder);
            recorder.finish(StopReason.POWERED_OFF, events.moment(), 1, SyntheticRun.DIGEST);
        }
        Path plain = temporary.resolve("plain");
        RandomEvents again = new RandomEvents(SEED);
        try (Recorder recorder = Recorder.create(plain, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            again.send(5_000, recorder);
            recorder.finish(StopReason.POWERED_OFF, again.moment(), 1, SyntheticRun.DIGEST);
        }
        assertEquals(RecordedContent.of(plain), RecordedContent.of(forced));
        assertEquals(-1, Files.mismatch(RecordingLayout.queueFile(plain), RecordingLayout.queueFile(forced)));
    }

    private static Recorder open(Path directory) {
        RecorderOptions options = RecorderOptions.DEFAULT.withSyncBytes(SYNC_BYTES);
        return Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "", options);
    }

    /** Each page from {@code from} on, or the part of it from there on, is lost by even chance. */
    private static void lose(Path file, long from, long to, Random random) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = from; at < to; at = (at / PAGE_BYTES + 1) * PAGE_BYTES) {
                if (random.nextBoolean()) {
                    access.seek(at);
                    access.write(new byte[(int) ((at / PAGE_BYTES + 1) * PAGE_BYTES - at)]);
                }
            }
        }
    }

    private static byte[] bytesOf(Path file, long from, long to) throws IOException {
        byte[] bytes = new byte[(int) Math.min(1 << 20, to - from)];
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            access.seek(from);
            access.readFully(bytes);
        }
        return bytes;
    }
}
