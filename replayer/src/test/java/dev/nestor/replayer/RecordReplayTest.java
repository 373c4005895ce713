package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.input.ScheduledInputs;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real guests, recorded and replayed. */
class RecordReplayTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 42L);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({
        "hello, V1",
        "hello, V2",
        "hello-be, V1",
        "hello-be, V2",
        "timer, V1",
        "timer, V2",
        "radix, V1",
        "radix, V2"
    })
    void replaysWithoutDifference(String l2, NestedApi api) {
        Path directory = temporary.resolve("r");
        RecordingSummary summary = Guests.record(directory, MachineConfig.of(api), l2);
        assertEquals(StopReason.POWERED_OFF, summary.stopReason());
        try (Recording recording = Recording.open(directory)) {
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            assertEquals(summary.events(), result.events());
            assertEquals(summary.eventCounts().get("state_digested"), result.digests());
            assertEquals(summary.moment(), result.moment());
            assertEquals(summary.instructions(), result.instructions());
            assertEquals(StopReason.POWERED_OFF, result.stopReason());
        }
    }

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void twoRecordingsAreEqualFileByFile(NestedApi api) throws IOException {
        Path first = temporary.resolve("first");
        Path second = temporary.resolve("second");
        Guests.record(first, MachineConfig.of(api), "timer");
        Guests.record(second, MachineConfig.of(api), "timer");
        try (Recording one = Recording.open(first);
                Recording other = Recording.open(second)) {
            assertEquals(one.frames(), other.frames());
        }
        try (Stream<Path> files = Files.walk(first)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertEquals(-1, Files.mismatch(file, second.resolve(first.relativize(file))), file.toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"hello, V1", "hello, V2", "radix, V1", "radix, V2", "timer, V2"})
    void goesOnFromAKeyframeAnywhere(String l2, NestedApi api) {
        MachineConfig config = MachineConfig.of(api);
        Path plain = temporary.resolve("plain");
        RecordingSummary expected = Guests.record(plain, config, l2);
        long[] moments = keyframeMoments(plain, expected.moment());
        Path directory = temporary.resolve("keyframes");
        RecordingSummary summary = Guests.record(directory, config, l2, InputSource.SILENCE, moments);
        assertEquals(expected.digest(), summary.digest());
        assertEquals(expected.eventCounts(), summary.eventCounts());
        try (Recording recording = Recording.open(directory)) {
            assertEquals(moments.length, recording.keyframes().size());
            for (Keyframe keyframe : recording.keyframes()) {
                ReplayResult result =
                        Replayer.of(recording).fromKeyframe(keyframe).run();
                assertTrue(result.isEqual(), () -> keyframe + ", seed " + SEED + ": " + result.divergence());
                assertEquals(summary.events() - keyframe.eventSequence(), result.events());
                assertEquals(summary.instructions(), result.instructions());
            }
        }
    }

    @Test
    void someKeyframesAreTakenInsideAnL2() {
        Path plain = temporary.resolve("plain");
        MachineConfig config = MachineConfig.of(NestedApi.V2);
        RecordingSummary summary = Guests.record(plain, config, "radix");
        Machine machine = new Machine(config, Guests.images("radix"), InputSource.SILENCE, EventSink.NOWHERE);
        int nested = 0;
        for (long moment : keyframeMoments(plain, summary.moment())) {
            machine.runUntil(moment);
            nested += machine.vcpu(0).isNested() ? 1 : 0;
        }
        assertTrue(nested >= 5, nested + " inside");
    }

    @Test
    void replaysWhatWasTypedAndWhereItWasAsked() {
        Path directory = temporary.resolve("r");
        RecordingSummary summary =
                Guests.record(directory, MachineConfig.of(NestedApi.V2), "timer", new Typist(), new long[0]);
        assertEquals(2, summary.eventCounts().get("input_applied"));
        assertTrue(summary.inputs() > 10, summary.inputs() + " entries");
        try (Recording recording = Recording.open(directory)) {
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V2 | call=H_GUEST_CREATE effect=H_LONG_BUSY_10_MS times=3",
                "V2 | call=H_GUEST_GET_STATE chance=1/3 seed=5 effect=H_BUSY",
                "V2 | call=H_GUEST_SET_STATE every=2 effect=H_LONG_BUSY_1_MS",
                "V2 | call=L2_ENTRY every=2 effect=HDEC_AT_ONCE",
                "V1 | call=L2_ENTRY every=3 effect=HDEC_EARLY ticks=200",
                "V2 | call=H_GUEST_RUN_VCPU every=5 effect=CORRUPTED_OUT element=GPR12 bit=7",
                "V1 | call=H_ENTER_NESTED every=5 effect=CORRUPTED_OUT element=CFAR bit=7"
            })
    void replaysFaultsFromTheStartAndFromAKeyframeInTheirMiddle(NestedApi api, String rule) {
        MachineConfig config = MachineConfig.of(api);
        Path directory = temporary.resolve("r");
        RecordingSummary plain = Guests.record(temporary.resolve("plain"), config, "timer", faults(rule), new long[0]);
        assertEquals(StopReason.POWERED_OFF, plain.stopReason(), "the L1 survives it");
        long[] moments = faultMoments(temporary.resolve("plain"));
        assertTrue(moments.length > 1, moments.length + " faults struck");
        RecordingSummary summary = Guests.record(directory, config, "timer", faults(rule), moments);
        assertEquals(plain.digest(), summary.digest());
        try (Recording recording = Recording.open(directory)) {
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            for (Keyframe keyframe : recording.keyframes()) {
                ReplayResult rest =
                        Replayer.of(recording).fromKeyframe(keyframe).run();
                assertTrue(rest.isEqual(), () -> keyframe + ": " + rest.divergence());
            }
        }
    }

    private static InputSource faults(String rule) {
        return new ScheduledInputs(List.of(new ScheduledInputs.Entry(0, MachineInput.FaultArranged.of(rule))));
    }

    /** Right after each of the first faults that struck. */
    private static long[] faultMoments(Path recorded) {
        TreeSet<Long> moments = new TreeSet<>();
        try (Recording recording = Recording.open(recorded)) {
            EventCursor cursor = recording.events();
            while (cursor.next() && moments.size() < 4) {
                if (cursor.type() == TraceEvent.FaultInjected.TYPE) {
                    moments.add(cursor.moment() + 1);
                }
            }
        }
        return moments.stream().mapToLong(Long::longValue).toArray();
    }

    @Test
    void replaysAnIncompleteRecordingToItsLastEvent() {
        Path directory = temporary.resolve("r");
        MachineConfig config = MachineConfig.of(NestedApi.V1);
        MachineImages images = Guests.images("hello");
        Machine whole = new Machine(config, images, InputSource.SILENCE, EventSink.NOWHERE);
        whole.run();
        try (Recorder recorder = Recorder.create(directory, config, images, "hello")) {
            new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder)
                    .runUntil(whole.moment() - 1_000);
        }
        try (Recording recording = Recording.open(directory)) {
            assertFalse(recording.isComplete());
            ReplayResult result = Replayer.of(recording).run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
            assertTrue(result.events() > 10, result.events() + " events");
        }
    }

    @Test
    void endsAtTheMomentAskedFor() {
        Path directory = temporary.resolve("r");
        Guests.record(directory, MachineConfig.of(NestedApi.V2), "hello");
        try (Recording recording = Recording.open(directory)) {
            List<Long> told = new ArrayList<>();
            ReplayResult result = Replayer.of(recording)
                    .until(1_000_000)
                    .withProgress(told::add)
                    .run();
            assertTrue(result.isEqual());
            assertEquals(1_000_000, result.moment());
            assertEquals(List.of(1_000_000L), told);
        }
    }

    @Test
    void refusesAnotherConfigurationByName() {
        Path directory = temporary.resolve("r");
        MachineConfig config = MachineConfig.of(NestedApi.V2);
        Guests.record(directory, config, "hello");
        try (Recording recording = Recording.open(directory)) {
            Replayer replayer = Replayer.of(recording).withConfig(config);
            RefusedException refused = assertThrows(
                    RefusedException.class,
                    () -> replayer.withConfig(config.withSeed(2).withMemoryBytes(512L << 20)));
            assertEquals(
                    directory + " was recorded with memory_bytes 268435456 and not 536870912, seed 1 and not 2: "
                            + "replay it with its own configuration, or record again",
                    refused.getMessage());
        }
    }

    @Test
    void refusesAnotherImageByName() {
        Path directory = temporary.resolve("r");
        Guests.record(directory, MachineConfig.of(NestedApi.V2), "hello");
        try (Recording recording = Recording.open(directory)) {
            Replayer replayer = Replayer.of(recording).withImages(Guests.images("hello"));
            RefusedException refused =
                    assertThrows(RefusedException.class, () -> replayer.withImages(Guests.images("timer")));
            assertTrue(String.valueOf(refused.getMessage()).contains("another initrd image: SHA-256 "));
        }
    }

    @Test
    void recordingHoldsWhatTheL2Printed() {
        Path directory = temporary.resolve("r");
        Guests.record(directory, MachineConfig.of(NestedApi.V2), "hello");
        StringBuilder console = new StringBuilder();
        try (Recording recording = Recording.open(directory)) {
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                if (cursor.type() == TraceEvent.ConsoleWritten.TYPE) {
                    console.append(new String(
                            cursor.payload(),
                            cursor.payloadOffset(),
                            cursor.payloadLength(),
                            StandardCharsets.US_ASCII));
                }
            }
            assertArrayEquals(Guests.images("hello").l1(), recording.images().l1());
        }
        assertTrue(console.toString().contains("greetings from a little-endian L2"), console.toString());
    }

    /** Around some entries of the L2, where it runs, and at random. */
    private static long[] keyframeMoments(Path recorded, long lastMoment) {
        List<Long> moments = new ArrayList<>(List.of(0L, lastMoment));
        List<Long> entries = new ArrayList<>();
        try (Recording recording = Recording.open(recorded)) {
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                if (cursor.type() == TraceEvent.NestedEntered.TYPE) {
                    entries.add(cursor.moment());
                }
            }
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 4; i++) {
            moments.add(random.nextLong(lastMoment));
            long entry = entries.get(random.nextInt(entries.size()));
            moments.addAll(List.of(entry, entry + 1, entry + 2 + random.nextInt(8)));
        }
        return moments.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }

    /** Types twice; asked every 400,000 moments it mostly has nothing to say. */
    private static final class Typist implements InputSource {
        private static final long PERIOD = 400_000;
        private long due = PERIOD;

        @Override
        public long dueAt(long now) {
            return due;
        }

        @Override
        public @Nullable MachineInput poll(long now) {
            if (now < due) {
                return null;
            }
            due += PERIOD;
            boolean types = now == 3 * PERIOD || now == 7 * PERIOD;
            return types ? new MachineInput.ConsoleTyped(0, new byte[] {'a'}) : null;
        }
    }
}
