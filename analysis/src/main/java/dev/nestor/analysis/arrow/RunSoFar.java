package dev.nestor.analysis.arrow;

import java.util.List;

/** What must be known of the events before when the rest of a run is loaded; one for each run, empty at its begin. */
public final class RunSoFar {

    /** Slices in which turns are counted are at most so many. */
    private static final long SLICES_MAX = 500;

    private static final int[] STEPS = {1, 2, 5};

    private final L2Turns turns = new L2Turns();
    private final long sliceMoments;

    private RunSoFar(long sliceMoments) {
        this.sliceMoments = sliceMoments;
    }

    /** Nothing of a run yet, whose length nobody knows: its slices are single moments. */
    public RunSoFar() {
        this(1);
    }

    /** Nothing yet of a run of that many moments. */
    public static RunSoFar ofLength(long moments) {
        return new RunSoFar(sliceMoments(moments));
    }

    /**
     * Length of the slices in which turns of a run of that many moments are counted: 1, 2 or 5 times a power of ten,
     * the least of which at most 500 make up the run. What asks for multiples of it can add the slices up.
     */
    public static long sliceMoments(long moments) {
        long power = 1;
        while (true) {
            for (int step : STEPS) {
                if (moments / (step * power) < SLICES_MAX) {
                    return step * power;
                }
            }
            power *= 10;
        }
    }

    /** Positions of rows of {@code l2_turn} that are not final: more events state them again, with more in them. */
    public List<Long> unfinishedTurns() {
        return turns.pendingSequences();
    }

    L2Turns turns() {
        return turns;
    }

    /** Length of the slices in which turns are counted. */
    long sliceMoments() {
        return sliceMoments;
    }
}
