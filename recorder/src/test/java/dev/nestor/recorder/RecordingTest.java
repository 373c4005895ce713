package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.RandomEvents;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogDamagedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 7L);

    @TempDir
    Path temporary;

    @Test
    void givesBackEveryEventInOrder() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 5000, 0);
        List<String> said = new ArrayList<>();
        RandomEvents stream = new RandomEvents(SEED);
        stream.send(2500, line(said, 0));
        stream.send(2500, line(said, 1));
        List<String> read = new ArrayList<>();
        try (Recording recording = Recording.open(directory)) {
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                cursor.sendTo(line(read, 0));
            }
        }
        assertEquals(said, read, "seed " + SEED);
    }

    @Test
    void summaryCountsWhatWasRecorded() {
        Path directory = temporary.resolve("r");
        RecordingSummary written = SyntheticRun.record(directory, SEED, 3000, 100);
        try (Recording recording = Recording.open(directory)) {
            RecordingSummary summary = recording.summary().orElseThrow();
            assertEquals(written, summary);
            assertEquals(3000, summary.events());
            assertEquals(
                    3000,
                    summary.eventCounts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            assertEquals(
                    summary.eventCounts().get("nested_exited"),
                    summary.exitCounts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            assertEquals(2, summary.inputs());
            assertEquals(1, summary.keyframes());
            assertEquals(StopReason.POWERED_OFF, summary.stopReason());
        }
    }

    @Test
    void carriesItsConfigurationAndImages() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 10, 0);
        try (Recording recording = Recording.open(directory)) {
            assertEquals(SyntheticRun.CONFIG, recording.config());
            assertArrayEquals(SyntheticRun.IMAGES.l1(), recording.images().l1());
            assertArrayEquals(SyntheticRun.IMAGES.initrd(), recording.images().initrd());
            assertEquals("synthetic", recording.manifest().scenario());
        }
    }

    @Test
    void keepsInputsWithTheirPositions() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 1000, 0);
        try (Recording recording = Recording.open(directory)) {
            List<InputEntry> inputs = recording.inputs();
            assertEquals(2, inputs.size());
            assertEquals(500, inputs.get(0).eventSequence());
            MachineInput.ConsoleTyped typed =
                    (MachineInput.ConsoleTyped) inputs.get(0).input();
            assertEquals("ls\n", new String(typed.bytes(), StandardCharsets.US_ASCII));
            assertNull(inputs.get(1).input());
            assertEquals(inputs.get(0).moment() + 1, inputs.get(1).moment());
        }
    }

    @Test
    void aKeyframeBehindMoreInputsThanThereAreIsDamaged() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 100, 100);
        try (Recording recording = Recording.open(directory)) {
            Keyframe sound = recording.keyframes().get(0);
            int inputs = recording.inputs().size();
            assertEquals(sound.inputEntries(), recording.inputsBefore(sound, inputs));
            for (long wrong : new long[] {-1, inputs + 1L, Long.MIN_VALUE, 1L << 32}) {
                Keyframe keyframe = new Keyframe(0, sound.moment(), sound.eventSequence(), wrong, sound.digest());
                assertThrows(LogDamagedException.class, () -> recording.inputsBefore(keyframe, inputs));
            }
        }
    }

    @Test
    void restoresAKeyframe() {
        int stateBytes = (3 << 20) + 12_345;
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 1000, stateBytes);
        try (Recording recording = Recording.open(directory)) {
            assertEquals(4, count(recording, FrameKind.PAGES));
            assertEquals(1, count(recording, FrameKind.KEYFRAME));
            Keyframe keyframe = recording.keyframes().get(0);
            assertEquals(1, recording.keyframes().size());
            assertEquals(500, keyframe.eventSequence());
            assertEquals(2, keyframe.inputEntries());
            assertEquals(SyntheticRun.DIGEST, keyframe.digest());
            SyntheticRun.Stored restored = new SyntheticRun.Stored(0);
            recording.restore(keyframe, restored);
            assertEquals(SEED, restored.number);
            assertEquals(SyntheticRun.state(SEED, stateBytes).memory.digest(), restored.memory.digest());
            recording.check(keyframe);
        }
    }

    @Test
    void seeksAnyEvent() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 5000, 0);
        try (Recording recording = Recording.open(directory)) {
            EventCursor cursor = recording.events();
            for (long sequence : new long[] {4999, 0, 1, 2499, 2500, 2501, 17}) {
                assertTrue(cursor.seek(sequence));
                assertEquals(sequence, cursor.sequence());
            }
            assertTrue(cursor.next());
            assertEquals(18, cursor.sequence());
            assertFalse(cursor.seek(5000));
        }
    }

    @Test
    void twoRecordingsOfOneRunAreEqualFileByFile() throws IOException {
        Path first = temporary.resolve("first");
        Path second = temporary.resolve("second");
        SyntheticRun.record(first, SEED, 20_000, 2_000_000);
        SyntheticRun.record(second, SEED, 20_000, 2_000_000);
        assertEquals(filesOf(first), filesOf(second));
        for (String file : filesOf(first)) {
            assertEquals(-1, Files.mismatch(first.resolve(file), second.resolve(file)), file);
        }
        assertEquals(
                List.of(
                        "images/initrd.elf",
                        "images/l1.elf",
                        "log/19700101F.cq4",
                        "recording.properties",
                        "seal.properties"),
                filesOf(first));
    }

    @Test
    void incompleteRecordingHoldsAllItsEvents() {
        Path directory = temporary.resolve("r");
        SyntheticRun.recordIncomplete(directory, SEED, 3000, 50);
        try (Recording recording = Recording.open(directory)) {
            assertFalse(recording.isComplete());
            assertTrue(recording.summary().isEmpty());
            EventCursor cursor = recording.events();
            long count = 0;
            while (cursor.next()) {
                count++;
            }
            assertEquals(3000, count);
            assertEquals(1, recording.keyframes().size());
        }
    }

    @Test
    void canBeReadWhileItIsWritten() {
        Path directory = temporary.resolve("r");
        RandomEvents stream = new RandomEvents(SEED);
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            for (int i = 1; i <= 20; i++) {
                stream.send(100, recorder);
                recorder.flush();
                try (Recording recording = Recording.open(directory)) {
                    assertTrue(recording.events().seek(100L * i - 1));
                    assertFalse(recording.events().seek(100L * i));
                }
            }
        }
    }

    @Test
    void recordsNothingAsAnEmptyRecording() {
        Path directory = temporary.resolve("r");
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            recorder.finish(StopReason.DEADLOCKED, 0, 0, 0);
        }
        try (Recording recording = Recording.open(directory)) {
            assertFalse(recording.events().next());
            assertEquals(0, recording.summary().orElseThrow().events());
        }
    }

    @Test
    void keepsTheLargestPayload() {
        Path directory = temporary.resolve("r");
        byte[] payload = SyntheticRun.bytes(SEED, 1 << 20);
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            for (int i = 0; i < 20; i++) {
                long[] values = new long[TraceEvent.StateTransferred.TYPE.valueCount()];
                recorder.event(TraceEvent.StateTransferred.TYPE, i, i, values, payload, 0, payload.length);
            }
            recorder.finish(StopReason.POWERED_OFF, 20, 20, 0);
        }
        try (Recording recording = Recording.open(directory)) {
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                int from = cursor.payloadOffset();
                assertTrue(Arrays.equals(
                        payload, 0, payload.length, cursor.payload(), from, from + cursor.payloadLength()));
            }
        }
    }

    @Test
    void refusesAnOccupiedDirectory() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 10, 0);
        assertRefused(directory, "holds a recording already");
        Path foreign = Files.createDirectory(temporary.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "dear");
        assertRefused(foreign, "is not empty");
        assertRefused(foreign.resolve("letter.txt"), "is a file");
        assertEquals(List.of("letter.txt"), filesOf(foreign));
    }

    @Test
    void recordsIntoAnEmptyDirectory() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("empty"));
        SyntheticRun.record(directory, SEED, 10, 0);
        Recording.open(directory).close();
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertEquals(
                empty + " is no recording: give a directory that was recorded to",
                assertThrows(RefusedException.class, () -> Recording.open(empty))
                        .getMessage());
        assertThrows(RefusedException.class, () -> Recording.open(temporary.resolve("absent")));
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThrows(RefusedException.class, () -> Recording.open(file));
    }

    @Test
    void refusesAnEventOutOfSequence() {
        try (Recorder recorder =
                Recorder.create(temporary.resolve("r"), SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            long[] values = new long[TraceEvent.IdleSkipped.TYPE.valueCount()];
            assertThrows(
                    IllegalStateException.class,
                    () -> recorder.event(TraceEvent.IdleSkipped.TYPE, 1, 0, values, new byte[0], 0, 0));
        }
    }

    @Test
    void frameListIsInOrder() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, 5000, 100);
        try (Recording recording = Recording.open(directory)) {
            List<Frame> frames = recording.frames();
            assertEquals(FrameKind.HEADER, frames.get(0).kind());
            assertEquals(FrameKind.FOOTER, frames.get(frames.size() - 1).kind());
            for (int i = 1; i < frames.size(); i++) {
                assertEquals(i, frames.get(i).position().sequence());
                assertEquals(
                        frames.get(i - 1).chainAfter(), frames.get(i).position().chain());
            }
        }
    }

    private void assertRefused(Path directory, String why) {
        RefusedException refused = assertThrows(
                RefusedException.class, () -> Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, ""));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    }

    private static long count(Recording recording, FrameKind kind) {
        return recording.frames().stream().filter(f -> f.kind() == kind).count();
    }

    private static EventSink line(List<String> lines, long later) {
        return (type, sequence, moment, values, payload, offset, length) -> lines.add(type + " " + sequence + " "
                + (moment + later) + " " + Arrays.toString(Arrays.copyOf(values, type.valueCount())) + " "
                + Arrays.toString(Arrays.copyOfRange(payload, offset, offset + length)));
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
