package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.codec.RandomEvents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recorder is killed in the middle; what it acknowledged is there. */
class KilledRecorderTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 5L);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "keyframes", "ring"})
    void killedRecorderLeavesAllItAcknowledged(String kind) throws IOException, InterruptedException {
        kill(kind, Integer.getInteger("nestor.test.kills", 2));
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"plain", "keyframes", "ring"})
    void thousandsOfKilledRecordersLeaveAllTheyAcknowledged(String kind) throws IOException, InterruptedException {
        kill(kind, Integer.getInteger("nestor.test.kills", 10_000) / 3 + 1);
    }

    private void kill(String kind, int times) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        for (int i = 0; i < times; i++) {
            Path directory = temporary.resolve(kind + i);
            int lines = random.nextInt(kind.equals("ring") ? 100 : 400);
            long acknowledged = recordAndKill(directory, kind, lines);
            try (Recording recording = Recording.open(directory)) {
                assertFalse(recording.isComplete());
                EventCursor cursor = recording.events();
                long count = recording.droppedEvents();
                while (cursor.next()) {
                    assertEquals(count, cursor.sequence());
                    count++;
                }
                assertTrue(count >= acknowledged, count + " events of " + acknowledged + ", seed " + SEED);
                for (Keyframe keyframe : recording.keyframes()) {
                    recording.check(keyframe);
                }
            }
            RecordingPack.clear(directory);
        }
    }

    private static long recordAndKill(Path directory, String kind, int lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("nestor.jvm.flags", "").trim().split("\\s+")));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Endless.class.getName()));
        command.addAll(List.of(directory.toString(), kind));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long acknowledged = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i <= lines; i++) {
                String line = out.readLine();
                assertTrue(line != null, "the recorder ended by itself");
                acknowledged = Long.parseLong(line);
            }
            process.destroyForcibly();
            process.waitFor();
        }
        return acknowledged;
    }

    /** Records without end and prints how many events are acknowledged. */
    static final class Endless {
        private Endless() {}

        /** Directory and kind: plain, keyframes or ring. */
        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            if (arguments[1].equals("ring")) {
                ring(directory);
            }
            Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "");
            RandomEvents events = new RandomEvents(SEED);
            SyntheticRun.Stored state = SyntheticRun.state(SEED, 100_000);
            while (true) {
                events.send(100, recorder);
                if (arguments[1].equals("keyframes")) {
                    state.memory.writeBe64(events.nextSequence() * 8, events.moment());
                    recorder.keyframe(events.moment(), SyntheticRun.DIGEST, state);
                }
                recorder.flush();
                System.out.println(events.nextSequence());
            }
        }

        /** A machine in a ring whose parts are as short as they can be. */
        private static void ring(Path directory) throws IOException {
            MachineConfig config = MachineConfig.of(NestedApi.V2);
            MachineImages images = new MachineImages(guest("l1-hypervisor.elf"), guest("l2-exit-storm.elf"));
            RecorderOptions options = RecorderOptions.DEFAULT.withRingMoments(2_000_000);
            Recorder recorder = Recorder.create(directory, config, images, "", options);
            Machine machine =
                    new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder, EngineKind.TRANSLATOR);
            while (recorder.runUntil(machine, machine.moment() + 300_000) == StopReason.MOMENT_REACHED) {
                recorder.flush();
                System.out.println(machine.nextSequence());
            }
        }

        private static byte[] guest(String name) throws IOException {
            try (InputStream in = Machine.class.getResourceAsStream("/guests/" + name)) {
                return Objects.requireNonNull(in, name).readAllBytes();
            }
        }
    }
}
