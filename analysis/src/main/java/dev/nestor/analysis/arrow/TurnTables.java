package dev.nestor.analysis.arrow;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where turns of L2s go.
 *
 * @param run number of the run
 * @param turns takes each as a row, or null for none
 * @param counts counts them, in as many ways as are asked for
 * @param afterEach hears of each row that was added to {@code turns}
 */
record TurnTables(int run, @Nullable TableBatch turns, List<L2TurnCounts> counts, Consumer<TableBatch> afterEach) {

    TurnTables {
        counts = List.copyOf(counts);
    }

    /** Whether turns go anywhere. */
    boolean isWanted() {
        return turns != null || !counts.isEmpty();
    }
}
