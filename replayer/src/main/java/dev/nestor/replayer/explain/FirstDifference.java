package dev.nestor.replayer.explain;

import dev.nestor.emulator.state.SavedState;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.codec.InputCodec;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.replayer.explain.Explanation.Cause;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Edit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Finds where two runs part that can both be had again: the exact instruction, and every field of the state that
 * differs behind it. The runs may differ in engine, in inputs, in configuration or in images.
 *
 * <p>Both are run side by side from the last moment at which they are known to be equal, and compared by digest in ever
 * smaller steps; then the two states are compared field by field.
 */
public final class FirstDifference {

    private final Rerun reference;
    private final Rerun subject;
    private final String referenceText;
    private final String subjectText;
    private LongConsumer progress = moment -> {};

    private FirstDifference(Rerun reference, String referenceText, Rerun subject, String subjectText) {
        this.reference = reference;
        this.subject = subject;
        this.referenceText = referenceText;
        this.subjectText = subjectText;
    }

    /** Compares {@code subject} with {@code reference}, each with a name for the explanation. */
    public static FirstDifference between(Rerun reference, String referenceText, Rerun subject, String subjectText) {
        return new FirstDifference(reference, referenceText, subject, subjectText);
    }

    /** Tells {@code listener} now and then which moment was compared last; it goes back as the search narrows. */
    public FirstDifference withProgress(LongConsumer listener) {
        progress = listener;
        return this;
    }

    /** Where they part on the whole of their way; empty when they are equal to their ends. */
    public Optional<Explanation> find() {
        return find(0, Math.max(endOf(reference), endOf(subject)) + 1);
    }

    /**
     * Where they part between two moments.
     *
     * @param good a moment up to which nothing is known to differ; the search goes back from there where it does
     * @param bad a moment behind {@code good}, at which they differ, if they do
     * @return empty when they are equal at {@code bad}
     */
    public Optional<Explanation> find(long good, long bad) {
        SideBySide all = new SideBySide(reference, subject, ComparedDigest::of, progress);
        Optional<SideBySide.Standing> standing = Optional.empty();
        long beforeEdits = momentBeforeEdits(bad);
        for (long start : new long[] {Math.max(good, beforeEdits), beforeEdits, 0}) {
            if (standing.isEmpty()) {
                standing = all.equalAt(start);
            }
        }
        if (standing.isEmpty()) {
            return Optional.of(fromStart(bad));
        }
        return all.lastEqual(standing.get(), bad).map(equal -> explain(all, equal));
    }

    /** Up to the first edit a run is the recorded one, so that nothing can differ before, unless the engine does. */
    private long momentBeforeEdits(long bad) {
        boolean isSameRun = reference.recording() == subject.recording() && reference.engine() == subject.engine();
        long first = bad;
        for (Rerun run : List.of(reference, subject)) {
            if (!run.edits().isEmpty()) {
                first = Math.min(first, run.edits().get(0).moment());
            }
        }
        return isSameRun && first < bad ? Math.max(0, first - 1) : 0;
    }

    private Explanation explain(SideBySide both, SideBySide.Standing equal) {
        long differsAt = equal.moment() + 1;
        Symbols symbols = Symbols.of(subject.recording());
        both.resume(equal);
        both.runUntil(differsAt);
        StateComparison comparison = StateComparison.of(both.expected(), both.actual());
        boolean isInput = !Arrays.equals(inputsAt(reference, differsAt), inputsAt(subject, differsAt));
        byte[] stateBefore = isInput ? SavedState.of(both.actual()) : equal.subject();
        long before = isInput ? differsAt : equal.moment();
        return new Explanation(
                isInput ? Cause.INPUT : Cause.INSTRUCTION,
                referenceText,
                subjectText,
                equal.moment(),
                differsAt,
                NextInstruction.of(subject, stateBefore, before, symbols),
                comparison.differences(),
                comparison.count(),
                reaches(comparison, differsAt),
                List.of());
    }

    /** States differ from the start; what can still be told is where the registers part, and stay parted. */
    private Explanation fromStart(long bad) {
        StateComparison atStart = StateComparison.of(reference.machineAt(0), subject.machineAt(0));
        List<String> remarks = new ArrayList<>();
        SideBySide registers = new SideBySide(reference, subject, ComparedDigest::ofRegisters, progress);
        Optional<SideBySide.Standing> standing = registers.equalAt(0).flatMap(start -> registers.lastEqual(start, bad));
        Optional<Instruction> instruction = standing.flatMap(
                equal -> NextInstruction.of(subject, equal.subject(), equal.moment(), Symbols.of(subject.recording())));
        standing.ifPresent(equal -> remarks.add("registers part at the instruction shown, after moment "
                + equal.moment() + partedIn(registers, equal)));
        return new Explanation(
                Cause.START,
                referenceText,
                subjectText,
                -1,
                0,
                instruction,
                atStart.differences(),
                atStart.count(),
                reaches(atStart, 0),
                remarks);
    }

    private static String partedIn(SideBySide both, SideBySide.Standing equal) {
        both.resume(equal);
        both.runUntil(equal.moment() + 1);
        return StateComparison.of(both.expected(), both.actual()).differences().stream()
                .filter(difference -> difference.kind() == FieldKind.REGISTER
                        || difference.kind() == FieldKind.STATE_ELEMENT
                        || difference.kind() == FieldKind.TIMER)
                .findFirst()
                .map(difference -> ", in " + difference.line())
                .orElse("");
    }

    private List<String> reaches(StateComparison comparison, long moment) {
        return comparison.differences().isEmpty()
                ? List.of()
                : LastReach.of(subject, moment, comparison.differences().get(0));
    }

    /** What comes in at {@code moment}, as a recording holds it. */
    private static byte[] inputsAt(Rerun run, long moment) {
        PackedWriter inputs = new PackedWriter(64);
        for (InputEntry entry : run.inputs()) {
            if (entry.moment() == moment && entry.input() != null) {
                InputCodec.write(inputs, new InputEntry(moment, 0, entry.input()), 0, 0);
            }
        }
        for (Edit edit : run.edits()) {
            if (edit.moment() == moment) {
                InputCodec.write(inputs, new InputEntry(moment, 0, edit.input()), 0, 0);
            }
        }
        return inputs.copyFrom(0);
    }

    private static long endOf(Rerun run) {
        return run.recording()
                .summary()
                .map(RecordingSummary::moment)
                .orElseGet(() -> run.recording()
                        .frames()
                        .get(run.recording().frames().size() - 1)
                        .position()
                        .moment());
    }
}
