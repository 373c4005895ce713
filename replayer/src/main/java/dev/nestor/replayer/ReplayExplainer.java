package dev.nestor.replayer;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.event.TraceEvent.StateDigested;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.explain.Explanation;
import dev.nestor.replayer.explain.Explanation.Cause;
import dev.nestor.replayer.explain.FieldDifference;
import dev.nestor.replayer.explain.FirstDifference;
import dev.nestor.replayer.explain.StateComparison;
import dev.nestor.replayer.timeline.Player;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains why a replay differs from its recording.
 *
 * <p>A recording holds digests, not states, so the exact instruction can be told only where the recorded run can be had
 * again beside the differing one: when the replay had edits, or when another engine replays the recording without
 * difference. Else a run like the recorded one cannot be had here, and the difference lies between the last thing that
 * agreed and the first that does not; where a keyframe follows, its state names the fields that differ by then.
 */
public final class ReplayExplainer {

    private static final int MEMORY_COLUMN = 3;

    private final Recording recording;
    private final Rerun run;
    private EngineKind engine = EngineKind.INTERPRETER;
    private List<Edit> edits = List.of();

    private ReplayExplainer(Recording recording) {
        this.recording = recording;
        this.run = Rerun.of(recording);
    }

    /** Explains replays of {@code recording}, which stays open for as long. */
    public static ReplayExplainer of(Recording recording) {
        return new ReplayExplainer(recording);
    }

    /** The replay ran by this engine. */
    public ReplayExplainer withEngine(EngineKind kind) {
        engine = kind;
        return this;
    }

    /** The replay had these edits. */
    public ReplayExplainer withEdits(List<Edit> inputs) {
        edits = List.copyOf(inputs);
        return this;
    }

    /** Explains {@code divergence}, which such a replay ended with. */
    public Explanation explain(Divergence divergence) {
        Rerun subject = run.withEngine(engine).withEdits(edits);
        long bad = divergence.moment() + 1;
        if (!edits.isEmpty()) {
            return exact(
                            run.withEngine(engine),
                            "the recorded run, without edits",
                            subject,
                            "the run with edits",
                            0,
                            bad)
                    .orElseGet(() -> between(divergence, List.of("the states are equal where the events differ")));
        }
        EngineKind other = engine == EngineKind.INTERPRETER ? EngineKind.TRANSLATOR : EngineKind.INTERPRETER;
        if (isPassedBy(other, divergence)) {
            long good = Math.max(0, lastAgreed(divergence.moment()) - 1);
            return exact(
                            run.withEngine(other),
                            "engine " + other + ", as recorded",
                            subject,
                            "engine " + engine,
                            good,
                            bad)
                    .orElseGet(() -> between(divergence, List.of("engine " + other + " replays it as recorded")));
        }
        if (isPassedBy(engine, divergence)) {
            return between(
                    divergence, List.of("a second replay does not differ here: this host computed wrongly once"));
        }
        return between(
                divergence,
                List.of("both engines differ from the recording in the same place: the recorded run was another"
                        + " machine's, or was damaged in its memory, and cannot be had again here"));
    }

    private Optional<Explanation> exact(
            Rerun reference, String referenceText, Rerun subject, String subjectText, long good, long bad) {
        return FirstDifference.between(reference, referenceText, subject, subjectText)
                .find(good, bad);
    }

    /** Whether a replay by {@code kind} gets beyond the difference. */
    private boolean isPassedBy(EngineKind kind, Divergence divergence) {
        Optional<Keyframe> start = keyframeBefore(divergence.moment());
        Replayer replayer = Replayer.of(recording).withEngine(kind).until(divergence.moment() + 1);
        start.ifPresent(replayer::fromKeyframe);
        Optional<Divergence> found = replayer.run().divergence();
        return found.isEmpty() || found.get().sequence() > divergence.sequence();
    }

    /** What can be told when there is only the recording to compare with. */
    private Explanation between(Divergence divergence, List<String> remarks) {
        List<String> all = new ArrayList<>(remarks);
        int recordedBy = recording.manifest().machineRevision();
        if (recordedBy != Machine.REVISION) {
            all.add("recorded by machine revision " + recordedBy + ", this is " + Machine.REVISION
                    + ": the same run may differ");
        }
        long agreed = lastAgreed(divergence.moment());
        Optional<Keyframe> next = run.keyframes().stream()
                .filter(keyframe -> keyframe.moment() >= divergence.moment())
                .findFirst();
        Optional<StateComparison> comparison = next.flatMap(keyframe -> compareAt(keyframe, agreed));
        all.add("the first event that differs is " + divergence.line());
        boolean isEqualLater = comparison.map(found -> found.count() == 0).orElseGet(() -> endsAsRecorded(agreed));
        if (isEqualLater) {
            all.add("the states are equal later on: only what the recording says of that event is another");
        } else if (comparison.isEmpty()) {
            all.add("no keyframe follows whose state could be compared");
        } else {
            all.add("the fields are those that differ at the next keyframe");
        }
        List<FieldDifference> fields =
                comparison.map(StateComparison::differences).orElse(List.of());
        return new Explanation(
                Cause.SOMEWHERE,
                "the recording",
                "its replay",
                agreed,
                next.filter(keyframe -> !fields.isEmpty()).map(Keyframe::moment).orElse(divergence.moment()),
                Optional.empty(),
                fields,
                comparison.map(StateComparison::count).orElse(0L),
                List.of(),
                all);
    }

    /** The state that the replay has at {@code keyframe} beside the one in it. */
    private Optional<StateComparison> compareAt(Keyframe keyframe, long agreed) {
        try {
            Player expected = run.player();
            expected.restore(keyframe);
            Machine actual = run.withEngine(engine).machineAt(agreed);
            actual.runUntil(keyframe.moment());
            return Optional.of(StateComparison.of(expected.machine(), actual));
        } catch (StateFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the run, replayed from {@code agreed}, ends with the state in the footer. */
    private boolean endsAsRecorded(long agreed) {
        if (recording.summary().isEmpty()) {
            return false;
        }
        RecordingSummary summary = recording.summary().get();
        Machine machine = run.withEngine(engine).machineAt(agreed);
        machine.runUntil(summary.moment());
        if (summary.stopReason().isFinal()) {
            machine.runUntil(summary.moment() + 1);
        }
        return machine.moment() == summary.moment() && machine.digest() == summary.digest();
    }

    /** The last moment up to {@code limit} at which a digest of the whole state, or a keyframe, agreed. */
    private long lastAgreed(long limit) {
        long agreed = keyframeBefore(limit).map(Keyframe::moment).orElse(0L);
        EventCursor cursor = recording.events();
        while (cursor.next() && cursor.moment() < limit) {
            if (cursor.type() == StateDigested.TYPE && cursor.values()[MEMORY_COLUMN] != 0) {
                agreed = Math.max(agreed, cursor.moment());
            }
        }
        return agreed;
    }

    private Optional<Keyframe> keyframeBefore(long moment) {
        return run.keyframes().stream()
                .filter(keyframe -> keyframe.moment() < moment)
                .reduce((first, second) -> second);
    }
}
