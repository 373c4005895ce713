package dev.nestor.analysis.arrow;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where turns of L2s go.
 *
 * @param run number of the run
 * @param turns takes each as a row, or null for none
 * @param counts counts them, or null when nobody asks
 * @param afterEach hears of each row that was added to {@code turns}
 */
record TurnTables(
        int run, @Nullable TableBatch turns, @Nullable L2TurnCounts counts, Consumer<TableBatch> afterEach) {

    /** Whether turns go anywhere. */
    boolean isWanted() {
        return turns != null || counts != null;
    }
}
