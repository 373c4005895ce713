package dev.nestor.replayer;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.RecordedImage;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.log.Frame;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import dev.nestor.replayer.verify.RecordedInputs;
import dev.nestor.replayer.verify.ReplayEnded;
import dev.nestor.replayer.verify.VerifyingSink;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recorded run again and compares every event and digest with the recording.
 *
 * <p>It starts from the image, or from a keyframe (of a ring that dropped its begin, from the first one), and ends where the recording ends: at its footer, where final state
 * and stop reason are compared as well, or at the last event of an incomplete one.
 */
public final class Replayer {

    /** Moments between two calls of the progress listener. */
    private static final long PROGRESS_MOMENTS = 20_000_000;

    private final Recording recording;
    private List<Edit> edits = List.of();
    private Optional<Keyframe> start = Optional.empty();
    private long untilMoment = Long.MAX_VALUE;
    private LongConsumer progress = moment -> {};

    private Replayer(Recording recording) {
        this.recording = recording;
    }

    /** Replays {@code recording}, which stays open for as long. */
    public static Replayer of(Recording recording) {
        return new Replayer(recording);
    }

    /**
     * Insists on a configuration.
     *
     * @throws RefusedException when the recording was made with another; names each value that differs
     */
    public Replayer withConfig(MachineConfig config) {
        SortedMap<String, String> recorded = recording.config().toProperties();
        StringBuilder differences = new StringBuilder();
        config.toProperties().forEach((name, value) -> {
            if (!value.equals(recorded.get(name))) {
                differences.append(differences.isEmpty() ? "" : ", ");
                differences
                        .append(name)
                        .append(' ')
                        .append(recorded.get(name))
                        .append(" and not ")
                        .append(value);
            }
        });
        if (!differences.isEmpty()) {
            throw new RefusedException(recording.directory() + " was recorded with " + differences
                    + ": replay it with its own configuration, or record again");
        }
        return this;
    }

    /**
     * Insists on images.
     *
     * @throws RefusedException when the recording was made from another; names it
     */
    public Replayer withImages(MachineImages images) {
        for (RecordedImage image : recording.manifest().images()) {
            requireSameImage(image, image.role().equals("l1") ? images.l1() : images.initrd());
        }
        if (recording.images().initrd().length == 0 && images.initrd().length > 0) {
            throw new RefusedException(recording.directory() + " was recorded without initrd: replay it without one");
        }
        return this;
    }

    /** Lets inputs in that the recording does not hold; what they change is found as a difference. */
    public Replayer withEdits(List<Edit> inputs) {
        edits = List.copyOf(inputs);
        return this;
    }

    /** Starts from a keyframe of the recording instead of the image. */
    public Replayer fromKeyframe(Keyframe keyframe) {
        start = Optional.of(keyframe);
        return this;
    }

    /** Ends at {@code moment} at the latest; then the final state is not compared. */
    public Replayer until(long moment) {
        untilMoment = moment;
        return this;
    }

    /** Tells {@code listener} the moment now and then. */
    public Replayer withProgress(LongConsumer listener) {
        progress = listener;
        return this;
    }

    /**
     * Replays, up to the first difference.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException when the recording changed since it was opened
     */
    public ReplayResult run() {
        if (start.isEmpty() && recording.beginsAtKeyframe()) {
            start = recording.keyframes().stream().findFirst();
        }
        int firstInput = start.map(keyframe -> (int) (keyframe.inputEntries() - recording.droppedInputs()))
                .orElse(0);
        long firstSequence = start.map(Keyframe::eventSequence).orElse(0L);
        RecordedInputs inputs = new RecordedInputs(recording.inputs(), firstInput, edits);
        VerifyingSink sink = new VerifyingSink(recording, inputs, firstSequence);
        if (start.isEmpty()) {
            sink.listen(0);
        }
        return replay(inputs, sink);
    }

    private ReplayResult replay(RecordedInputs inputs, VerifyingSink sink) {
        Machine machine = null;
        try {
            machine = new Machine(recording.config(), recording.images(), inputs, sink);
            Divergence divergence = restore(machine, sink);
            StopReason reason = StopReason.MOMENT_REACHED;
            if (divergence == null) {
                divergence = passKeyframes(machine, sink);
            }
            if (divergence == null) {
                reason = runToEnd(machine, sink);
                divergence = compareEnd(machine, reason, sink);
            }
            return result(machine, sink, reason, Optional.ofNullable(divergence));
        } catch (ReplayEnded e) {
            return result(machine, sink, StopReason.MOMENT_REACHED, e.divergence());
        }
    }

    /** Loads the keyframe, if one was asked for, and compares what it made of the machine. */
    private @Nullable Divergence restore(Machine machine, VerifyingSink sink) {
        if (start.isEmpty()) {
            return null;
        }
        Keyframe keyframe = start.get();
        String what = "keyframe " + keyframe.number();
        try {
            recording.restore(keyframe, machine);
        } catch (StateFormatException e) {
            String message = String.valueOf(e.getMessage());
            return sink.difference(keyframe.moment(), what, "state", "a state that this build loads", message);
        }
        sink.listen(machine.nextSequence());
        if (machine.moment() != keyframe.moment()) {
            String expected = Long.toString(keyframe.moment());
            return sink.difference(machine.moment(), what, "moment", expected, Long.toString(machine.moment()));
        }
        return compareDigest(machine, sink, what, keyframe.digest());
    }

    /** Runs from keyframe to keyframe and compares the state at each; after an edit it may differ where nothing shows. */
    private @Nullable Divergence passKeyframes(Machine machine, VerifyingSink sink) {
        for (Keyframe keyframe : edits.isEmpty() ? recording.keyframes() : List.<Keyframe>of()) {
            if (keyframe.moment() > machine.moment() && keyframe.moment() <= untilMoment) {
                if (runTo(machine, keyframe.moment()) != StopReason.MOMENT_REACHED) {
                    return null;
                }
                Divergence divergence =
                        compareDigest(machine, sink, "keyframe " + keyframe.number(), keyframe.digest());
                if (divergence != null) {
                    return divergence;
                }
            }
        }
        return null;
    }

    private StopReason runToEnd(Machine machine, VerifyingSink sink) {
        Optional<RecordingSummary> summary = recording.summary();
        long recordedEnd = summary.map(RecordingSummary::moment).orElse(Long.MAX_VALUE);
        if (sink.isAtOpenEnd()) {
            // No event is left to end the replay, so it ends with what else was recorded.
            List<Frame> frames = recording.frames();
            recordedEnd = frames.get(frames.size() - 1).position().moment();
        }
        long end = Math.min(untilMoment, recordedEnd);
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
        if (recording.summary().isEmpty()
                || untilMoment < recording.summary().get().moment()) {
            return null;
        }
        Divergence missing = sink.missingEvent(machine.moment());
        if (missing != null) {
            return missing;
        }
        RecordingSummary summary = recording.summary().get();
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
        return edits.isEmpty() ? compareDigest(machine, sink, "footer", summary.digest()) : null;
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

    private void requireSameImage(RecordedImage image, byte[] content) {
        String sha256 = RecordedImage.sha256(content);
        if (!sha256.equals(image.sha256())) {
            throw new RefusedException(recording.directory() + " was recorded with another " + image.role()
                    + " image: SHA-256 " + image.sha256() + " and not " + sha256
                    + "; replay it with its own images, or record again");
        }
    }
}
