package dev.nestor.replayer.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.RecordingPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorder dies at any instant; what it acknowledged is there.
 *
 * <p>A process that is killed leaves the files that it wrote and the memory that it had mapped as they were at that
 * instant: both are pages of the host, which outlive it, and a killed process runs no code of its own any more. A
 * process that is stopped stands at such an instant too, with the same pages. So a copy of the directory taken while
 * all threads are stopped is what SIGKILL would have left then, and the process can go on to its next instant. Most
 * states are such copies, since starting a process costs a hundred times as much. That they are what a kill leaves is
 * not taken on trust: of every second process the last copy is followed by a real SIGKILL, and the directory must equal
 * the copy byte by byte. The other processes are killed while they run.
 */
class KilledRecorderTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 5L);
    private static final int STATES = Integer.getInteger("nestor.test.kills", 50);
    private static final int STATES_LONG = Integer.getInteger("nestor.test.kills", 10_000);

    /** States of one process, the last of which is a kill. */
    private static final int STATES_OF_PROCESS = 25;

    private static final int STATES_OF_PROCESS_LONG = 20;

    /** Most time until the next stop, or half of it: about what a recording takes. */
    private static final int NANOS_MOST = 20_000_000;

    /** What must have been met in a long run. */
    private static final List<String> PHASES = List.of(
            CrashState.OPENING,
            "at HEADER",
            "at EVENT",
            "at KEYFRAME",
            "at INPUT",
            "behind growth",
            "ring: at HEADER",
            "ring: at KEYFRAME",
            "ring: at EVENT",
            "footer",
            "sealing",
            "sealed");

    @TempDir
    Path temporary;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> phases = new TreeMap<>();
    private int states;
    private int kills;
    private int replays;

    @BeforeEach
    void requireLinux() {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/task")), "skipped: no /proc to see threads stop");
    }

    @Test
    void killedRecorderLeavesAllItAcknowledged() throws IOException, InterruptedException {
        crash(STATES, STATES_OF_PROCESS);
    }

    @Test
    @Tag("long")
    void thousandsOfKilledRecordersLeaveAllTheyAcknowledged() throws IOException, InterruptedException {
        crash(STATES_LONG, STATES_OF_PROCESS_LONG);
        for (String phase : PHASES) {
            assertTrue(phases.keySet().stream().anyMatch(met -> met.startsWith(phase)), phase + " in " + phases);
        }
    }

    private void crash(int count, int ofProcess) throws IOException, InterruptedException {
        int first = 0;
        while (states < count) {
            Path root = Files.createDirectory(temporary.resolve("process" + first));
            try (RecorderProcess recorder = new RecorderProcess(root, first)) {
                // The first opening of a process is slow, so that hardly anything else would be seen of it.
                recorder.await(first % 4 == 0 ? EndlessRecorder.OPENING : EndlessRecorder.ACKNOWLEDGED);
                int copies = Math.min(ofProcess, count - states) - 1;
                for (int i = 0; i < copies; i++) {
                    runOn(recorder);
                    CrashState state = stopped(recorder, root);
                    verify(state.copyTo(temporary.resolve("copy")));
                    recorder.goOn();
                }
                runOn(recorder);
                first = kill(recorder, root) + 2;
            }
            RecordingPlace.remove(root);
            if (ofProcess == STATES_OF_PROCESS_LONG && kills % 4 == 0) {
                System.out.println(states + " states: " + phases);
            }
        }
        System.out.println(states + " states, " + kills + " of them by SIGKILL, " + replays + " replayed: " + phases);
    }

    /** Waits until the recorder comes to a place of interest, or not, and then for any while. */
    private void runOn(RecorderProcess recorder) throws IOException {
        int nanosMost = NANOS_MOST;
        switch (random.nextInt(8)) {
            case 0 -> recorder.await(EndlessRecorder.OPENING);
            case 1 -> recorder.await(EndlessRecorder.FINISHING);
            case 2 -> {
                recorder.await(EndlessRecorder.ACKNOWLEDGED);
                nanosMost /= 10;
            }
            case 3, 4 -> recorder.await(EndlessRecorder.TURNING);
            default -> nanosMost *= 2;
        }
        // Nothing is waited for here: this is the random moment itself.
        LockSupport.parkNanos(random.nextInt(nanosMost));
    }

    private static CrashState stopped(RecorderProcess recorder, Path root) throws IOException {
        recorder.stop();
        CrashState state = stateOf(root, recorder);
        try (Stream<Path> recordings = Files.list(root)) {
            for (Path recording : recordings.toList()) {
                if (Integer.parseInt(recording.getFileName().toString())
                        < state.said().number()) {
                    RecordingPlace.remove(recording);
                }
            }
        }
        return state;
    }

    /** Kills it, stopped or running; gives the number of its last recording. */
    private int kill(RecorderProcess recorder, Path root) throws IOException, InterruptedException {
        kills++;
        if (kills % 2 == 0) {
            recorder.kill();
            CrashState killed = stateOf(root, recorder);
            verify(killed);
            return killed.said().number();
        }
        CrashState stopped = stopped(recorder, root);
        CrashState copy = stopped.copyTo(temporary.resolve("copy"));
        recorder.kill();
        stopped.requireSameAs(copy);
        verify(copy);
        return stopped.said().number();
    }

    /** The state of the recording it is at; as long as there is nothing of it, that of the one before. */
    private static CrashState stateOf(Path root, RecorderProcess recorder) throws IOException {
        CrashState state = stateOf(root, recorder.said());
        boolean isThere =
                Files.exists(state.directory()) || recorder.saidBefore().number() < 0;
        return isThere ? state : stateOf(root, recorder.saidBefore());
    }

    private static CrashState stateOf(Path root, RecorderProcess.Said said) {
        return new CrashState(root.resolve(Integer.toString(said.number())), said);
    }

    private void verify(CrashState state) throws IOException {
        // The runs with an L2 take longer to replay than all else takes.
        boolean isLong = CrashedRun.of(state.said().number()).images().initrd().length > 0;
        boolean isReplayed = !isLong || random.nextInt(4) == 0;
        boolean isCopyReplayed = isReplayed && random.nextInt(4) == 0;
        String phase;
        try {
            phase = state.verify(temporary.resolve("clean"), isReplayed, isCopyReplayed);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("state " + states + " of " + state.said() + ", seed " + SEED, e);
        }
        states++;
        replays += isReplayed && !phase.equals(CrashState.OPENING) ? 1 : 0;
        phases.merge(phase, 1, Integer::sum);
        RecordingPlace.remove(state.directory());
    }
}
