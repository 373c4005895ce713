package dev.nestor.recorder;

/**
 * Says when the next keyframe is due. The answer depends on the run alone, never on the host, so that two recordings of
 * one run are equal.
 *
 * <p>The adaptive distance grows with what the last keyframe had to look at, so that keyframes cost about the same
 * share of every run: {@link #MOMENTS_PER_PAGE} for each page that was written since the one before. It is never less
 * than {@link #WORK} in moments and events of the last distance, an event counting as
 * {@link RecorderOptions#MOMENTS_PER_EVENT}: where much is stated, moments take longer.
 */
final class KeyframeClock {

    /** The first distance, and the shortest; a run shorter than this has no keyframe, and its replay is quick. */
    static final long SHORTEST_MOMENTS = 20_000_000;

    /** Longest adaptive distance, so that there is always one within a second or two of execution. */
    static final long LONGEST_MOMENTS = 500_000_000;

    /** What pays for the state without memory: at 0.2 to 0.3 ms, 0.7 % of the time of translated code at 1,500 MIPS. */
    static final long WORK = 60_000_000;

    /** Distance that pays for one page: copied in 0.5 us, and hashed and compressed beside the machine in 15. */
    static final long MOMENTS_PER_PAGE = 100_000;

    private final long fixedMoments;
    private long dueAt;
    private long takenAt;
    private long takenEvents;
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

    /**
     * A keyframe was taken at {@code moment}.
     *
     * @param events that the machine stated up to there, kept or not
     * @param pages that the keyframe looked at
     */
    void taken(long moment, long events, long pages) {
        long distance = fixedMoments;
        if (distance == 0) {
            // The first one looks at all of memory, which says nothing about the next.
            long paid = isFirst ? 0 : pages * MOMENTS_PER_PAGE;
            distance = Math.max(paid, distanceOfWork(moment - takenAt, events - takenEvents));
            distance = Math.max(SHORTEST_MOMENTS, Math.min(LONGEST_MOMENTS, distance));
        }
        isFirst = false;
        takenAt = moment;
        takenEvents = events;
        dueAt = distance > Long.MAX_VALUE - moment ? Long.MAX_VALUE : moment + distance;
    }

    /** Moments that make up the work if events go on as in the last {@code moments}. */
    private static long distanceOfWork(long moments, long events) {
        double momentsPerEvent = (double) moments / Math.max(1, events);
        return (long) (WORK * (momentsPerEvent / (momentsPerEvent + RecorderOptions.MOMENTS_PER_EVENT)));
    }
}
