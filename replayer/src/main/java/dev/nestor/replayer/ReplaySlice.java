package dev.nestor.replayer;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.log.Frame;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import dev.nestor.replayer.verify.RecordedInputs;
import dev.nestor.replayer.verify.ReplayEnded;
import dev.nestor.replayer.verify.VerifyingSink;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a replay: from the image or a keyframe to a keyframe or the end. Every event on the way is compared, and
 * at every keyframe on the way, and at the end, the digest of the whole state.
 */
final class ReplaySlice {

    /** Moments between two calls of the progress listener. */
    private static final long PROGRESS_MOMENTS = 20_000_000;

    /** What all slices of a replay have in common. */
    record Plan(
            Recording recording,
            List<InputEntry> inputs,
            List<Keyframe> keyframes,
            List<Edit> edits,
            EngineKind engine,
            long untilMoment) {}

    private final Plan plan;
    private final Optional<Keyframe> from;
    private final Optional<Keyframe> to;
    private final LongConsumer progress;
    private boolean couldNotStart;

    /** From {@code from}, or the image, to {@code to}, or the end; tells {@code progress} the moment now and then. */
    ReplaySlice(Plan plan, Optional<Keyframe> from, Optional<Keyframe> to, LongConsumer progress) {
        this.plan = plan;
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    /** Whether the difference found was in the keyframe itself, before an instruction was attempted. */
    boolean couldNotStart() {
        return couldNotStart;
    }

    /** Replays the stretch, up to the first difference. */
    ReplayResult run() {
        int firstInput = from.map(keyframe -> plan.recording.inputsBefore(keyframe, plan.inputs.size()))
                .orElse(0);
        long firstSequence = from.map(Keyframe::eventSequence).orElse(0L);
        RecordedInputs inputs = new RecordedInputs(plan.inputs, firstInput, plan.edits);
        VerifyingSink sink = new VerifyingSink(plan.recording, inputs, firstSequence);
        if (from.isEmpty()) {
            sink.listen(0);
        }
        Machine machine = null;
        try {
            machine = new Machine(plan.recording.config(), plan.recording.images(), inputs, sink, plan.engine);
            Divergence divergence = restore(machine, sink);
            couldNotStart = divergence != null;
            StopReason reason = StopReason.MOMENT_REACHED;
            if (divergence == null) {
                divergence = passKeyframes(machine, sink);
            }
            if (divergence == null && to.isEmpty()) {
                reason = runToEnd(machine, sink);
                divergence = compareEnd(machine, reason, sink);
            }
            return result(machine, sink, reason, Optional.ofNullable(divergence));
        } catch (ReplayEnded e) {
            return result(machine, sink, StopReason.MOMENT_REACHED, e.divergence());
        }
    }

    /** Loads the keyframe, if there is one to start from, and compares what it made of the machine. */
    private @Nullable Divergence restore(Machine machine, VerifyingSink sink) {
        if (from.isEmpty()) {
            return null;
        }
        Keyframe keyframe = from.get();
        try {
            plan.recording.restore(keyframe, machine);
        } catch (StateFormatException e) {
            String message = String.valueOf(e.getMessage());
            return sink.difference(
                    keyframe.moment(), name(keyframe), "state", "a state that this build loads", message);
        }
        sink.listen(machine.nextSequence());
        return compareKeyframe(machine, sink, keyframe);
    }

    private @Nullable Divergence passKeyframes(Machine machine, VerifyingSink sink) {
        int first = from.map(keyframe -> keyframe.number() + 1).orElse(0);
        int last = to.map(Keyframe::number).orElse(Integer.MAX_VALUE);
        for (Keyframe keyframe : plan.keyframes) {
            if (keyframe.number() >= first && keyframe.number() <= last && keyframe.moment() <= plan.untilMoment) {
                runTo(machine, keyframe.moment());
                // After an edit the state may differ where nothing shows it; the edit itself is counted in it.
                Divergence divergence = plan.edits.isEmpty() ? compareKeyframe(machine, sink, keyframe) : null;
                if (divergence != null) {
                    return divergence;
                }
            }
        }
        return null;
    }

    private @Nullable Divergence compareKeyframe(Machine machine, VerifyingSink sink, Keyframe keyframe) {
        if (machine.moment() != keyframe.moment()) {
            String expected = Long.toString(keyframe.moment());
            return sink.difference(
                    machine.moment(), name(keyframe), "moment", expected, Long.toString(machine.moment()));
        }
        return compareDigest(machine, sink, name(keyframe), keyframe.digest());
    }

    private StopReason runToEnd(Machine machine, VerifyingSink sink) {
        Optional<RecordingSummary> summary = plan.recording.summary();
        long recordedEnd = summary.map(RecordingSummary::moment).orElse(Long.MAX_VALUE);
        if (sink.isAtOpenEnd()) {
            // No event is left to end the replay, so it ends with what else was recorded.
            List<Frame> frames = plan.recording.frames();
            recordedEnd = frames.get(frames.size() - 1).position().moment();
        }
        long end = Math.min(plan.untilMoment, recordedEnd);
        StopReason reason = runTo(machine, end);
        boolean shouldStop =
                summary.map(recorded -> recorded.stopReason().isFinal()).orElse(false);
        if (reason == StopReason.MOMENT_REACHED && end == recordedEnd && shouldStop) {
            // A deadlock is found, and a limit hit, only by trying to go on.
            reason = machine.runUntil(end + 1);
        }
        return reason;
    }

    private StopReason runTo(Machine machine, long end) {
        StopReason reason = StopReason.MOMENT_REACHED;
        while (reason == StopReason.MOMENT_REACHED && machine.moment() < end) {
            reason = machine.runUntil(Math.min(end, machine.moment() + PROGRESS_MOMENTS));
            progress.accept(machine.moment());
        }
        return reason;
    }

    private @Nullable Divergence compareEnd(Machine machine, StopReason reason, VerifyingSink sink) {
        Optional<RecordingSummary> footer = plan.recording.summary();
        if (footer.isEmpty() || plan.untilMoment < footer.get().moment()) {
            return sink.missedEvent(machine.moment());
        }
        Divergence missing = sink.missingEvent(machine.moment());
        if (missing != null) {
            return missing;
        }
        RecordingSummary summary = footer.get();
        // That the recording was full stopped the run, not the machine.
        StopReason expected =
                summary.stopReason() == StopReason.RECORDING_FULL ? StopReason.MOMENT_REACHED : summary.stopReason();
        if (reason != expected || machine.moment() != summary.moment()) {
            return sink.difference(
                    machine.moment(),
                    "footer",
                    "stop",
                    summary.stopReason() + " at moment " + summary.moment(),
                    reason + " at moment " + machine.moment());
        }
        // An edit counts among the inputs applied, which are part of the state; the last event compared all the rest.
        return plan.edits.isEmpty() ? compareDigest(machine, sink, "footer", summary.digest()) : null;
    }

    private static String name(Keyframe keyframe) {
        return "keyframe " + keyframe.number();
    }

    private static @Nullable Divergence compareDigest(Machine machine, VerifyingSink sink, String what, long expected) {
        long actual = machine.digestWith(machine.nextSequence() - sink.added());
        if (actual == expected) {
            return null;
        }
        HexFormat hex = HexFormat.of();
        return sink.difference(machine.moment(), what, "digest", hex.toHexDigits(expected), hex.toHexDigits(actual));
    }

    private static ReplayResult result(
            @Nullable Machine machine, VerifyingSink sink, StopReason reason, Optional<Divergence> divergence) {
        long moment = machine == null ? 0 : machine.moment();
        long instructions = machine == null ? 0 : machine.instructions();
        return new ReplayResult(divergence, sink.events(), sink.digests(), moment, instructions, reason);
    }
}
