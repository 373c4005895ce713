package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.hypervisor.StateTransferDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
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
    private final Predicate<String> wanted;
    private final BatchSink sink;
    private final @Nullable TableBatch[] batches;
    private final @Nullable TableBatch elements;
    private final @Nullable TableBatch turnRows;
    private final @Nullable TableBatch turnCounts;
    private final @Nullable TableBatch turnSlices;
    private final TurnTables turnTables;
    private final L2Turns turns;

    /**
     * Batches of one run.
     *
     * @param run number of the run, the first column of every table
     * @param allocator owned by the caller, who closes it after this object
     * @param wanted names of the tables that are filled
     * @param turns what is known of the run so far, when earlier batches of it were filled
     * @param sink takes full batches
     */
    public TraceBatches(int run, BufferAllocator allocator, Predicate<String> wanted, RunSoFar turns, BatchSink sink) {
        this.run = run;
        this.allocator = allocator;
        this.wanted = wanted;
        this.sink = sink;
        this.turns = turns.turns();
        int highest = EventType.all().get(EventType.all().size() - 1).id();
        this.batches = new TableBatch[highest + 1];
        for (EventType type : EventType.all()) {
            batches[type.id()] = batch(TableSchema.of(type));
        }
        this.elements = batch(TableSchema.ELEMENT_TRANSFERRED);
        this.turnRows = batch(TableSchema.L2_TURN);
        this.turnCounts = batch(TableSchema.L2_TURN_COUNT);
        this.turnSlices = batch(TableSchema.L2_TURN_SLICE);
        this.turnTables = new TurnTables(run, turnRows, counts(turns.sliceMoments()), this::flushWhenFull);
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
        TableBatch batch = batches[type.id()];
        if (batch != null) {
            batch.row(run, sequence, moment);
            for (int i = 0; i < type.valueCount(); i++) {
                batch.put(values[i]);
            }
            if (type.hasPayload()) {
                batch.put(payload, payloadOffset, payloadLength);
            }
            batch.endRow();
            flushWhenFull(batch);
        }
        if (elements != null && type == StateTransferred.TYPE) {
            splitElements(elements, sequence, moment, values, payload, payloadOffset, payloadLength);
        }
        if (turnTables.isWanted()) {
            turns.event(type, sequence, moment, values, payloadLength, turnTables);
        }
    }

    /** Hands on what is left, tables in the order of their numbers. */
    public void finish() {
        turns.pending(turnTables);
        turnTables.counts().forEach(L2TurnCounts::write);
        all().forEach(batch -> batch.flush(sink));
    }

    @Override
    public void close() {
        all().forEach(TableBatch::close);
    }

    private List<TableBatch> all() {
        List<TableBatch> all = new ArrayList<>(Arrays.asList(batches));
        all.add(elements);
        all.add(turnRows);
        all.add(turnCounts);
        all.add(turnSlices);
        all.removeIf(Objects::isNull);
        return all;
    }

    private List<L2TurnCounts> counts(long sliceMoments) {
        List<L2TurnCounts> counts = new ArrayList<>();
        TableBatch whole = turnCounts;
        if (whole != null) {
            counts.add(L2TurnCounts.exact(L2TurnCounts.KEPT_MAX, counted -> {
                putCounted(whole, counted);
                whole.endRow();
                flushWhenFull(whole);
            }));
        }
        TableBatch slices = turnSlices;
        if (slices != null) {
            counts.add(L2TurnCounts.inSlices(L2TurnCounts.KEPT_IN_SLICES_MAX, sliceMoments, counted -> {
                boolean isTimed = counted.kind().isTimed();
                putCounted(slices, counted);
                slices.put(counted.slice())
                        .put(isTimed, counted.sum())
                        .put(isTimed, counted.least())
                        .put(isTimed, counted.greatest())
                        .endRow();
                flushWhenFull(slices);
            }));
        }
        return counts;
    }

    /** The columns that both tables of counts begin with. */
    private void putCounted(TableBatch into, L2TurnCounts.Counted counted) {
        L2TurnCounts.Kind kind = counted.kind();
        turns.names(kind.vector(), kind.l2Hcall(), into.row(run, counted.sequence(), counted.moment()));
        into.put(kind.guest())
                .put(kind.l2Vcpu())
                .put(kind.isTimed(), counted.time())
                .put(kind.isComplete() ? 1 : 0)
                .put(counted.exits());
    }

    private @Nullable TableBatch batch(TableSchema table) {
        return wanted.test(table.name()) ? new TableBatch(table, allocator) : null;
    }

    private void flushWhenFull(TableBatch batch) {
        if (batch.rows() >= BATCH_ROWS || batch.blobBytes() >= BATCH_BLOB_BYTES) {
            batch.flush(sink);
        }
    }

    private void splitElements(
            TableBatch into,
            long sequence,
            long moment,
            long[] values,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        int format = (int) values[STATE_FORMAT_VALUE];
        StateTransferDecoder.visit(
                format, payload, payloadOffset, payloadLength, (index, id, size, offset, length, isReversed) -> {
                    into.row(run, sequence, moment).put(index).put(id).put(size);
                    if (isReversed) {
                        into.putReversed(payload, offset, length);
                    } else {
                        into.put(payload, offset, length);
                    }
                    into.endRow();
                    flushWhenFull(into);
                });
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
