package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.hypervisor.StateTransferDecoder;
import dev.nestor.emulator.hypervisor.StateTransferDecoder.Element;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sorts events into one batch per table and hands each batch on when it is full. Memory is bounded by the number of
 * tables, not by the number of events. It is an event sink: it takes the events of a reader or of a running machine.
 */
public final class TraceBatches implements EventSink, AutoCloseable {

    /** Rows of a full batch: larger ones were slower, see the module's README. */
    static final int BATCH_ROWS = 1 << 16;

    /** A batch is full as well when its blobs reach this size, so that large payloads do not pile up. */
    static final long BATCH_BLOB_BYTES = 8L << 20;

    private static final int STATE_FORMAT_VALUE = valueIndex("format");

    private final int run;
    private final BufferAllocator allocator;
    private final boolean withElements;
    private final BatchSink sink;
    private final @Nullable TableBatch[] batches;
    private final TableBatch elements;

    /**
     * Batches of one run.
     *
     * @param run number of the run, the first column of every table
     * @param allocator owned by the caller, who closes it after this object
     * @param withElements whether transferred state is taken apart into elements
     * @param sink takes full batches
     */
    public TraceBatches(int run, BufferAllocator allocator, boolean withElements, BatchSink sink) {
        this.run = run;
        this.allocator = allocator;
        this.withElements = withElements;
        this.sink = sink;
        int highest = EventType.all().get(EventType.all().size() - 1).id();
        this.batches = new TableBatch[highest + 1];
        this.elements = new TableBatch(TableSchema.ELEMENT_TRANSFERRED, allocator);
    }

    @Override
    public void event(
            EventType type,
            long sequence,
            long moment,
            long[] values,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        TableBatch batch = batchOf(type);
        batch.row(run, sequence, moment);
        for (int i = 0; i < type.valueCount(); i++) {
            batch.put(values[i]);
        }
        if (type.hasPayload()) {
            batch.put(payload, payloadOffset, payloadLength);
        }
        batch.endRow();
        flushWhenFull(batch);
        if (withElements && type == StateTransferred.TYPE) {
            splitElements(sequence, moment, values, payload, payloadOffset, payloadLength);
        }
    }

    /** Hands on what is left, tables in the order of their numbers. */
    public void finish() {
        for (TableBatch batch : batches) {
            if (batch != null) {
                batch.flush(sink);
            }
        }
        elements.flush(sink);
    }

    @Override
    public void close() {
        for (TableBatch batch : batches) {
            if (batch != null) {
                batch.close();
            }
        }
        elements.close();
    }

    private TableBatch batchOf(EventType type) {
        TableBatch batch = batches[type.id()];
        if (batch == null) {
            batch = new TableBatch(TableSchema.of(type), allocator);
            batches[type.id()] = batch;
        }
        return batch;
    }

    private void flushWhenFull(TableBatch batch) {
        if (batch.rows() >= BATCH_ROWS || batch.blobBytes() >= BATCH_BLOB_BYTES) {
            batch.flush(sink);
        }
    }

    private void splitElements(
            long sequence, long moment, long[] values, byte[] payload, int payloadOffset, int payloadLength) {
        byte[] bytes = Arrays.copyOfRange(payload, payloadOffset, payloadOffset + payloadLength);
        for (Element element : StateTransferDecoder.decode((int) values[STATE_FORMAT_VALUE], bytes)) {
            elements.row(run, sequence, moment)
                    .put(element.index())
                    .put(element.id())
                    .put(element.sizeBytes())
                    .put(element.value(), 0, element.value().length)
                    .endRow();
            flushWhenFull(elements);
        }
    }

    private static int valueIndex(String column) {
        for (int i = 0; i < StateTransferred.TYPE.columns().size(); i++) {
            if (StateTransferred.TYPE.columns().get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalStateException("state_transferred has no column " + column);
    }
}
