package dev.nestor.analysis.arrow;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Where full batches go. */
@FunctionalInterface
public interface BatchSink {

    /**
     * Takes the rows of one batch; afterwards the caller fills the same vectors anew.
     *
     * @param table whose rows they are
     * @param rows one vector per column of {@code table}, at least one row
     */
    void batch(TableSchema table, VectorSchemaRoot rows);
}
