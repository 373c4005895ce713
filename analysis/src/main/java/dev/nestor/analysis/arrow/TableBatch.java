package dev.nestor.analysis.arrow;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The rows of one table that were not handed on yet. Vectors grow to the size of a batch once and are then reused. */
final class TableBatch implements AutoCloseable {

    private final TableSchema table;
    private final VectorSchemaRoot root;
    private final FieldVector[] vectors;
    private int rows;
    private int column;
    private long blobBytes;

    TableBatch(TableSchema table, BufferAllocator allocator) {
        this.table = table;
        this.root = VectorSchemaRoot.create(table.arrowSchema(), allocator);
        this.vectors = root.getFieldVectors().toArray(new FieldVector[0]);
        for (FieldVector vector : vectors) {
            vector.setInitialCapacity(256);
            vector.allocateNew();
        }
    }

    TableSchema table() {
        return table;
    }

    int rows() {
        return rows;
    }

    /** Bytes of all blobs of this batch. */
    long blobBytes() {
        return blobBytes;
    }

    /** Starts a row; every column's value follows in order. */
    TableBatch row(int run, long sequence, long moment) {
        column = 0;
        return put(run).put(sequence).put(moment);
    }

    /** The next column's value; 32-bit columns keep the low half. */
    TableBatch put(long value) {
        FieldVector vector = vectors[column++];
        if (vector instanceof BigIntVector signed) {
            signed.setSafe(rows, value);
        } else if (vector instanceof UInt8Vector pattern) {
            pattern.setSafe(rows, value);
        } else if (vector instanceof IntVector signed) {
            signed.setSafe(rows, (int) value);
        } else {
            ((UInt4Vector) vector).setSafe(rows, (int) value);
        }
        return this;
    }

    /** The next column's bytes. */
    TableBatch put(byte[] bytes, int offset, int length) {
        ((VarBinaryVector) vectors[column++]).setSafe(rows, bytes, offset, length);
        blobBytes += length;
        return this;
    }

    /** Ends the row. */
    void endRow() {
        if (column != vectors.length) {
            throw new IllegalStateException(table.name() + " got " + column + " of " + vectors.length + " values");
        }
        rows++;
    }

    /** Hands the rows on, if there are any, and starts anew. */
    void flush(BatchSink sink) {
        if (rows == 0) {
            return;
        }
        root.setRowCount(rows);
        sink.batch(table, root);
        for (FieldVector vector : vectors) {
            vector.reset();
        }
        rows = 0;
        blobBytes = 0;
    }

    @Override
    public void close() {
        root.close();
    }
}
