package dev.nestor.analysis.arrow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The rows of one table that were not handed on yet. Vectors grow to the size of a batch once and are then reused.
 * Values go straight to the addresses of the vectors' memory: the vectors' own setters check and mark each value, which
 * costs more than everything else about it, and buffers check each access. So each row and each value of bytes makes
 * sure once that there is room.
 */
final class TableBatch implements AutoCloseable {

    private static final int FIRST_ROWS = 256;
    private static final VarHandle LONG_IN_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final TableSchema table;
    private final VectorSchemaRoot root;
    private final FieldVector[] vectors;
    private final boolean[] isWide;
    private final boolean[] isOptional;

    /** Address of each column's values; of a column of bytes, of where each value begins, which ends the one before. */
    private final long[] cells;

    /** Address of the bytes, of the columns that have them, how many there is room for, and how many are used. */
    private final long[] bytes;

    private final int[] bytesMost;
    private final int[] bytesUsed;
    private int capacity;
    private int rows;
    private int column;
    private long blobBytes;

    TableBatch(TableSchema table, BufferAllocator allocator) {
        List<TableColumn> columns = table.columns();
        this.table = table;
        this.root = VectorSchemaRoot.create(table.arrowSchema(), allocator);
        this.vectors = root.getFieldVectors().toArray(new FieldVector[0]);
        this.isWide = new boolean[vectors.length];
        this.isOptional = new boolean[vectors.length];
        this.cells = new long[vectors.length];
        this.bytes = new long[vectors.length];
        this.bytesMost = new int[vectors.length];
        this.bytesUsed = new int[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            isWide[i] = vectors[i] instanceof BaseFixedWidthVector fixed && fixed.getTypeWidth() == Long.BYTES;
            isOptional[i] = columns.get(i).isOptional();
            vectors[i].setInitialCapacity(FIRST_ROWS);
            vectors[i].allocateNew();
        }
        findMemory();
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
        if (rows == capacity) {
            for (FieldVector vector : vectors) {
                vector.reAlloc();
            }
            findMemory();
        }
        column = 0;
        return put(run).put(sequence).put(moment);
    }

    /** The next column's value; 32-bit columns keep the low half. */
    TableBatch put(long value) {
        int at = column++;
        if (isWide[at]) {
            MemoryUtil.putLong(cells[at] + (long) rows * Long.BYTES, value);
        } else {
            MemoryUtil.putInt(cells[at] + (long) rows * Integer.BYTES, (int) value);
        }
        return this;
    }

    /** The next column has no value; it is one that need not have one. */
    TableBatch putNothing() {
        int at = column++;
        if (!isOptional[at]) {
            throw new IllegalStateException(
                    table.name() + "." + table.columns().get(at).name() + " has no value");
        }
        BitVectorHelper.unsetBit(vectors[at].getValidityBuffer(), rows);
        if (vectors[at] instanceof BaseVariableWidthVector) {
            MemoryUtil.putInt(cells[at] + (rows + 1L) * Integer.BYTES, bytesUsed[at]);
        }
        return this;
    }

    /** The next column's value, or none where it is not known. */
    TableBatch put(boolean isKnown, long value) {
        return isKnown ? put(value) : putNothing();
    }

    /** The next column's bytes. */
    TableBatch put(byte[] from, int offset, int length) {
        long to = room(column, length);
        if (length == Long.BYTES) {
            MemoryUtil.putLong(to, (long) LONG_IN_BYTES.get(from, offset));
        } else {
            MemoryUtil.copyToMemory(from, offset, to, length);
        }
        endBytes(length);
        return this;
    }

    /** The next column's bytes, in the opposite order. */
    TableBatch putReversed(byte[] from, int offset, int length) {
        long to = room(column, length);
        if (length == Long.BYTES) {
            MemoryUtil.putLong(to, Long.reverseBytes((long) LONG_IN_BYTES.get(from, offset)));
        } else {
            for (int i = 0; i < length; i++) {
                MemoryUtil.putByte(to + i, from[offset + length - 1 - i]);
            }
        }
        endBytes(length);
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
        for (FieldVector vector : vectors) {
            if (vector instanceof BaseVariableWidthVector variable) {
                variable.setLastSet(rows - 1);
            }
        }
        root.setRowCount(rows);
        sink.batch(table, root);
        for (int i = 0; i < vectors.length; i++) {
            bytesUsed[i] = 0;
            if (isOptional[i]) {
                setValid(vectors[i], 0);
            }
        }
        rows = 0;
        blobBytes = 0;
    }

    @Override
    public void close() {
        root.close();
    }

    /** Address of room for {@code length} bytes more. */
    private long room(int at, int length) {
        if (bytesMost[at] - bytesUsed[at] < length) {
            BaseVariableWidthVector vector = (BaseVariableWidthVector) vectors[at];
            vector.setLastSet(rows - 1);
            vector.reallocDataBuffer(bytesUsed[at] + (long) length);
            findBytes(at);
        }
        return bytes[at] + bytesUsed[at];
    }

    private void endBytes(int length) {
        bytesUsed[column] += length;
        blobBytes += length;
        MemoryUtil.putInt(cells[column] + (rows + 1L) * Integer.BYTES, bytesUsed[column]);
        column++;
    }

    /** Takes the vectors' memory anew after it moved; rows from the present one on count as valid. */
    private void findMemory() {
        capacity = Integer.MAX_VALUE;
        for (FieldVector vector : vectors) {
            capacity = Math.min(capacity, vector.getValueCapacity());
        }
        for (int i = 0; i < vectors.length; i++) {
            boolean isOfBytes = vectors[i] instanceof BaseVariableWidthVector;
            ArrowBuf buffer = isOfBytes ? vectors[i].getOffsetBuffer() : vectors[i].getDataBuffer();
            cells[i] = buffer.memoryAddress();
            if (isOfBytes) {
                findBytes(i);
            }
            setValid(vectors[i], rows);
        }
    }

    private void findBytes(int at) {
        ArrowBuf data = vectors[at].getDataBuffer();
        bytes[at] = data.memoryAddress();
        bytesMost[at] = (int) Math.min(Integer.MAX_VALUE, data.capacity());
    }

    private static void setValid(FieldVector vector, int from) {
        var validity = vector.getValidityBuffer();
        for (long bit = from; bit < Math.min(from + 7L & ~7L, validity.capacity() * 8); bit++) {
            BitVectorHelper.setBit(validity, bit);
        }
        long first = from + 7L >> 3;
        validity.setOne(first, validity.capacity() - first);
    }
}
