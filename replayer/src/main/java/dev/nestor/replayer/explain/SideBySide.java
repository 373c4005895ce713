package dev.nestor.replayer.explain;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.replayer.timeline.Player;
import dev.nestor.replayer.timeline.Rerun;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;

/**
 * Two runs side by side: finds the last moment at which they are equal, by ever smaller steps. What is equal at a
 * moment stays so as long as nothing from outside differs, so the first step that ends in a difference holds its cause.
 */
final class SideBySide {

    /** Into so many parts each stretch is cut. */
    private static final int PARTS = 200;

    /** Of a long stretch both states are kept so many times on the way, so that little of it is run again. */
    private static final int KEPT_TIMES = 25;

    /** Instructions that run in the time that states take to be kept, about. */
    private static final long KEPT_MOMENTS = 1_000_000;

    /** Both runs as they stand at a moment. */
    record Standing(long moment, byte[] reference, byte[] subject) {}

    /** Where both are equal, and a later moment at which they are not. */
    record Stretch(Standing equal, long differsAt) {}

    private final Player reference;
    private final Player subject;
    private final ToLongFunction<Machine> measure;
    private final long settledAt;
    private final LongConsumer progress;

    /**
     * Compares by {@code measure}; equal numbers count as equal states. Tells {@code progress} the moment reached.
     *
     * @param settledAt a moment from which on equal states stay equal, since one engine meets the same inputs; {@link
     *     Long#MAX_VALUE} where there is none, or where the measure is not of all the state
     */
    SideBySide(Rerun reference, Rerun subject, ToLongFunction<Machine> measure, long settledAt, LongConsumer progress) {
        this.settledAt = settledAt;
        this.progress = progress;
        this.reference = reference.player();
        this.subject = subject.player();
        this.measure = measure;
    }

    /** The machine of the reference; where it stands depends on the last call. */
    Machine expected() {
        return reference.machine();
    }

    /** The machine of the subject. */
    Machine actual() {
        return subject.machine();
    }

    /** Both at {@code moment}; empty when they differ there. */
    Optional<Standing> equalAt(long moment) {
        reference.seek(moment);
        subject.seek(moment);
        return isEqual() ? Optional.of(standing(moment)) : Optional.empty();
    }

    /**
     * The last moment before {@code bad}, from {@code good} on, at which both are equal; empty when they are equal at
     * {@code bad} too.
     */
    Optional<Standing> lastEqual(Standing good, long bad) {
        return narrow(good, bad, 1).map(Stretch::equal);
    }

    /**
     * A stretch of at most {@code enough} moments between {@code good} and {@code bad} that begins with both equal and
     * ends with a difference; empty when they are equal at {@code bad}, which is proven as soon as they are equal
     * behind the last thing from outside that differs.
     */
    Optional<Stretch> narrow(Standing good, long bad, long enough) {
        Standing from = good;
        long to = bad;
        boolean isSeen = false;
        while (to - from.moment > enough || !isSeen) {
            long step = Math.max(1, (to - from.moment + PARTS - 1) / PARTS);
            long apart = Math.max(KEPT_MOMENTS, (to - from.moment) / KEPT_TIMES);
            resume(from);
            Standing kept = from;
            long equal = from.moment;
            long at = equal;
            boolean differs = false;
            while (!differs && at < to) {
                at = Math.min(to, at + step);
                runUntil(at);
                differs = !isEqual();
                equal = differs ? equal : at;
                if (!differs && at >= settledAt) {
                    return Optional.empty();
                }
                kept = !differs && at - kept.moment >= apart && at < to ? standing(at) : kept;
            }
            if (!differs) {
                return Optional.empty();
            }
            isSeen = true;
            to = at;
            from = forward(kept, equal);
        }
        return Optional.of(new Stretch(from, to));
    }

    /** Lets both go on. */
    void runUntil(long moment) {
        expected().runUntil(moment);
        actual().runUntil(moment);
        progress.accept(moment);
    }

    /** Sets both to where they stood. */
    void resume(Standing at) {
        reference.resume(at.reference, at.moment);
        subject.resume(at.subject, at.moment);
    }

    private Standing forward(Standing from, long moment) {
        if (moment == from.moment) {
            return from;
        }
        resume(from);
        runUntil(moment);
        return standing(moment);
    }

    /** Whether the measure is the same where they stand. */
    boolean isEqual() {
        return measure.applyAsLong(expected()) == measure.applyAsLong(actual());
    }

    private Standing standing(long moment) {
        // The start of a ring lies behind what was asked for; a machine that stopped lies before.
        long at = Math.max(moment, expected().moment());
        return new Standing(at, SavedState.of(expected()), SavedState.of(actual()));
    }
}
