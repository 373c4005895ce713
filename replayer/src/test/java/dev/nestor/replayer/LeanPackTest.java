package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.TraceEvent.StateDigested;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingPack;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.codec.DigestSource;
import dev.nestor.recorder.log.LogDamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Digests that were left out of a pack come back, and are proven. */
class LeanPackTest {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void givesBackEveryByte(NestedApi api) throws IOException {
        Path recorded = record(api);
        long lean = LeanPack.pack(recorded, temporary.resolve("lean"));
        long full = RecordingPack.pack(recorded, temporary.resolve("full"));
        assertTrue(lean < full, lean + " and " + full);
        LeanPack.unpack(temporary.resolve("lean"), temporary.resolve("back"));
        try (Stream<Path> files = Files.walk(recorded)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path back = temporary.resolve("back").resolve(recorded.relativize(file));
                assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(back), file.toString());
            }
        }
        try (Recording recording = Recording.open(temporary.resolve("back"))) {
            assertTrue(Replayer.of(recording).run().isEqual());
        }
    }

    @Test
    void aDigestThatWasNotRecordedIsRefusedWithItsFrame() throws IOException {
        Path recorded = record(NestedApi.V2);
        LeanPack.pack(recorded, temporary.resolve("lean"));
        int[] calls = new int[1];
        Function<Recording, DigestSource> wrongOnce = recording -> {
            ComputedDigests right = new ComputedDigests(recording);
            return type -> {
                long[] values = right.next(type);
                values[1] ^= ++calls[0] == 2 ? 1 : 0;
                return values;
            };
        };
        Path back = temporary.resolve("back");
        LogDamagedException refused = assertThrows(
                LogDamagedException.class, () -> RecordingPack.unpack(temporary.resolve("lean"), back, wrongOnce));
        assertTrue(refused.getMessage().contains("EVENT"), refused.getMessage());
        assertFalse(Files.exists(back.resolve("recording.properties")));
    }

    @Test
    void aSourceWithoutDigestsIsRefusedWithTheFrame() {
        Path lean = temporary.resolve("lean");
        LeanPack.pack(record(NestedApi.V1), lean);
        Path back = temporary.resolve("back");
        LogDamagedException refused = assertThrows(
                LogDamagedException.class, () -> RecordingPack.unpack(lean, back, recording -> type -> new long[0]));
        assertTrue(refused.getMessage().contains("EVENT"), refused.getMessage());
    }

    @Test
    void theMachineIsNotRunBeyondTheEndForADigestThatNeverComes() {
        Path directory = temporary.resolve("begin");
        MachineConfig config = MachineConfig.of(NestedApi.V2);
        MachineImages images = Guests.images("hello");
        long end = 1_000;
        try (Recorder recorder = Recorder.create(directory, config, images, "")) {
            Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder);
            recorder.finish(recorder.runUntil(machine, end), machine);
        }
        try (Recording recording = Recording.open(directory)) {
            ComputedDigests digests = new ComputedDigests(recording);
            assertEquals(0, digests.next(StateDigested.TYPE.id()).length);
            assertEquals(0, digests.next(StateDigested.TYPE.id()).length);
        }
    }

    @Test
    void noOtherReaderTakesItForARecording() throws IOException {
        Path lean = temporary.resolve("lean");
        LeanPack.pack(record(NestedApi.V1), lean);
        RefusedException refused = assertThrows(RefusedException.class, () -> Recording.open(lean));
        assertEquals(lean + " was packed without digests: nestor unpack computes them", refused.getMessage());
    }

    private Path record(NestedApi api) {
        Path directory = temporary.resolve("recorded");
        Guests.record(directory, Guests.digestingAll(api), "hello");
        return directory;
    }
}
