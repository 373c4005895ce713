package dev.nestor.recorder;

/**
 * Says when the next keyframe is due. The answer depends on the run alone, never on the host, so that two recordings of
 * one run are equal.
 *
 * <p>The adaptive distance grows with what the last keyframe had to look at, so that keyframes cost about the same
 * share
 * of every run: {@link #MOMENTS_PER_PAGE} for each page that was written since the one before, and never less than
 * {@link #SHORTEST_MOMENTS}.
 */
final class KeyframeClock {

    /** Shortest adaptive distance; a run shorter than this has no keyframe, and its replay from the image is quick. */
    static final long SHORTEST_MOMENTS = 20_000_000;

    /** Longest adaptive distance, so that there is always one within a second or two of execution. */
    static final long LONGEST_MOMENTS = 500_000_000;

    /** Distance that pays for one page: an estimate, to be measured on runs of minutes. */
    static final long MOMENTS_PER_PAGE = 100_000;

    private final long fixedMoments;
    private long dueAt;
    private boolean isFirst = true;

    KeyframeClock(RecorderOptions options) {
        long every = options.keyframeMoments();
        this.fixedMoments = every == RecorderOptions.ADAPTIVE ? 0 : every == 0 ? Long.MAX_VALUE : every;
        this.dueAt = fixedMoments == 0 ? SHORTEST_MOMENTS : fixedMoments;
    }

    /** The moment at which the next keyframe is due; {@link Long#MAX_VALUE} for never. */
    long dueAt() {
        return dueAt;
    }

    /** A keyframe was taken at {@code moment}, and it looked at so many pages. */
    void taken(long moment, long pages) {
        long distance = fixedMoments;
        if (distance == 0) {
            // The first one looks at all of memory, which says nothing about the next.
            long wanted = isFirst ? 0 : pages * MOMENTS_PER_PAGE;
            distance = Math.max(SHORTEST_MOMENTS, Math.min(LONGEST_MOMENTS, wanted));
        }
        isFirst = false;
        dueAt = distance > Long.MAX_VALUE - moment ? Long.MAX_VALUE : moment + distance;
    }
}
