package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings and packs are changed in every way, in half of the cases with checksums that fit again: whoever reads them
 * ends well or with one of the declared exceptions.
 */
class MutatedRecordingTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 77L);
    private static final int MUTANTS = 150;
    private static final int MUTANTS_LONG = Integer.getInteger("nestor.fuzz.count", 1_000_000);
    private static final int HOLE_BYTES = 4096;

    @TempDir
    Path temporary;

    private Path directory;
    private List<Frame> frames;
    private byte[] log;
    private byte[] pack;
    private byte[] otherLog;

    @BeforeEach
    void record() throws IOException {
        directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 400, 3000);
        Path other = temporary.resolve("other");
        SyntheticRun.record(other, SEED + 1, 400, 3000);
        log = Files.readAllBytes(RecordingLayout.queueFile(directory));
        otherLog = Files.readAllBytes(RecordingLayout.queueFile(other));
        try (Recording recording = Recording.open(directory)) {
            frames = recording.frames();
        }
        RecordingPack.pack(directory, temporary.resolve("p.nestor"));
        pack = Files.readAllBytes(temporary.resolve("p.nestor"));
    }

    @Test
    void readersSurviveMutatedRecordings() throws IOException {
        mutate(MUTANTS);
    }

    @Test
    @Tag("long")
    void readersSurviveAMillionMutatedRecordings() throws IOException {
        mutate(MUTANTS_LONG);
    }

    private void mutate(int count) throws IOException {
        Path victim = temporary.resolve("victim");
        copyRecording(victim);
        int refused = 0;
        for (int i = 0; i < count; i++) {
            Random random = new Random(SEED + i);
            byte[] mutant = mutantOf(i % 5 == 4 ? pack : log, random);
            boolean isPack = i % 5 == 4;
            try {
                if (isPack) {
                    readPack(mutant);
                } else {
                    readLog(victim, mutant, i % 2 == 0, random);
                }
            } catch (LogException | RefusedException e) {
                assertTrue(String.valueOf(e.getMessage()).length() < 4000, "seed " + (SEED + i));
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutant of seed " + (SEED + i), e);
            }
        }
        assertTrue(refused > count / 3, refused + " of " + count);
    }

    private void readLog(Path victim, byte[] mutant, boolean isRepaired, Random random) throws IOException {
        if (isRepaired) {
            repairChecksums(mutant);
            Files.deleteIfExists(RecordingLayout.seal(victim));
        } else if (!Files.exists(RecordingLayout.seal(victim))) {
            Files.copy(RecordingLayout.seal(directory), RecordingLayout.seal(victim));
        }
        Files.write(RecordingLayout.queueFile(victim), mutant);
        Path manifest = RecordingLayout.manifest(victim);
        byte[] sound = Files.readAllBytes(RecordingLayout.manifest(directory));
        Files.write(manifest, random.nextInt(8) == 0 ? mutatedText(sound, random) : sound);
        RecordingCheck check = RecordingCheck.of(victim);
        try (Recording recording = Recording.openUpToDamage(victim)) {
            readAll(recording);
        }
        if (check.isUsable() && !check.isIntact() && random.nextInt(4) == 0) {
            Path clean = temporary.resolve("clean");
            RecordingPack.remove(clean);
            RecordingRepair.repair(victim, clean);
            RecordingCheck ofClean = RecordingCheck.of(clean);
            assertTrue(ofClean.isIntact(), ofClean.parts().toString());
        }
        try (Recording recording = Recording.open(victim)) {
            readAll(recording);
        }
    }

    private void readPack(byte[] mutant) throws IOException {
        Path file = Files.write(temporary.resolve("mutant.nestor"), mutant);
        try (Recording recording = Recording.open(file)) {
            readAll(recording);
        }
    }

    private static void readAll(Recording recording) {
        EventCursor cursor = recording.events();
        long count = 0;
        while (cursor.next()) {
            count++;
        }
        cursor.seek(count / 2);
        recording.inputs();
        for (Keyframe keyframe : recording.keyframes()) {
            recording.check(keyframe);
        }
        RecordingSizes.of(recording);
    }

    private byte[] mutantOf(byte[] sound, Random random) {
        byte[] mutant = sound.clone();
        int at = random.nextInt(mutant.length);
        switch (random.nextInt(7)) {
            case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                byte[] run = new byte[Math.min(1 + random.nextInt(64), mutant.length - at)];
                random.nextBytes(run);
                System.arraycopy(run, 0, mutant, at, run.length);
            }
            case 2 -> mutant = Arrays.copyOf(mutant, at);
            case 3 -> Arrays.fill(mutant, at, Math.min(mutant.length, at + HOLE_BYTES), (byte) 0);
            case 4 -> swapFrames(mutant, random);
            case 5 -> {
                int count = Math.min(random.nextInt(8000), Math.min(mutant.length, otherLog.length) - at);
                System.arraycopy(otherLog, Math.max(0, at), mutant, at, Math.max(0, count));
            }
            default -> {
                // A few bytes inside a payload: with its checksum repaired the parsers behind it are reached.
                Frame frame = frames.get(random.nextInt(frames.size()));
                for (int i = 0; i < 3; i++) {
                    int offset = (int) frame.fileOffset() + 48 + random.nextInt(Math.min(64, frame.payloadLength()));
                    mutant[Math.min(offset, mutant.length - 1)] = (byte) random.nextInt(256);
                }
            }
        }
        return mutant;
    }

    private void swapFrames(byte[] mutant, Random random) {
        Frame one = frames.get(random.nextInt(frames.size()));
        Frame two = frames.get(random.nextInt(frames.size()));
        int length = 48 + Math.min(one.payloadLength(), two.payloadLength());
        int first = (int) one.fileOffset();
        int second = (int) two.fileOffset();
        if (Math.max(first, second) + length <= mutant.length) {
            byte[] kept = Arrays.copyOfRange(mutant, first, first + length);
            System.arraycopy(mutant, second, mutant, first, length);
            System.arraycopy(kept, 0, mutant, second, length);
        }
    }

    private static byte[] mutatedText(byte[] text, Random random) {
        String[] lines = new String(text, StandardCharsets.US_ASCII).split("\n");
        int line = random.nextInt(lines.length - 1);
        int equals = lines[line].indexOf('=') + 1;
        List<String> values = List.of("", "-1", "99999999999999999999", "x", "../../x", "\u0001", "0");
        lines[line] = lines[line].substring(0, equals) + values.get(random.nextInt(values.size()));
        return RepairedChecksums.text(String.join("\n", lines));
    }

    /** Gives every frame, where it was, the checksum and the chain that fit what it holds now. */
    private void repairChecksums(byte[] mutant) {
        ByteBuffer bytes = ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN);
        long chain = 0;
        for (Frame frame : frames) {
            int at = (int) frame.fileOffset();
            if (at + 48 > mutant.length) {
                return;
            }
            int length = Math.min(frame.payloadLength(), mutant.length - at - 48);
            bytes.putLong(at + 40, chain);
            CRC32C crc = new CRC32C();
            crc.update(mutant, at, 12);
            crc.update(mutant, at + 16, 32 + length);
            bytes.putInt(at + 12, (int) crc.getValue());
            int declared = bytes.getInt(at + 8);
            chain = new Frame(
                            FrameKind.EVENT,
                            new dev.nestor.recorder.log.FramePosition(0, 0, 0, chain),
                            0,
                            0,
                            declared,
                            (int) crc.getValue())
                    .chainAfter();
        }
    }

    private void copyRecording(Path to) throws IOException {
        for (String folder : List.of("images", "log")) {
            Files.createDirectories(to.resolve(folder));
        }
        for (String name : List.of("images/l1.elf", "images/initrd.elf", "seal.properties")) {
            Files.copy(directory.resolve(name), to.resolve(name));
        }
    }
}
