package dev.nestor.replayer.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recording;
import dev.nestor.replayer.Guests;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever a line goes, and from wherever it comes, its machine is the one that runs there from the start. */
class TimelineTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 3L);
    private static final int SEEKS = 20;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"radix, V1, INTERPRETER", "radix, V2, EAGER_TRANSLATOR", "timer, V2, INTERPRETER"})
    void everySeekLeadsToTheSameState(String l2, NestedApi api, EngineKind engine) {
        MachineConfig config = MachineConfig.of(api).withMemoryBytes(64L << 20);
        Path directory = temporary.resolve("r");
        Guests.record(directory, config, l2, InputSource.SILENCE, new long[] {0, 900_000, 2_500_000, 2_500_001});
        Random random = new Random(SEED);
        try (Recording recording = Recording.open(directory)) {
            long end = recording.summary().orElseThrow().moment();
            Rerun run = Rerun.of(recording).withEngine(engine);
            long[] moments = random.longs(SEEKS, 0, end + 1).sorted().toArray();
            long[] digests = digests(run, moments);
            Timeline line = Timeline.of(run);
            for (int i = 0; i < SEEKS; i++) {
                int at = random.nextInt(SEEKS);
                assertEquals(digests[at], line.seek(moments[at]).digest(), moments[at] + ", seed " + SEED);
                assertEquals(moments[at], line.moment());
            }
        }
    }

    @Test
    void stepsBackAndForthAndStopsAtBothEnds() {
        Path directory = temporary.resolve("r");
        Guests.record(directory, MachineConfig.of(NestedApi.V2).withMemoryBytes(64L << 20), "hello");
        try (Recording recording = Recording.open(directory)) {
            Timeline line = Timeline.of(Rerun.of(recording));
            long end = recording.summary().orElseThrow().moment();
            long digest = line.seek(end / 2).digest();
            line.step(-1);
            assertEquals(end / 2 - 1, line.moment());
            assertTrue(line.machine().digest() != digest);
            assertEquals(digest, line.step(1).digest());
            assertEquals(0, line.seek(-5).moment());
            line.seek(Long.MAX_VALUE);
            assertEquals(end, line.moment());
            assertEquals(
                    recording.summary().orElseThrow().digest(), line.machine().digest());
        }
    }

    /** By one machine that goes forward only. */
    private static long[] digests(Rerun run, long[] moments) {
        Machine machine = run.withEngine(EngineKind.INTERPRETER).machineAt(0);
        long[] digests = new long[moments.length];
        for (int i = 0; i < moments.length; i++) {
            machine.runUntil(moments[i]);
            digests[i] = machine.digest();
        }
        return digests;
    }
}
