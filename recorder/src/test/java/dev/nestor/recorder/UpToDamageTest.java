package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies before damage stays usable, and a damaged keyframe harms only those that need it. */
class UpToDamageTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 3L);
    private static final int EVENTS = 2000;
    private static final int KEYFRAMES = 4;

    @TempDir
    Path temporary;

    private Path directory = Path.of("");

    @Test
    void isWholeWithoutDamage() throws IOException {
        record();
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(List.of(), recording.damage());
            assertTrue(recording.isComplete());
            assertEquals(KEYFRAMES * EVENTS, count(recording));
        }
    }

    @Test
    void givesTheEventsBeforeDamage() throws IOException {
        record();
        List<Frame> batches = frames(FrameKind.EVENT);
        Frame damaged = batches.get(batches.size() / 2);
        flip(damaged, 60);
        LogDamagedException refused = assertThrows(LogDamagedException.class, () -> Recording.open(directory));
        String frame = "frame " + damaged.position().sequence() + " (byte " + damaged.fileOffset();
        assertTrue(refused.place().contains(frame), refused.place());
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(1, recording.damage().size());
            assertTrue(
                    recording.damage().get(0).place().contains(frame),
                    recording.damage().toString());
            long intact = damaged.position().eventSequence() - 1;
            assertTrue(
                    recording.damage().get(0).place().contains("behind event " + intact + " and moment "),
                    recording.damage().toString());
            assertFalse(recording.isComplete());
            assertEquals(intact + 1, count(recording));
        }
    }

    @Test
    void aDamagedKeyframeHarmsOnlyItself() throws IOException {
        record();
        flip(frames(FrameKind.KEYFRAME).get(1), 70);
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(1, recording.damage().size());
            assertTrue(recording.isComplete());
            assertEquals(KEYFRAMES * EVENTS, count(recording));
            assertEquals(KEYFRAMES - 1, recording.keyframes().size());
            for (Keyframe keyframe : recording.keyframes()) {
                recording.check(keyframe);
            }
        }
    }

    @Test
    void damagedPagesHarmTheKeyframesThatNameThem() throws IOException {
        record();
        // The pages of the second keyframe are overwritten before the fourth.
        flip(frames(FrameKind.PAGES).get(1), 100);
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(1, recording.damage().size());
            assertEquals(KEYFRAMES, recording.keyframes().size());
            boolean[] isSound = new boolean[KEYFRAMES];
            for (Keyframe keyframe : recording.keyframes()) {
                isSound[keyframe.number()] = isSound(recording, keyframe);
            }
            assertTrue(isSound[0]);
            assertFalse(isSound[1]);
            assertFalse(isSound[2]);
            assertTrue(isSound[3]);
        }
    }

    @Test
    void takesADamagedManifestFromTheLog() throws IOException {
        record();
        Files.writeString(RecordingLayout.manifest(directory), "nonsense");
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(1, recording.damage().size());
            assertEquals(SyntheticRun.CONFIG, recording.config());
            assertEquals(KEYFRAMES * EVENTS, count(recording));
        }
    }

    @Test
    void doesWithoutItsSeal() throws IOException {
        record();
        Files.writeString(RecordingLayout.seal(directory), "nonsense");
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(1, recording.damage().size());
            assertEquals(KEYFRAMES * EVENTS, count(recording));
        }
    }

    @Test
    void everyFlippedByteLeavesAPrefix() throws IOException {
        record();
        Path file = RecordingLayout.queueFile(directory);
        long length = Files.size(file);
        Frame first = frames(FrameKind.EVENT).get(0);
        for (long at = first.fileOffset(); at < length; at += length / 60) {
            flip(file, at);
            try (Recording recording = Recording.openUpToDamage(directory)) {
                assertFalse(recording.damage().isEmpty(), "byte " + at);
                long events = count(recording);
                assertTrue(recording.isComplete() ? events == KEYFRAMES * EVENTS : events <= KEYFRAMES * EVENTS);
            }
            flip(file, at);
        }
    }

    @Test
    void saysThatNothingWasRecordedYet() throws IOException {
        record();
        Path young = temporary.resolve("young");
        Files.createDirectories(RecordingLayout.images(young));
        RefusedException refused = assertThrows(RefusedException.class, () -> Recording.open(young));
        assertTrue(String.valueOf(refused.getMessage()).contains("holds nothing yet"), refused.getMessage());
        Files.createDirectories(RecordingLayout.log(young));
        Files.writeString(RecordingLayout.log(young).resolve("letters.txt"), "nobody is told to remove these");
        RefusedException foreign = assertThrows(RefusedException.class, () -> Recording.open(young));
        assertTrue(String.valueOf(foreign.getMessage()).contains("is no recording"), foreign.getMessage());
        Files.delete(RecordingLayout.seal(directory));
        Files.delete(RecordingLayout.manifest(directory));
        assertThrows(LogDamagedException.class, () -> Recording.open(directory));
    }

    @Test
    void aRecorderThatHeardNothingLeavesNothing() throws IOException {
        Path fresh = temporary.resolve("fresh");
        Recorder.create(fresh, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "").close();
        assertFalse(Files.exists(fresh));
        Path existing = Files.createDirectory(temporary.resolve("existing"));
        Recorder.create(existing, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "").close();
        try (var entries = Files.list(existing)) {
            assertEquals(0, entries.count());
        }
    }

    /** Keyframes, each behind so many events; each overwrites the first pages that hold anything. */
    private void record() {
        directory = temporary.resolve("r");
        RandomEvents events = new RandomEvents(SEED);
        SyntheticRun.Stored state = SyntheticRun.state(SEED, 5000);
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            for (int i = 0; i < KEYFRAMES; i++) {
                events.send(EVENTS, recorder);
                byte[] bytes = SyntheticRun.bytes(SEED + 10 + i, 5000);
                if (i != 2) {
                    state.memory.write(0x10_0000, bytes, 0, bytes.length);
                }
                recorder.keyframe(events.moment(), memory -> SyntheticRun.DIGEST, state);
            }
            recorder.finish(StopReason.POWERED_OFF, events.moment(), 1, SyntheticRun.DIGEST);
        }
    }

    private static boolean isSound(Recording recording, Keyframe keyframe) {
        try {
            recording.restore(keyframe, new SyntheticRun.Stored(0));
            return true;
        } catch (LogDamagedException e) {
            return false;
        }
    }

    private static long count(Recording recording) {
        EventCursor cursor = recording.events();
        long count = 0;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    private List<Frame> frames(FrameKind kind) {
        try (Recording recording = Recording.open(directory)) {
            return recording.frames().stream().filter(f -> f.kind() == kind).toList();
        }
    }

    private void flip(Frame frame, int at) throws IOException {
        flip(RecordingLayout.queueFile(directory), frame.fileOffset() + at);
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            int before = access.read();
            access.seek(at);
            access.write(before ^ 0x40);
        }
    }
}
