package dev.nestor.analysis.arrow;

import java.util.List;

/** What must be known of the events before when the rest of a run is loaded; one for each run, empty at its begin. */
public final class RunSoFar {

    private final L2Turns turns = new L2Turns();

    /** Nothing of a run yet. */
    public RunSoFar() {}

    /** Positions of rows of {@code l2_turn} that are not final: more events state them again, with more in them. */
    public List<Long> unfinishedTurns() {
        return turns.pendingSequences();
    }

    L2Turns turns() {
        return turns;
    }
}
