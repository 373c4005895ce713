package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingCheck;
import dev.nestor.recorder.RecordingLoss;
import dev.nestor.recorder.RecordingRepair;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ring keeps the end of a run and replays from its first keyframe; a budget ends a run. */
class RingTest {

    private static final MachineConfig CONFIG = MachineConfig.of(NestedApi.V2);
    private static final MachineImages IMAGES = Guests.images("timer");
    private static final RecorderOptions RING =
            RecorderOptions.DEFAULT.withRingMoments(2_000_000).withKeyframeMoments(700_000);

    @TempDir
    Path temporary;

    @Test
    void keepsTheEndAndReplaysIt() throws IOException {
        Path directory = temporary.resolve("r");
        RecordingSummary summary = record(directory, RING);
        assertTrue(filesOf(directory).size() >= 2, filesOf(directory).toString());
        assertFalse(Files.exists(RecordingLayout.queueFile(directory)));
        try (Recording recording = Recording.open(directory)) {
            assertTrue(recording.isComplete());
            assertTrue(recording.beginsAtKeyframe());
            Keyframe first = recording.keyframes().get(0);
            assertTrue(first.moment() <= summary.moment() - 2_000_000, first.toString());
            assertEquals(first.eventSequence(), recording.droppedEvents());
            assertTrue(recording.droppedEvents() > 0);
            EventCursor cursor = recording.events();
            assertTrue(cursor.next());
            assertEquals(first.eventSequence(), cursor.sequence());
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            assertEquals(summary.events() - first.eventSequence(), result.events());
            for (Keyframe keyframe : recording.keyframes()) {
                assertTrue(Replayer.of(recording).fromKeyframe(keyframe).run().isEqual(), keyframe.toString());
            }
        }
    }

    @Test
    void canBeCutOffAnywhere() {
        for (long end = 900_000; end < 6_000_000; end += 730_000) {
            Path directory = temporary.resolve("cut" + end);
            try (Recorder recorder = Recorder.create(directory, CONFIG, IMAGES, "", RING)) {
                Machine machine = new Machine(CONFIG, IMAGES, recorder.inputs(InputSource.SILENCE), recorder);
                recorder.runUntil(machine, end);
            }
            try (Recording recording = Recording.open(directory)) {
                assertFalse(recording.isComplete());
                ReplayResult result = Replayer.of(recording).run();
                assertTrue(result.isEqual(), () -> result.divergence().toString());
            }
        }
    }

    /** A recorder that is killed while it starts a part leaves a file without frames, or even without a length. */
    @Test
    void opensWhenItsNewestFileIsHardlyBegun() throws IOException {
        Path directory = temporary.resolve("r");
        recordUnfinished(directory);
        List<Path> files = filesOf(directory);
        Path next = files.get(0).resolveSibling("19700131F.cq4");
        for (long length : new long[] {0, Files.size(files.get(0))}) {
            try (RandomAccessFile file = new RandomAccessFile(next.toFile(), "rw")) {
                file.setLength(length);
            }
            try (Recording recording = Recording.open(directory)) {
                assertTrue(Replayer.of(recording).run().isEqual());
            }
            assertTrue(RecordingCheck.of(directory).isIntact());
        }
    }

    @Test
    void isRepairedFromWhereItBegins() throws IOException {
        Path directory = temporary.resolve("r");
        recordUnfinished(directory);
        Path clean = temporary.resolve("clean");
        RecordingLoss loss = RecordingRepair.repair(directory, clean).orElseThrow();
        assertEquals(namesOf(directory), namesOf(clean));
        assertRepaired(clean, loss);
        try (Recording unfinished = Recording.open(directory);
                Recording repaired = Recording.open(clean)) {
            assertEquals(unfinished.keyframes(), repaired.keyframes());
            assertEquals(unfinished.droppedEvents(), repaired.droppedEvents());
            assertEquals(RecordingCheck.of(directory).eventsUsable(), loss.eventsKept());
        }
    }

    @Test
    void isRepairedUpToDamageInItsNewestFile() throws IOException {
        Path directory = temporary.resolve("r");
        record(directory, RING);
        flipInTheMiddle(filesOf(directory).get(filesOf(directory).size() - 1));
        RecordingLoss loss =
                RecordingRepair.repair(directory, temporary.resolve("clean")).orElseThrow();
        assertRepaired(temporary.resolve("clean"), loss);
    }

    /** Without the keyframe at its begin nobody gets into what a ring kept. */
    @Test
    void isNotRepairedWithoutItsFirstKeyframe() throws IOException {
        Path directory = temporary.resolve("r");
        record(directory, RING);
        try (Recording recording = Recording.open(directory)) {
            Frame first = recording.frames().get(1);
            try (RandomAccessFile file =
                    new RandomAccessFile(filesOf(directory).get(0).toFile(), "rw")) {
                file.seek(first.fileOffset() + 100);
                int before = file.read();
                file.seek(first.fileOffset() + 100);
                file.write(before ^ 1);
            }
        }
        Path clean = temporary.resolve("clean");
        assertThrows(LogDamagedException.class, () -> RecordingRepair.repair(directory, clean));
        assertFalse(Files.exists(clean));
    }

    @Test
    void findsAPartThatIsMissing() throws IOException {
        Path directory = temporary.resolve("r");
        record(directory, RING);
        List<Path> files = filesOf(directory);
        Path away = Files.move(files.get(1), temporary.resolve("away"));
        LogDamagedException damage = assertThrows(LogDamagedException.class, () -> Recording.open(directory));
        assertTrue(damage.getMessage().contains("no such file"), damage.getMessage());
        Files.delete(RecordingLayout.seal(directory));
        assertThrows(LogDamagedException.class, () -> Recording.open(directory));
        Files.move(away, files.get(1));
        Recording.open(directory).close();
    }

    @Test
    void staysWithinItsSize() throws IOException {
        Path directory = temporary.resolve("r");
        MachineImages storm = Guests.images("exit-storm");
        long size = RecorderOptions.BYTES_MIN;
        RecorderOptions options = RecorderOptions.DEFAULT.withRingBytes(size).withKeyframeMoments(0);
        try (Recorder recorder = Recorder.create(directory, CONFIG, storm, "", options)) {
            Machine machine = new Machine(CONFIG, storm, recorder.inputs(InputSource.SILENCE), recorder);
            recorder.runUntil(machine, 16_000_000);
            recorder.finish(StopReason.MOMENT_REACHED, machine);
        }
        long bytes = 0;
        for (Path file : filesOf(directory)) {
            bytes += Files.size(file);
        }
        assertTrue(bytes <= size + size / 4, bytes + " bytes");
        try (Recording recording = Recording.open(directory)) {
            assertTrue(Replayer.of(recording).run().isEqual());
        }
    }

    @Test
    void aBudgetEndsTheRunCleanly() throws IOException {
        Path directory = temporary.resolve("r");
        MachineImages storm = Guests.images("exit-storm");
        long size = RecorderOptions.BYTES_MIN;
        RecordingSummary summary;
        try (Recorder recorder =
                Recorder.create(directory, CONFIG, storm, "", RecorderOptions.DEFAULT.withBytesMax(size))) {
            Machine machine = new Machine(CONFIG, storm, recorder.inputs(InputSource.SILENCE), recorder);
            StopReason reason = recorder.run(machine);
            assertEquals(StopReason.RECORDING_FULL, reason);
            summary = recorder.finish(reason, machine);
        }
        long bytes = Files.size(RecordingLayout.queueFile(directory));
        assertTrue(bytes >= size && bytes <= size + size / 4, bytes + " bytes");
        try (Recording recording = Recording.open(directory)) {
            assertEquals(
                    StopReason.RECORDING_FULL, recording.summary().orElseThrow().stopReason());
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            assertEquals(summary.events(), result.events());
        }
    }

    @Test
    void aRingAndABudgetChangeNothingOfTheRun() {
        Machine plain = new Machine(CONFIG, IMAGES, InputSource.SILENCE, EventSink.NOWHERE);
        plain.run();
        assertEquals(plain.digest(), record(temporary.resolve("r"), RING).digest());
    }

    private static void assertRepaired(Path clean, RecordingLoss loss) {
        RecordingCheck check = RecordingCheck.of(clean);
        assertTrue(check.isIntact(), check.parts().toString());
        assertEquals(loss, check.loss().orElseThrow());
        try (Recording recording = Recording.open(clean)) {
            assertTrue(recording.beginsAtKeyframe());
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            assertEquals(loss.eventsKept() - recording.droppedEvents(), result.events());
            assertTrue(result.events() > 0);
        }
    }

    private static void flipInTheMiddle(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int before = file.read();
            file.seek(file.length() / 2);
            file.write(before ^ 1);
        }
    }

    private static void recordUnfinished(Path directory) {
        try (Recorder recorder = Recorder.create(directory, CONFIG, IMAGES, "", RING)) {
            Machine machine = new Machine(CONFIG, IMAGES, recorder.inputs(InputSource.SILENCE), recorder);
            recorder.runUntil(machine, 5_500_000);
        }
    }

    private static List<String> namesOf(Path directory) throws IOException {
        return filesOf(directory).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static RecordingSummary record(Path directory, RecorderOptions options) {
        try (Recorder recorder = Recorder.create(directory, CONFIG, IMAGES, "timer", options)) {
            Machine machine = new Machine(CONFIG, IMAGES, recorder.inputs(InputSource.SILENCE), recorder);
            return recorder.finish(recorder.run(machine), machine);
        }
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(RecordingLayout.log(directory))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }
}
