package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.codec.RandomEvents;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that was cut anywhere in its last two pages, or that lost 4 KiB anywhere: found, or nothing of it is gone. */
class CutsAndHolesTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 7L);
    private static final int HOLES = Integer.getInteger("nestor.test.holes", 200);
    private static final int HOLES_LONG = Integer.getInteger("nestor.test.holes", 10_000);
    private static final int TWO_PAGES = 8 << 10;
    private static final int HOLE_BYTES = 4 << 10;

    /** Every so many bytes the log is also opened as a whole, which refuses it. */
    private static final int STRICT_EVERY = 16;

    @TempDir
    Path temporary;

    @Test
    void aCutOfAFinishedLogIsFoundAtEveryByteOfItsLastTwoPages() throws IOException {
        Path directory = temporary.resolve("sealed");
        recordBatches(directory);
        Path file = RecordingLayout.queueFile(directory);
        byte[] whole = Files.readAllBytes(file);
        assertTrue(whole.length > 3 * TWO_PAGES, whole.length + " bytes");
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            for (int length = whole.length - 1; length >= whole.length - TWO_PAGES; length--) {
                access.setLength(length);
                LogDamagedException damage = damageOf(directory);
                assertTrue(damage != null && damage.file().equals(file.toString()), "cut to " + length);
                assertTrue(damage.place().contains("byte"), damage.getMessage());
            }
        }
    }

    @Test
    void aLogThatEndsInItsLastTwoPagesGivesItsWholeBatches() throws IOException {
        cutOpen(41);
    }

    @Test
    @Tag("long")
    void aLogThatEndsAtAnyByteOfItsLastTwoPagesGivesItsWholeBatches() throws IOException {
        cutOpen(1);
    }

    /** Without a seal a log has only its frames to tell by that something is gone. */
    private void cutOpen(int step) throws IOException {
        Path directory = temporary.resolve("open");
        recordBatches(directory);
        Files.delete(RecordingLayout.seal(directory));
        Path file = RecordingLayout.queueFile(directory);
        byte[] whole = Files.readAllBytes(file);
        List<Long> sound = eventsOf(directory);
        SortedSet<Integer> counts = new TreeSet<>();
        int cuts = 0;
        int found = 0;
        for (int length = whole.length - TWO_PAGES; length < whole.length; length += step) {
            Files.write(file, Arrays.copyOf(whole, length));
            cuts++;
            try (Recording recording = Recording.openUpToDamage(directory)) {
                for (LogDamagedException damage : recording.damage()) {
                    assertEquals(file.toString(), damage.file());
                    assertTrue(damage.place().contains("byte"), damage.getMessage());
                }
                found += recording.damage().isEmpty() ? 0 : 1;
                List<Long> usable = eventsOf(recording);
                assertEquals(sound.subList(0, usable.size()), usable, "cut to " + length);
                assertTrue(counts.isEmpty() || usable.size() >= counts.last(), "cut to " + length + ": fewer events");
                counts.add(usable.size());
            }
            if (length % STRICT_EVERY == 0) {
                assertNotNull(damageOf(directory), "cut to " + length);
            }
        }
        assertTrue(counts.size() > 3, "whole batches: " + counts);
        // Behind the last frame stand the bytes that fill its excerpt up to a multiple of four; nobody misses them.
        assertTrue(found >= cuts - 3, found + " of " + cuts);
    }

    /** So small a log as lets a test read it some thousand times, in batches of 50 events. */
    private static void recordBatches(Path directory) {
        RandomEvents stream = new RandomEvents(SEED);
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            for (int i = 0; i < 16; i++) {
                stream.send(50, recorder);
                recorder.flush();
            }
            recorder.finish(StopReason.POWERED_OFF, stream.moment(), 1, SyntheticRun.DIGEST);
        }
    }

    @Test
    void aHoleAnywhereIsFoundOrLiesInUnusedSpace() throws IOException {
        holes(HOLES);
    }

    @Test
    @Tag("long")
    void thousandsOfHolesAreFoundOrLieInUnusedSpace() throws IOException {
        holes(HOLES_LONG);
    }

    private void holes(int count) throws IOException {
        for (boolean isSealed : new boolean[] {true, false}) {
            Path directory = temporary.resolve("holes" + isSealed);
            SyntheticRun.record(directory, SEED, 4000, 5000);
            if (!isSealed) {
                Files.delete(RecordingLayout.seal(directory));
            }
            Path file = RecordingLayout.queueFile(directory);
            byte[] whole = Files.readAllBytes(file);
            List<Long> sound = eventsOf(directory);
            Random random = new Random(SEED);
            int found = 0;
            for (int i = 0; i < count / 2; i++) {
                int at = random.nextInt(whole.length);
                int end = Math.min(whole.length, at + HOLE_BYTES);
                byte[] holed = whole.clone();
                Arrays.fill(holed, at, end, (byte) 0);
                if (Arrays.equals(holed, whole)) {
                    continue;
                }
                Files.write(file, holed);
                LogDamagedException damage = damageOf(directory);
                String message = "hole at " + at + ", sealed " + isSealed + ", seed " + SEED;
                if (damage == null) {
                    assertFalse(isSealed, message);
                    assertEquals(sound, eventsOf(directory), message);
                } else {
                    assertTrue(damage.place().contains("byte"), message + ": " + damage.getMessage());
                    found++;
                }
            }
            assertTrue(found > count / 4, found + " of " + count / 2);
        }
    }

    /** What opening and reading everything says is wrong; null for nothing. */
    private static @Nullable LogDamagedException damageOf(Path directory) {
        try {
            eventsOf(directory);
            return null;
        } catch (LogDamagedException e) {
            return e;
        }
    }

    private static List<Long> eventsOf(Path directory) {
        try (Recording recording = Recording.open(directory)) {
            for (Keyframe keyframe : recording.keyframes()) {
                recording.restore(keyframe, new SyntheticRun.Stored(0));
            }
            recording.inputs();
            return eventsOf(recording);
        }
    }

    /** A number for each event that changes with all it says. */
    private static List<Long> eventsOf(Recording recording) {
        List<Long> events = new ArrayList<>();
        EventCursor cursor = recording.events();
        while (cursor.next()) {
            int from = cursor.payloadOffset();
            byte[] payload = Arrays.copyOfRange(cursor.payload(), from, from + cursor.payloadLength());
            long values = 31L * Arrays.hashCode(cursor.values()) + Arrays.hashCode(payload);
            events.add(values * 31 + cursor.moment());
        }
        return events;
    }
}
