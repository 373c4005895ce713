package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording as one file: nothing is lost, and nothing wrong comes out. */
class RecordingPackTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 13L);

    @TempDir
    Path temporary;

    private Path directory;
    private Path pack;

    @BeforeEach
    void record() {
        directory = temporary.resolve("r");
        pack = temporary.resolve("r.nestor");
        SyntheticRun.record(directory, SEED, 3000, 20_000);
    }

    @Test
    void unpacksByteForByte() throws IOException {
        long bytes = RecordingPack.pack(directory, pack);
        assertEquals(Files.size(pack), bytes);
        assertTrue(RecordingPack.isPack(pack));
        Path back = temporary.resolve("back");
        RecordingPack.unpack(pack, back);
        assertEquals(filesOf(directory), filesOf(back));
        for (String name : filesOf(directory)) {
            assertEquals(-1, Files.mismatch(directory.resolve(name), back.resolve(name)), name);
        }
        assertEquals(RecordingPack.sizeBytes(directory), RecordingPack.sizeBytes(back));
    }

    @Test
    void sameRecordingGivesSameBytes() throws IOException {
        Path other = temporary.resolve("other");
        SyntheticRun.record(other, SEED, 3000, 20_000);
        Files.writeString(other.resolve("analysis.duckdb"), "not of the recording");
        RecordingPack.pack(directory, pack);
        RecordingPack.pack(other, temporary.resolve("other.nestor"));
        assertEquals(-1, Files.mismatch(pack, temporary.resolve("other.nestor")));
    }

    @Test
    void imagesOfOneContentAreStoredOnce() throws IOException {
        byte[] image = new byte[100_000];
        new Random(SEED).nextBytes(image);
        Path twins = temporary.resolve("twins");
        try (Recorder recorder =
                Recorder.create(twins, SyntheticRun.CONFIG, new MachineImages(image, image.clone()), "")) {
            recorder.finish(StopReason.POWERED_OFF, 0, 0, 0);
        }
        assertTrue(RecordingPack.pack(twins, pack) < 150_000);
    }

    @Test
    void refusesWhatIsNotFinishedOrTaken() throws IOException {
        Path open = temporary.resolve("open");
        SyntheticRun.recordIncomplete(open, SEED, 100, 0);
        assertRefused("was not finished", () -> RecordingPack.pack(open, pack));
        Path unsealed = temporary.resolve("unsealed");
        SyntheticRun.record(unsealed, SEED, 100, 0);
        Files.delete(unsealed.resolve("seal.properties"));
        assertRefused("was not finished", () -> RecordingPack.pack(unsealed, pack));
        assertFalse(Files.exists(pack));
        Files.writeString(pack, "mine");
        assertRefused("is there already", () -> RecordingPack.pack(directory, pack));
        assertRefused("is no pack", () -> RecordingPack.unpack(pack, temporary.resolve("x")));
        assertRefused("is no pack", () -> RecordingPack.unpack(directory, temporary.resolve("x")));
        assertEquals("mine", Files.readString(pack));
        Path good = temporary.resolve("good.nestor");
        RecordingPack.pack(directory, good);
        assertRefused("holds a recording already", () -> RecordingPack.unpack(good, directory));
        assertRefused("is a file", () -> RecordingPack.unpack(good, pack.resolve("x")));
    }

    @Test
    void refusesADamagedRecording() throws IOException {
        Path log = directory.resolve("log/19700101F.cq4");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        assertThrows(LogDamagedException.class, () -> RecordingPack.pack(directory, pack));
        assertFalse(Files.exists(pack));
    }

    @Test
    void findsEveryFlippedByteAndEveryCut() throws IOException {
        RecordingPack.pack(directory, pack);
        byte[] whole = Files.readAllBytes(pack);
        Random random = new Random(SEED);
        for (int i = 0; i < 150; i++) {
            byte[] damaged = whole.clone();
            int at = 8 + random.nextInt(whole.length - 8);
            if (i % 3 == 0) {
                damaged = Arrays.copyOf(whole, at);
            } else {
                damaged[at] ^= (byte) (1 + random.nextInt(255));
            }
            assertDamaged(damaged, "byte " + at + ", round " + i + ", seed " + SEED);
        }
    }

    @Test
    void refusesNamesThatLeaveTheDirectory() throws IOException {
        RecordingPack.pack(directory, pack);
        for (String name : List.of("images/../x", "/tmp/abc", "images/", "log/a/b")) {
            byte[] damaged = withContents(contents().replace("file.images/l1.elf=", "file." + name + "="));
            assertTrue(assertDamaged(damaged, name).getMessage().contains("found \"" + name + "\""), name);
        }
    }

    @Test
    void refusesObjectsThatAreNotThere() throws IOException {
        RecordingPack.pack(directory, pack);
        for (String place : List.of("999999999999 10", "0 10", "8 900000000000000000", "8 0")) {
            String contents = contents().replaceAll("(?m)^(object\\.[0-9a-f]{64})=.*$", "$1=" + place);
            assertDamaged(withContents(contents), place);
        }
        assertDamaged(withContents(contents().replaceAll("(?m)^object\\..*\n", "")), "no objects");
        assertThrows(LogException.class, () -> unpackOf(withContents(contents().replace("format=1", "format=3"))));
    }

    private LogException assertDamaged(byte[] bytes, String message) {
        LogException damage = assertThrows(LogException.class, () -> unpackOf(bytes), message);
        assertTrue(damage.file().endsWith("damaged.nestor"), message);
        assertArrayEquals(new String[0], temporary.resolve("damaged").toFile().list(), message);
        return damage;
    }

    private void unpackOf(byte[] bytes) throws IOException {
        Path damaged = Files.write(temporary.resolve("damaged.nestor"), bytes);
        Files.createDirectories(temporary.resolve("damaged"));
        RecordingPack.unpack(damaged, temporary.resolve("damaged"));
    }

    private String contents() throws IOException {
        byte[] whole = Files.readAllBytes(pack);
        ByteBuffer trailer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) trailer.getLong(whole.length - 16);
        return new String(whole, at, whole.length - 16 - at, StandardCharsets.US_ASCII);
    }

    /** The pack with other contents, whose checksum and trailer are as a writer of them would have made them. */
    private byte[] withContents(String changed) throws IOException {
        byte[] whole = Files.readAllBytes(pack);
        int at = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(whole.length - 16);
        byte[] contents = RepairedChecksums.text(changed);
        ByteBuffer out = ByteBuffer.allocate(at + contents.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        out.put(whole, 0, at).put(contents).putLong(at).putInt(contents.length).putInt(0x4E54_5346);
        return out.array();
    }

    private static void assertRefused(String why, Runnable action) {
        RefusedException refused = assertThrows(RefusedException.class, action::run);
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    }

    private static List<String> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
