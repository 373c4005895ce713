package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.PropertiesText;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the files of a recording is found, with its place, or changes nothing that is read. */
class DamageTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 99L);
    private static final int FLIPS = 200;
    private static final int FLIPS_LONG = 10_000;

    @TempDir
    Path temporary;

    @Test
    void findsEveryFlippedByteOfAFinishedRecording() throws IOException {
        flipFinished(FLIPS);
    }

    @Test
    @Tag("long")
    void findsThousandsOfFlippedBytesOfAFinishedRecording() throws IOException {
        flipFinished(FLIPS_LONG);
    }

    @Test
    void findsEveryFlippedByteOfAnUnfinishedRecordingUnlessItIsUnused() throws IOException {
        flipUnfinished(FLIPS);
    }

    @Test
    @Tag("long")
    void findsThousandsOfFlippedBytesOfAnUnfinishedRecordingUnlessTheyAreUnused() throws IOException {
        System.out.println(flipUnfinished(FLIPS_LONG));
    }

    @Test
    void findsEveryFlippedBitOfExcerptWordsWithoutASeal() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 2000, 100);
        Files.delete(RecordingLayout.seal(directory));
        Path file = RecordingLayout.queueFile(directory);
        RecordedContent sound = RecordedContent.of(directory);
        for (Frame frame : framesOf(directory)) {
            for (int bit = 0; bit < 32; bit++) {
                long at = frame.fileOffset() - 4 + bit / 8;
                flip(file, at, 1 << bit % 8);
                assertFoundOrUnused(directory, sound, file + " word before " + frame.fileOffset() + " bit " + bit);
                flip(file, at, 1 << bit % 8);
            }
        }
    }

    @Test
    void findsACutAtEveryByteOfTheLastFrames() throws IOException {
        for (boolean isSealed : new boolean[] {true, false}) {
            Path directory = temporary.resolve("cut" + isSealed);
            SyntheticRun.record(directory, SEED, 3000, 0);
            if (!isSealed) {
                Files.delete(RecordingLayout.seal(directory));
            }
            Path file = RecordingLayout.queueFile(directory);
            byte[] whole = Files.readAllBytes(file);
            RecordedContent sound = RecordedContent.of(directory);
            for (int length = whole.length - 1500; length < whole.length; length++) {
                truncate(file, length);
                boolean isFound = assertFoundOrUnused(directory, sound, "sealed " + isSealed + ", cut to " + length);
                // Without a seal nobody misses the bytes that fill the last excerpt up to a multiple of four.
                assertTrue(isFound || !isSealed && whole.length - length < 4, "cut to " + length);
                Files.write(file, whole);
            }
        }
    }

    @Test
    void findsACutOfAnUnfinishedRecordingAnywhere() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.recordIncomplete(directory, SEED, 300, 0);
        Path file = RecordingLayout.queueFile(directory);
        List<Frame> frames = framesOf(directory);
        Frame last = frames.get(frames.size() - 1);
        int end = (int) (last.fileOffset() + 48 + last.payloadLength());
        long whole = Files.size(file);
        byte[] used = new byte[end];
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            access.readFully(used);
        }
        for (long length : cutsAround(end, whole)) {
            truncate(file, length);
            assertThrows(LogDamagedException.class, () -> Recording.open(directory), "cut to " + length);
            restore(file, used, whole);
        }
    }

    @Test
    void findsAFileThatIsMissing() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        for (Path file : filesOf(directory)) {
            if (file.equals(RecordingLayout.seal(directory))) {
                continue;
            }
            Path away = Files.move(file, temporary.resolve("away"));
            LogDamagedException damage = assertThrows(LogDamagedException.class, () -> Recording.open(directory));
            assertEquals(file.toString(), damage.file());
            assertEquals("no such file", damage.found());
            Files.move(away, file);
        }
    }

    @Test
    void findsAnEmptyFile() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        for (Path file : filesOf(directory)) {
            byte[] content = Files.readAllBytes(file);
            truncate(file, 0);
            LogDamagedException damage = assertThrows(LogDamagedException.class, () -> Recording.open(directory));
            assertEquals(file.toString(), damage.file());
            Files.write(file, content);
        }
    }

    @Test
    void findsASealFromAnotherRecording() {
        Path first = temporary.resolve("first");
        Path second = temporary.resolve("second");
        SyntheticRun.record(first, SEED, 100, 0);
        SyntheticRun.record(second, SEED + 1, 100, 0);
        assertThrows(LogDamagedException.class, () -> {
            Files.copy(RecordingLayout.seal(first), RecordingLayout.seal(second), StandardCopyOption.REPLACE_EXISTING);
            Recording.open(second);
        });
    }

    @Test
    void findsAManifestThatDiffersFromTheLog() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        changeManifest(directory, "config.seed", "2");
        LogDamagedException damage = assertThrows(LogDamagedException.class, () -> Recording.open(directory));
        assertEquals(RecordingLayout.manifest(directory).toString(), damage.file());
        assertTrue(damage.place().startsWith("byte "), damage.place());
    }

    @Test
    void saysWhenTheFormatIsTooNewOrTooOld() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        changeManifest(directory, "format", "3");
        LogTooNewException tooNew = assertThrows(LogTooNewException.class, () -> Recording.open(directory));
        assertEquals(
                RecordingLayout.manifest(directory) + ": too new at format: expected format 1 to 2, found format 3",
                tooNew.getMessage());
        changeManifest(directory, "format", "0");
        assertThrows(LogTooOldException.class, () -> Recording.open(directory));
    }

    @Test
    void saysWhenAColumnChangedItsMeaning() throws IOException {
        String other = Schema.text().replace("vty:LONG:HEX", "vty:LONG:ID");
        LogTooOldException tooOld =
                assertThrows(LogTooOldException.class, () -> Recording.open(withSchema("older", other, 1)));
        assertEquals("event 9 console_written vty:LONG:ID", tooOld.found());
        assertEquals("vty:LONG:HEX", tooOld.expected());
        assertThrows(LogTooNewException.class, () -> Recording.open(withSchema("newer", other, Machine.REVISION + 1)));
    }

    @Test
    void saysWhichCapabilityItLacks() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        changeManifest(directory, "capability.teleport", "required");
        LogTooNewException tooNew = assertThrows(LogTooNewException.class, () -> Recording.open(directory));
        assertEquals("teleport", tooNew.found());
    }

    @Test
    void passesOverACapabilityThatItNeedNotKnow() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        changeManifest(directory, "capability.teleport", "optional");
        Path manifest = RecordingLayout.manifest(directory);
        RecordingManifest read = RecordingManifest.read(manifest, Files.readAllBytes(manifest));
        assertEquals(false, read.capabilities().get("teleport"));
    }

    @Test
    void opensWithoutPermissionToWrite() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 0);
        for (Path file : filesOf(directory)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        }
        Files.setPosixFilePermissions(RecordingLayout.log(directory), PosixFilePermissions.fromString("r-xr-xr-x"));
        Recording.open(directory).close();
        Files.setPosixFilePermissions(RecordingLayout.log(directory), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void flipFinished(int flips) throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 4000, 5000);
        Random random = new Random(SEED);
        List<Path> files = filesOf(directory);
        for (int i = 0; i < flips; i++) {
            Path file =
                    files.get(i % 2 == 0 ? files.indexOf(RecordingLayout.queueFile(directory)) : i / 2 % files.size());
            long at = random.nextLong(Files.size(file));
            int bits = 1 + random.nextInt(255);
            flip(file, at, bits);
            String message = file + " byte " + at + " ^ " + bits + ", seed " + SEED;
            LogException damage = assertThrows(
                    LogException.class, () -> Recording.open(directory).close(), message);
            assertEquals(file.toString(), damage.file(), message);
            assertTrue(covers(damage.place(), at), message + ": " + damage.getMessage());
            flip(file, at, bits);
        }
        Recording.open(directory).close();
    }

    private String flipUnfinished(int flips) throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.recordIncomplete(directory, SEED, 4000, 5000);
        RecordedContent sound = RecordedContent.of(directory);
        Path file = RecordingLayout.queueFile(directory);
        List<Frame> frames = framesOf(directory);
        long end = frames.get(frames.size() - 1).fileOffset()
                + 48
                + frames.get(frames.size() - 1).payloadLength();
        Random random = new Random(SEED);
        int found = 0;
        for (int i = 0; i < flips; i++) {
            long at = random.nextLong(i % 10 == 0 ? Files.size(file) : end + 4096);
            int bits = 1 + random.nextInt(255);
            flip(file, at, bits);
            boolean isFound = assertFoundOrUnused(directory, sound, "byte " + at + " ^ " + bits + ", seed " + SEED);
            flip(file, at, bits);
            assertTrue(isFound || !isWithin(frames, at), "byte " + at + " ^ " + bits + " of a frame, seed " + SEED);
            found += isFound ? 1 : 0;
        }
        assertTrue(found > flips / 2, found + " of " + flips);
        return flips + " flips, " + found + " found, the others in unused space";
    }

    /** Whether a byte belongs to one of the frames, so that it is in use. */
    private static boolean isWithin(List<Frame> frames, long at) {
        return frames.stream()
                .anyMatch(frame -> frame.fileOffset() <= at && at < frame.fileOffset() + 48 + frame.payloadLength());
    }

    /** Opening finds the damage and says where; or what is read is what was recorded. True for the first. */
    private static boolean assertFoundOrUnused(Path directory, RecordedContent sound, String message) {
        try {
            assertEquals(sound, RecordedContent.of(directory), message);
            return false;
        } catch (LogDamagedException e) {
            assertTrue(e.place().contains("byte "), e.getMessage());
            return true;
        } catch (RuntimeException e) {
            return fail(message, e);
        }
    }

    private Path withSchema(String name, String schema, int revision) throws IOException {
        Path directory = temporary.resolve(name);
        byte[] manifest = new RecordingManifest(
                        SyntheticRun.CONFIG,
                        List.of(),
                        "",
                        "test",
                        Schema.fingerprintOf(schema),
                        TraceLevel.FULL,
                        revision,
                        new TreeMap<>())
                .toBytes();
        Files.createDirectories(RecordingLayout.log(directory));
        Files.write(RecordingLayout.manifest(directory), manifest);
        TraceWriter.create(RecordingLayout.log(directory), new LogHeader(manifest, schema))
                .close();
        return directory;
    }

    private static List<Frame> framesOf(Path directory) {
        try (Recording recording = Recording.open(directory)) {
            return List.copyOf(recording.frames());
        }
    }

    private static List<Long> cutsAround(long end, long whole) {
        List<Long> cuts = new ArrayList<>();
        for (long length = end - 200; length < end + 200; length++) {
            cuts.add(length);
        }
        cuts.addAll(List.of(0L, 1L, 3L, 4L, 200L, 16_656L, 65_536L, whole - 4096, whole - 1, 16L << 20));
        return cuts;
    }

    private static void restore(Path file, byte[] used, long length) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(0);
            access.write(used);
            access.setLength(length);
        }
    }

    private static void changeManifest(Path directory, String name, String value) throws IOException {
        Path file = RecordingLayout.manifest(directory);
        SortedMap<String, String> values = PropertiesText.read(file, Files.readAllBytes(file));
        values.put(name, value);
        Files.write(file, PropertiesText.write(values));
    }

    /** Whether a place with "byte N" or "bytes N to M" lies at or before a byte. */
    private static boolean covers(String place, long at) {
        Matcher bytes = Pattern.compile("bytes? (\\d+)(?: to (\\d+))?").matcher(place);
        if (!bytes.find()) {
            return false;
        }
        long from = Long.parseLong(bytes.group(1));
        return bytes.group(2) == null || from <= at && at <= Long.parseLong(bytes.group(2));
    }

    private static void flip(Path file, long at, int bits) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            int before = access.read();
            access.seek(at);
            access.write(before ^ bits);
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(length);
        }
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> found = files.filter(Files::isRegularFile).sorted().toList();
            assertFalse(found.isEmpty());
            return found;
        }
    }
}
