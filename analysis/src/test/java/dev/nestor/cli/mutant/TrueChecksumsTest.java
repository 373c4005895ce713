package dev.nestor.cli.mutant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingRepair;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.replayer.Replayer;
import dev.nestor.replayer.timeline.Rerun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames whose checksums are true but that no recorder writes: what was found by changing recordings at random. */
class TrueChecksumsTest {

    /** In a machine's state: why it stopped, a number of 8 bytes. */
    private static final int STOP_REASON_AT = 48;

    private static final String LOG = "log/19700101F.cq4";

    @TempDir
    private Path directory;

    /** A batch too short for its count, and one that holds no event of its number. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void whatACopyWouldNotMendIsNotRepaired(int bytes) throws IOException {
        Path victim = record();
        Path queue = RecordingLayout.queueFile(victim);
        SortedMap<String, byte[]> files = new TreeMap<>(Map.of(LOG, Files.readAllBytes(queue)));
        LogBytes log = LogBytes.parse(files);
        for (MutableFrame frame : log.frames()) {
            if (frame.kind == MutableFrame.EVENT) {
                frame.payload = Arrays.copyOf(new byte[] {2, 0, 0, 0, 99, 99}, bytes);
            }
        }
        log.writeTo(files);
        Files.write(queue, files.get(LOG));
        Path clean = directory.resolve("clean");
        assertThrows(LogDamagedException.class, () -> RecordingRepair.repair(victim, clean));
        assertFalse(Files.exists(clean));
    }

    /** Only that state leads into what a ring kept. */
    @Test
    void aRingWhoseFirstStateDoesNotLoadIsRefusedByAllThatRunsIt() throws IOException {
        MachineImages images = new MachineImages(RoundTripGuest.elf(NestedApi.V2, true), new byte[0]);
        MachineConfig config =
                MachineConfig.of(NestedApi.V2).withMemoryBytes(16 << 20).withInstructionLimit(6_500_000);
        RecorderOptions ring = RecorderOptions.DEFAULT.withRingMoments(1_000_000);
        Path directory = SoundRecording.record(
                        this.directory.resolve("ring"), config, images, InputSource.SILENCE, ring)
                .directory();
        SortedMap<String, byte[]> files = SoundRecording.read(directory);
        LogBytes log = LogBytes.parse(files);
        log.frames().stream()
                .filter(frame -> frame.kind == MutableFrame.KEYFRAME)
                .forEach(frame -> FrameMutations.withBody(frame, body -> {
                    int state = 1; // behind a varint
                    while (body[state - 1] < 0) {
                        state++;
                    }
                    body[state + STOP_REASON_AT] ^= 0x40;
                    return body;
                }));
        files.put("seal.properties", log.writeTo(files));
        new Victim(directory).write(files);
        try (Recording recording = Recording.open(directory)) {
            assertTrue(recording.beginsAtKeyframe());
            LogDamagedException refused = assertThrows(
                    LogDamagedException.class, () -> Rerun.of(recording).player());
            String said = String.valueOf(refused.getMessage());
            assertTrue(said.contains("expected a state that this build's machine loads"), said);
            assertFalse(Replayer.of(recording).run().isEqual());
        }
    }

    @Test
    void aLogTakenApartAndPutTogetherIsTheSame() throws IOException {
        Path queue = RecordingLayout.queueFile(record());
        SortedMap<String, byte[]> files = new TreeMap<>(Map.of(LOG, Files.readAllBytes(queue)));
        LogBytes log = LogBytes.parse(files);
        log.writeTo(files);
        byte[] written = files.get(LOG);
        LogBytes again = LogBytes.parse(files);
        assertEquals(log.frames().size(), again.frames().size());
        again.writeTo(files);
        assertArrayEquals(written, files.get(LOG));
    }

    private Path record() {
        Path victim = directory.resolve("victim");
        MachineImages images = new MachineImages(new byte[] {1}, new byte[0]);
        try (Recorder recorder = Recorder.create(victim, MachineConfig.of(NestedApi.V2), images, "")) {
            recorder.event(ConsoleWritten.TYPE, 0, 1, new long[ConsoleWritten.TYPE.valueCount()], new byte[1], 0, 1);
        }
        return victim;
    }
}
