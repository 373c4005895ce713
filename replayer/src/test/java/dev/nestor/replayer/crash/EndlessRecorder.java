package dev.nestor.replayer.crash;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.Recorder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Records one run after the other until it is killed, and says on standard output where it is, in lines of three: what
 * it does, number of the recording, events acknowledged. Each line is one write, so that it is said as a whole or not
 * at all.
 */
final class EndlessRecorder {

    /** It will create the directory. */
    static final char OPENING = 'o';

    /** The log was made beside the machine; the directory is a recording from here on. */
    static final char BEGUN = 'b';

    /** So many events are acknowledged. */
    static final char ACKNOWLEDGED = 'a';

    /** Before long there is something other than events: a keyframe, another block or another file. */
    static final char TURNING = 't';

    /** It will finish the recording. */
    static final char FINISHING = 'f';

    /** The recording is finished. */
    static final char FINISHED = 'd';

    /** It will close the recording as it is. */
    static final char CLOSING = 'l';

    /** It was closed without being finished. */
    static final char CLOSED = 'c';

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private EndlessRecorder() {}

    /** Directory to record below, and number of the first recording. */
    public static void main(String[] arguments) throws IOException {
        Recorder.prepareHost();
        EndlessRecorder recorder = new EndlessRecorder();
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
            recorder.record(Path.of(arguments[0]).resolve(Integer.toString(number)), number);
        }
    }

    private void record(Path directory, int number) throws IOException {
        CrashedRun run = CrashedRun.of(number);
        MachineImages images = run.images();
        boolean isLeftOpen = CrashedRun.isLeftOpen(number);
        say(OPENING, number, 0);
        long events;
        try (Recorder recorder = Recorder.create(directory, run.config(), images, "", run.options())) {
            Machine machine =
                    new Machine(run.config(), images, recorder.inputs(run.inputs()), recorder, EngineKind.INTERPRETER);
            recorder.flush();
            say(BEGUN, number, 0);
            StopReason reason = recordTo(run, number, recorder, machine);
            events = machine.nextSequence();
            say(isLeftOpen ? CLOSING : FINISHING, number, 0);
            if (!isLeftOpen) {
                recorder.finish(reason, machine);
            }
        }
        say(isLeftOpen ? CLOSED : FINISHED, number, events);
    }

    private StopReason recordTo(CrashedRun run, int number, Recorder recorder, Machine machine) throws IOException {
        StopReason reason = StopReason.MOMENT_REACHED;
        for (long moment = run.stepMoments(); moment <= run.endMoment(); moment += run.stepMoments()) {
            if (run.isTurn(moment)) {
                say(TURNING, number, 0);
            }
            reason = recorder.runUntil(machine, moment);
            // Every third step goes unacknowledged, so that some batches get as long as they may.
            if (moment / run.stepMoments() % 3 != 0) {
                recorder.flush();
                say(ACKNOWLEDGED, number, machine.nextSequence());
            }
        }
        return reason;
    }

    private void say(char what, int number, long events) throws IOException {
        out.write((what + " " + number + " " + events + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
