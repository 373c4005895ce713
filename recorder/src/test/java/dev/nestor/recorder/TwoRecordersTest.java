package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.codec.RandomEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorders that begin on one directory at the same instant: one records, the others are told. */
class TwoRecordersTest {

    private static final int RECORDERS = 4;
    private static final int ROUNDS = 10;
    private static final int EVENTS = 500;

    @TempDir
    Path temporary;

    @Test
    void oneOfThemRecordsAndTheOthersAreRefused() throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(RECORDERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Path directory = temporary.resolve("r" + round);
                CyclicBarrier start = new CyclicBarrier(RECORDERS);
                List<Future<String>> ends = new ArrayList<>();
                for (int i = 0; i < RECORDERS; i++) {
                    ends.add(threads.submit(() -> {
                        start.await();
                        return record(directory);
                    }));
                }
                int recorded = 0;
                for (Future<String> end : ends) {
                    String refusal = end.get();
                    recorded += refusal.isEmpty() ? 1 : 0;
                    assertTrue(refusal.isEmpty() || refusal.startsWith(directory + " "), refusal);
                }
                assertEquals(1, recorded);
                assertTrue(RecordingCheck.of(directory).isIntact());
                try (Recording recording = Recording.open(directory)) {
                    assertEquals(EVENTS, recording.summary().orElseThrow().events());
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Records a run; gives why it was refused, or nothing. */
    private static String record(Path directory) {
        RandomEvents events = new RandomEvents(1);
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            events.send(EVENTS, recorder);
            recorder.finish(StopReason.POWERED_OFF, events.moment(), 1, SyntheticRun.DIGEST);
            return "";
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
