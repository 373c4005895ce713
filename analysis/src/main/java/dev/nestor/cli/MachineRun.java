package dev.nestor.cli;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.log.StorageFailedException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongFunction;

/** Runs a machine to its end, a stretch at a time so that progress can be shown; where it pauses changes nothing. */
final class MachineRun {

    private static final long STRETCH_MOMENTS = 20_000_000;

    private MachineRun() {}

    /** Runs without recording; the L1's console goes to {@code console} as it comes. */
    static void toEnd(MachineConfig config, MachineImages images, InputSource inputs, Terminal terminal) {
        Machine machine = new Machine(config, images, inputs, consoleTo(terminal.out()));
        StopReason reason;
        double seconds;
        try (Progress progress = new Progress(terminal, "running")) {
            reason = toEnd(machine, machine::runUntil, progress);
            seconds = progress.seconds();
        }
        terminal.out().flush();
        terminal.remark(
                "%s after %,d instructions in %.2f s, %.1f MIPS",
                describe(reason),
                machine.instructions(),
                seconds,
                machine.instructions() / Math.max(seconds, 1e-3) / 1e6);
    }

    /**
     * Runs and records.
     *
     * @return what was recorded
     */
    static RecordedRun record(
            MachineConfig config,
            MachineImages images,
            InputSource inputs,
            String scenario,
            Path directory,
            RecorderOptions options,
            Terminal terminal) {
        try (Recorder recorder = Recorder.create(directory, config, images, scenario, options);
                Progress progress = new Progress(terminal, "recording " + directory)) {
            Machine machine = new Machine(config, images, recorder.inputs(inputs), recorder);
            StopReason reason = runToEnd(machine, recorder, directory, progress);
            RecordingSummary summary = recorder.finish(reason, machine);
            return new RecordedRun(directory, config.seed(), summary, progress.seconds());
        }
    }

    private static StopReason toEnd(Machine machine, LongFunction<StopReason> runUntil, Progress progress) {
        StopReason reason = StopReason.MOMENT_REACHED;
        while (reason == StopReason.MOMENT_REACHED) {
            long before = machine.moment();
            reason = runUntil.apply(before + STRETCH_MOMENTS);
            progress.at(machine.instructions(), "instructions");
            if (reason == StopReason.MOMENT_REACHED && machine.moment() <= before) {
                throw new IllegalStateException("time stands still at moment " + before);
            }
        }
        return reason;
    }

    /** A fault of ours keeps the recording up to it, which is the way to see it again. */
    private static StopReason runToEnd(Machine machine, Recorder recorder, Path directory, Progress progress) {
        try {
            return toEnd(machine, target -> recorder.runUntil(machine, target), progress);
        } catch (StorageFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            recorder.flush();
            throw new IllegalStateException(
                    "at moment " + machine.moment() + ", event " + machine.nextSequence() + ": " + e.getMessage()
                            + "; nestor replay " + directory + " runs up to there",
                    e);
        }
    }

    /** A reason in words. */
    static String describe(StopReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static EventSink consoleTo(PrintStream console) {
        return (type, sequence, moment, values, payload, offset, length) -> {
            if (type == ConsoleWritten.TYPE) {
                console.write(payload, offset, length);
            }
        };
    }
}
