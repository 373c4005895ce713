package dev.nestor.replayer;

import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.RecorderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * A replay in slices between keyframes, several at a time, each on a thread of the caller's. A slice begins with the
 * state of its keyframe and must end with exactly the digest of the next, so that together they prove what one replay
 * from start to end does; and the first slice that differs, in order, differs where that replay would.
 */
final class SlicedReplay {

    private record Done(Optional<ReplayResult> result, boolean couldNotStart) {
        /** Of a slice behind a difference. */
        static final Done NOT_NEEDED = new Done(Optional.empty(), false);
    }

    private final ReplaySlice.Plan plan;
    private final Optional<Keyframe> start;
    private final int slicesMax;
    private final long workMin;
    private final ExecutorService threads;
    private final LongConsumer progress;
    private final AtomicLong momentsDone = new AtomicLong();

    /** Index of the first slice known to differ: what lies behind it decides nothing. */
    private final AtomicInteger lastNeeded = new AtomicInteger(Integer.MAX_VALUE);

    /**
     * Makes no more than about {@code slicesMax} slices of at least {@code workMin}, in the unit of {@link
     * Replayer#inSlices}; the last may be shorter. Tells {@code progress} how many moments are behind it in all, from
     * any of the threads, one at a time.
     */
    SlicedReplay(
            ReplaySlice.Plan plan,
            Optional<Keyframe> start,
            int slicesMax,
            long workMin,
            ExecutorService threads,
            LongConsumer progress) {
        this.plan = plan;
        this.start = start;
        this.slicesMax = slicesMax;
        this.workMin = workMin;
        this.threads = threads;
        this.progress = progress;
    }

    /** Replays; empty when a keyframe could not be used, so that only a replay without them can tell. */
    Optional<ReplayResult> run() {
        List<Future<Done>> slices = new ArrayList<>();
        Optional<Keyframe> from = start;
        long least = leastWork();
        int first = start.map(keyframe -> keyframe.number() + 1).orElse(0);
        for (Keyframe keyframe : plan.keyframes()) {
            // Two at one moment have nothing between them, or only events: the slice before runs through both.
            boolean isLater = keyframe.moment() > from.map(Keyframe::moment).orElse(0L)
                    && work(Optional.of(keyframe)) - work(from) >= least;
            if (keyframe.number() >= first && isLater && keyframe.moment() < plan.untilMoment()) {
                slices.add(threads.submit(slice(slices.size(), from, Optional.of(keyframe))));
                from = Optional.of(keyframe);
            }
        }
        slices.add(threads.submit(slice(slices.size(), from, Optional.empty())));
        return collect(slices);
    }

    /** The least work of a slice, but for the last. */
    private long leastWork() {
        Optional<Keyframe> last = plan.keyframes().stream()
                .filter(keyframe -> keyframe.moment() < plan.untilMoment())
                .reduce((before, behind) -> behind);
        long all = work(last) - work(start);
        return all / Math.max(1, Math.min(slicesMax, all / workMin)) + 1;
    }

    /** From the start of the run to {@code keyframe}. */
    private static long work(Optional<Keyframe> keyframe) {
        return keyframe.map(each -> each.moment() + RecorderOptions.MOMENTS_PER_EVENT * each.eventSequence())
                .orElse(0L);
    }

    private Callable<Done> slice(int index, Optional<Keyframe> from, Optional<Keyframe> to) {
        return () -> {
            if (index > lastNeeded.get()) {
                return Done.NOT_NEEDED;
            }
            AtomicLong before = new AtomicLong(from.map(Keyframe::moment).orElse(0L));
            ReplaySlice slice = new ReplaySlice(plan, from, to, moment -> tell(moment - before.getAndSet(moment)));
            ReplayResult result = slice.run();
            if (!result.isEqual()) {
                lastNeeded.accumulateAndGet(index, Math::min);
            }
            return new Done(Optional.of(result), slice.couldNotStart());
        };
    }

    /** Waits for all, so that none reads the recording any longer when this returns. */
    private Optional<ReplayResult> collect(List<Future<Done>> slices) {
        long events = 0;
        long digests = 0;
        Done decisive = Done.NOT_NEEDED;
        for (int i = 0; i < slices.size(); i++) {
            Done done = await(slices, i);
            if (i <= lastNeeded.get() && done.result.isPresent()) {
                events += done.result.get().events();
                digests += done.result.get().digests();
                decisive = done;
            }
        }
        if (decisive.couldNotStart) {
            return Optional.empty();
        }
        ReplayResult last = decisive.result.orElseThrow();
        return Optional.of(new ReplayResult(
                last.divergence(), events, digests, last.moment(), last.instructions(), last.stopReason()));
    }

    private Done await(List<Future<Done>> slices, int index) {
        try {
            return slices.get(index).get();
        } catch (ExecutionException e) {
            lastNeeded.set(-1);
            for (Future<Done> later : slices.subList(index + 1, slices.size())) {
                awaitQuietly(later);
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("a slice of a replay failed", e);
        } catch (InterruptedException e) {
            lastNeeded.set(-1);
            throw new IllegalStateException("interrupted while slices of a replay ran", e);
        }
    }

    /** A failure that comes after the first one tells nothing new. */
    private static boolean awaitQuietly(Future<Done> slice) {
        try {
            slice.get();
            return true;
        } catch (ExecutionException | InterruptedException e) {
            return false;
        }
    }

    private void tell(long moments) {
        long done = momentsDone.addAndGet(moments);
        synchronized (momentsDone) {
            progress.accept(done);
        }
    }
}
