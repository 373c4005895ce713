package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
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
                LogDamagedException damage = RecordedContent.damageOf(directory);
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
        System.out.println(cutOpen(1));
    }

    /** Without a seal a log has only its frames to tell by that something is gone. */
    private String cutOpen(int step) throws IOException {
        Path directory = temporary.resolve("open");
        recordBatches(directory);
        Files.delete(RecordingLayout.seal(directory));
        Path file = RecordingLayout.queueFile(directory);
        byte[] whole = Files.readAllBytes(file);
        List<Long> sound = RecordedContent.of(directory).events();
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
                List<Long> usable = RecordedContent.eventsOf(recording);
                assertEquals(sound.subList(0, usable.size()), usable, "cut to " + length);
                assertTrue(counts.isEmpty() || usable.size() >= counts.last(), "cut to " + length + ": fewer events");
                counts.add(usable.size());
            }
            if (length % STRICT_EVERY == 0) {
                assertNotNull(RecordedContent.damageOf(directory), "cut to " + length);
            }
        }
        assertTrue(counts.size() > 3, "whole batches: " + counts);
        // Behind the last frame stand the bytes that fill its excerpt up to a multiple of four; nobody misses them.
        assertTrue(found >= cuts - 3, found + " of " + cuts);
        return cuts + " cuts, " + found + " found, the others in bytes that fill up the last excerpt";
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
        System.out.println(holes(HOLES_LONG));
    }

    private String holes(int count) throws IOException {
        int each = count / 3 + 1;
        Path sealed = temporary.resolve("sealed");
        SyntheticRun.record(sealed, SEED, 4000, 5000);
        int found = holesIn(sealed, each, Files.size(RecordingLayout.queueFile(sealed)));
        Path unsealed = temporary.resolve("unsealed");
        SyntheticRun.record(unsealed, SEED, 4000, 5000);
        Files.delete(RecordingLayout.seal(unsealed));
        found += holesIn(unsealed, each, Files.size(RecordingLayout.queueFile(unsealed)));
        Path unfinished = temporary.resolve("unfinished");
        SyntheticRun.recordIncomplete(unfinished, SEED, 4000, 5000);
        // Behind what is used there are zeros, in which a hole is none.
        found += holesIn(unfinished, each, Files.size(RecordingLayout.queueFile(unsealed)));
        int around = holesAround(sealed) + holesAround(unfinished);
        assertTrue(found > each * 2, found + " of " + 3 * each);
        return 3 * each + " holes, " + found + " found, the others in unused space; " + around + " around the log";
    }

    /** Holes in a log, one after the other; gives how many were found to be damage. */
    private int holesIn(Path directory, int count, long usedBytes) throws IOException {
        boolean isSealed = Files.exists(RecordingLayout.seal(directory));
        Path file = RecordingLayout.queueFile(directory);
        RecordedContent sound = RecordedContent.of(directory);
        Random random = new Random(SEED);
        int found = 0;
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < count; i++) {
                long at = random.nextLong(usedBytes);
                // A disk loses whole sectors or pages of its own; other holes come from whoever copied.
                at = i % 2 == 0 ? at : at / HOLE_BYTES * HOLE_BYTES;
                byte[] before = new byte[(int) Math.min(HOLE_BYTES, access.length() - at)];
                access.seek(at);
                access.readFully(before);
                access.seek(at);
                access.write(new byte[before.length]);
                String message = "hole at " + at + " of " + directory.getFileName() + ", seed " + SEED;
                LogDamagedException damage = RecordedContent.damageOf(directory);
                if (damage == null) {
                    assertTrue(!isSealed || Arrays.equals(before, new byte[before.length]), message);
                    assertEquals(sound, RecordedContent.of(directory), message);
                } else {
                    assertTrue(damage.place().contains("byte"), message + ": " + damage.getMessage());
                    found++;
                }
                access.seek(at);
                access.write(before);
            }
        }
        assertEquals(sound, RecordedContent.of(directory));
        return found;
    }

    /** A hole as large as the file in each file around the log. */
    private static int holesAround(Path directory) throws IOException {
        int holes = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".cq4") && !name.endsWith(".cq4t")) {
                    byte[] before = Files.readAllBytes(file);
                    Files.write(file, new byte[before.length]);
                    LogDamagedException damage = RecordedContent.damageOf(directory);
                    assertTrue(damage != null && damage.file().equals(file.toString()), file + ": " + damage);
                    Files.write(file, before);
                    holes++;
                }
            }
        }
        return holes;
    }
}
