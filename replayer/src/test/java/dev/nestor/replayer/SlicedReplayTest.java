package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slices side by side tell exactly what a replay from start to end does. */
class SlicedReplayTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 8L);
    private static final long SLICE = 400_000;
    private static final int TAMPERED = 6;

    @TempDir
    Path temporary;

    private ExecutorService threads;

    @BeforeEach
    void startThreads() {
        threads = Executors.newFixedThreadPool(2);
    }

    @AfterEach
    void endThreads() {
        threads.shutdown();
    }

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void resultIsThatOfOneReplay(NestedApi api) {
        Path directory = temporary.resolve("r");
        record(directory, api, -1, Long.MAX_VALUE);
        List<Long> told = new CopyOnWriteArrayList<>();
        try (Recording recording = Recording.open(directory)) {
            assertTrue(recording.keyframes().size() > 5);
            ReplayResult sliced = Replayer.of(recording).withProgress(told::add).run(threads);
            assertTrue(sliced.isEqual(), sliced::toString);
            assertEquals(Replayer.of(recording).run(), sliced);
            assertEquals(recording.summary().orElseThrow().moment(), told.get(told.size() - 1));
            assertEquals(
                    sliced,
                    Replayer.of(recording).withEngine(EngineKind.TRANSLATOR).run(threads));
            for (int slices : new int[] {1, 3}) {
                assertEquals(sliced, Replayer.of(recording).inSlices(slices, 1).run(threads), slices + " slices");
            }
        }
    }

    /** Each slice translates anew, so that slices of a short run would take longer than all of it. */
    @Test
    void shortRunIsOneSlice() {
        Path directory = temporary.resolve("r");
        record(directory, NestedApi.V2, -1, Long.MAX_VALUE);
        try (Recording recording = Recording.open(directory)) {
            Keyframe last = recording.keyframes().get(recording.keyframes().size() - 1);
            long work = last.moment() + RecorderOptions.MOMENTS_PER_EVENT * last.eventSequence();
            assertEquals(1, slices(recording, 8, Replayer.SLICE_WORK_MIN));
            assertEquals(1, slices(recording, 8, work));
            assertEquals(2, slices(recording, 8, work / 2));
            assertEquals(3, slices(recording, 3, 1));
        }
    }

    private static long slices(Recording recording, int slicesMax, long workMin) {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
        try {
            assertTrue(Replayer.of(recording)
                    .inSlices(slicesMax, workMin)
                    .run(pool)
                    .isEqual());
            return pool.getTaskCount();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void firstDifferenceIsThatOfOneReplay() {
        Random random = new Random(SEED);
        for (int i = 0; i < TAMPERED; i++) {
            Path directory = temporary.resolve("r" + i);
            record(directory, NestedApi.V2, random.nextInt(250), Long.MAX_VALUE);
            requireSame(directory);
        }
    }

    @Test
    void stateThatNoEventShowsIsFoundAtTheSameKeyframe() {
        Path directory = temporary.resolve("r");
        record(directory, NestedApi.V1, -1, 5 * SLICE + 1);
        assertEquals(
                "keyframe 5", requireSame(directory).divergence().orElseThrow().event());
    }

    @Test
    void unfinishedRecordingEndsAtItsLastEvent() {
        Path directory = temporary.resolve("r");
        MachineConfig config = config(NestedApi.V2);
        MachineImages images = Guests.images("radix");
        try (Recorder recorder = Recorder.create(directory, config, images, "radix")) {
            Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder);
            machine.runUntil(3_300_000);
            recorder.keyframe(machine);
            machine.runUntil(3_500_000);
            recorder.keyframe(machine);
        }
        try (Recording recording = Recording.open(directory)) {
            assertFalse(recording.isComplete());
            ReplayResult sliced = Replayer.of(recording).run(threads);
            ReplayResult whole = Replayer.of(recording).run();
            assertTrue(sliced.isEqual(), sliced::toString);
            assertEquals(whole.events(), sliced.events());
        }
    }

    private ReplayResult requireSame(Path directory) {
        try (Recording recording = Recording.open(directory)) {
            ReplayResult whole = Replayer.of(recording).run();
            assertFalse(whole.isEqual());
            assertEquals(whole, Replayer.of(recording).inSlices(2, 1).run(threads));
            assertEquals(whole, Replayer.of(recording).run(threads));
            return whole;
        }
    }

    private static MachineConfig config(NestedApi api) {
        return MachineConfig.of(api).withMemoryBytes(64L << 20);
    }

    /** With a keyframe for each slice, one event changed, and a bit of memory that changes by itself. */
    private static void record(Path directory, NestedApi api, long changedEvent, long flippedAt) {
        MachineImages images = Guests.images("radix");
        try (Recorder recorder = Recorder.create(directory, config(api), images, "radix")) {
            Machine machine = new Machine(
                    config(api),
                    images,
                    recorder.inputs(InputSource.SILENCE),
                    TamperedEvents.changing(changedEvent, recorder));
            long next = SLICE;
            boolean isFlipped = false;
            while (!machine.runUntil(Math.min(next, isFlipped ? next : flippedAt))
                    .isFinal()) {
                if (machine.moment() == next) {
                    recorder.keyframe(machine);
                    next += SLICE;
                } else {
                    machine.memory().write8(0x300_0000, 1);
                    isFlipped = true;
                }
            }
            recorder.finish(machine.run(), machine);
        }
    }
}
