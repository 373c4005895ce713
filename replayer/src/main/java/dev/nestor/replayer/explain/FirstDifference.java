package dev.nestor.replayer.explain;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.codec.InputCodec;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.replayer.explain.Explanation.Cause;
import dev.nestor.replayer.explain.SideBySide.Standing;
import dev.nestor.replayer.explain.SideBySide.Stretch;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Edit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Finds where two runs part that can both be had again: the exact instruction, and every field of the state that
 * differs behind it. The runs may differ in engine, in inputs, in configuration or in images.
 *
 * <p>Both are run side by side from the last moment at which they are known to be equal, and compared by digest in ever
 * smaller steps; then the two states are compared field by field.
 */
public final class FirstDifference {

    /** Longer stretches are run by the translator first. */
    private static final long TRANSLATED_MOMENTS = 5_000_000;

    /** The first step of a search for the moment at which both are equal again. */
    private static final long FIRST_STEP = 1_000;

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
        SideBySide all = new SideBySide(reference, subject, ComparedDigest::of, settledAt(), progress);
        Optional<Standing> standing = Optional.empty();
        long beforeEdits = momentBeforeEdits(bad);
        for (long start : new long[] {Math.max(good, beforeEdits), beforeEdits, 0}) {
            if (standing.isEmpty()) {
                standing = all.equalAt(start);
            }
        }
        if (standing.isEmpty()) {
            return Optional.of(fromStart(bad));
        }
        Stretch keyframed = betweenKeyframes(all, standing.get(), bad);
        Optional<Stretch> coarse = byTranslator(keyframed);
        Optional<Standing> last = coarse.flatMap(found -> all.lastEqual(found.equal(), found.differsAt()));
        if (last.isEmpty()) {
            last = all.lastEqual(keyframed.equal(), keyframed.differsAt());
        }
        return last.map(equal -> explain(all, equal));
    }

    /**
     * A moment behind {@code changed} at which both are equal again, if there is one, found in steps that grow; behind
     * the last edit they then stay equal. The faster engine runs, since every engine does the same.
     */
    public OptionalLong equalAgain(long changed) {
        SideBySide both = new SideBySide(
                reference.withEngine(EngineKind.DEFAULT),
                subject.withEngine(EngineKind.DEFAULT),
                ComparedDigest::of,
                Long.MAX_VALUE,
                progress);
        long end = Math.max(endOf(reference), endOf(subject));
        long step = FIRST_STEP;
        boolean isEqual = both.equalAt(changed).isPresent();
        long at = changed;
        while (!isEqual && at < end) {
            at = Math.min(end, at + step);
            both.runUntil(at);
            isEqual = both.isEqual();
            step *= 2;
        }
        return isEqual ? OptionalLong.of(at) : OptionalLong.empty();
    }

    /**
     * Two recordings tell by their keyframes, without a run, between which of them they part: keyframes of equal runs
     * stand at equal moments.
     */
    private Stretch betweenKeyframes(SideBySide all, Standing start, long bad) {
        boolean isTold = reference.recording() != subject.recording()
                && reference.engine() == subject.engine()
                && reference.edits().isEmpty()
                && subject.edits().isEmpty();
        long equal = start.moment();
        long differs = bad;
        Map<Long, Keyframe> actuals = new TreeMap<>();
        subject.keyframes().forEach(keyframe -> actuals.putIfAbsent(keyframe.moment(), keyframe));
        for (Keyframe expected : isTold ? reference.keyframes() : List.<Keyframe>of()) {
            boolean isBetween = expected.moment() > equal && expected.moment() < differs;
            Keyframe actual = isBetween ? actuals.get(expected.moment()) : null;
            if (actual != null) {
                // Digests that differ may do so in counts only, which are left out here.
                boolean isSame = actual.digest() == expected.digest()
                        || all.equalAt(expected.moment()).isPresent();
                equal = isSame ? expected.moment() : equal;
                differs = isSame ? differs : expected.moment();
            }
        }
        Optional<Standing> later = equal > start.moment() ? all.equalAt(equal) : Optional.empty();
        return new Stretch(later.orElse(start), differs);
    }

    /** Of a long stretch the one in it that differs, found by the faster engine; every engine does the same. */
    private Optional<Stretch> byTranslator(Stretch stretch) {
        boolean isLong = stretch.differsAt() - stretch.equal().moment() > TRANSLATED_MOMENTS;
        if (!isLong || reference.engine() != EngineKind.INTERPRETER || subject.engine() != EngineKind.INTERPRETER) {
            return Optional.empty();
        }
        Rerun expected = reference.withEngine(EngineKind.TRANSLATOR);
        Rerun actual = subject.withEngine(EngineKind.TRANSLATOR);
        return new SideBySide(expected, actual, ComparedDigest::of, settledAt(), progress)
                .narrow(stretch.equal(), stretch.differsAt(), TRANSLATED_MOMENTS);
    }

    /**
     * The moment of the last edit, where nothing but edits differs between the runs: states that are equal there or
     * later are equal to the end, for the machine is a function of its state and what comes in.
     */
    private long settledAt() {
        boolean isSameRun = reference.recording() == subject.recording() && reference.engine() == subject.engine();
        return Stream.of(reference, subject).flatMap(run -> run.edits().stream()).mapToLong(Edit::moment).max().stream()
                .filter(last -> isSameRun)
                .findFirst()
                .orElse(Long.MAX_VALUE);
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

    private Explanation explain(SideBySide both, Standing equal) {
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
        SideBySide registers =
                new SideBySide(reference, subject, ComparedDigest::ofRegisters, Long.MAX_VALUE, progress);
        Optional<Standing> standing = registers.equalAt(0).flatMap(start -> registers.lastEqual(start, bad));
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

    private static String partedIn(SideBySide both, Standing equal) {
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
