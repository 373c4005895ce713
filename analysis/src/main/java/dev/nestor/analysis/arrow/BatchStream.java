package dev.nestor.analysis.arrow;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A stream of one batch that already stands in memory: nothing is copied, and the rows stay the caller's. */
public final class BatchStream extends ArrowReader {

    private final VectorSchemaRoot rows;
    private boolean read;

    /** A stream whose only batch is {@code rows}. */
    public BatchStream(BufferAllocator allocator, VectorSchemaRoot rows) {
        super(allocator);
        this.rows = rows;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() {
        return rows;
    }

    @Override
    public boolean loadNextBatch() {
        boolean first = !read;
        read = true;
        return first;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    /** Leaves the rows alone: the caller fills them again. */
    @Override
    public void close(boolean closeReadSource) {}

    @Override
    protected void closeReadSource() throws IOException {}

    @Override
    protected Schema readSchema() {
        return rows.getSchema();
    }
}
