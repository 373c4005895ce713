package dev.nestor.recorder.log;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.recorder.codec.EventBatchEncoder;
import dev.nestor.recorder.codec.InputCodec;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Writes the frames of one recording, in the order HEADER, then INPUT, EVENT and KEYFRAME as things happen, then
 * FOOTER.
 *
 * <p>Events gather in a batch; the batch is one frame, committed when it holds {@link #BATCH_BYTES} or when an input, a
 * keyframe or the footer must come behind it. An event is acknowledged when its batch is committed: a killed recorder
 * loses at most the events of one batch, and no input before an event that was kept.
 *
 * <p>After a {@link StorageFailedException} nothing more is written, and the log ends with its last whole frame.
 *
 * @see FrameHeader
 * @see TraceReader
 */
public final class TraceWriter implements EventSink, AutoCloseable {

    /** A batch of events is committed once it has this size in bytes. */
    public static final int BATCH_BYTES = 32 << 10;

    private final ChronicleStore store;
    private final LogHeader header;
    private final long syncBytes;
    private final CRC32C crc = new CRC32C();
    private final PackedWriter batch = new PackedWriter(2 * BATCH_BYTES);
    private final PackedWriter inputs = new PackedWriter(1 << 10);
    private final PackedWriter other = new PackedWriter(1 << 10);
    private final EventBatchEncoder encoder = new EventBatchEncoder(batch);
    private long batchMoment;
    private long batchSequence;
    private InputEntry firstInput = new InputEntry(0, 0, null);
    private InputEntry lastInput = firstInput;
    private int inputsPending;
    private long inputEntries;
    private long nextEventSequence;
    private long frameSequence;
    private long chain;
    private boolean failed;

    private TraceWriter(ChronicleStore store, LogHeader header, long syncBytes) {
        this.store = store;
        this.header = header;
        this.syncBytes = syncBytes;
        startBatch();
        inputs.clear(FrameHeader.BYTES);
    }

    /**
     * Starts a log in {@code logDirectory}, which exists and is empty, with a HEADER frame.
     *
     * @throws StorageFailedException when the host does not let it
     */
    public static TraceWriter create(Path logDirectory, LogHeader header) {
        return create(logDirectory, header, 0);
    }

    /**
     * As the other, and everything is forced to disk whenever that many bytes were committed.
     *
     * @param syncBytes 0 for never
     */
    public static TraceWriter create(Path logDirectory, LogHeader header, long syncBytes) {
        TraceWriter writer = new TraceWriter(ChronicleStore.create(logDirectory, 0), header, syncBytes);
        writer.begin(0);
        return writer;
    }

    /**
     * Starts a log that begins where what is left of another one does: in a file of the same name, with a HEADER frame
     * at the position of {@code first}.
     *
     * @param first the first frame that is left of the log that {@code of} reads
     * @throws LogDamagedException when its file has a name that none of ours has
     * @throws StorageFailedException when the host does not let it
     */
    public static TraceWriter createLike(TraceReader of, Frame first, Path logDirectory, LogHeader header) {
        int segment = RecordingLayout.segmentOf(of.path(first));
        TraceWriter writer = new TraceWriter(ChronicleStore.create(logDirectory, segment), header, 0);
        writer.frameSequence = first.position().sequence();
        writer.chain = first.position().chain();
        writer.nextEventSequence = first.position().eventSequence();
        writer.begin(first.position().moment());
        return writer;
    }

    private void begin(long moment) {
        try {
            header.write(startFrame());
            commitFrame(FrameKind.HEADER, moment);
        } catch (StorageFailedException e) {
            close();
            throw e;
        }
    }

    /**
     * Ends the queue file and begins the next one, with the HEADER frame again.
     *
     * @param moment of the machine
     * @return number of the new file, from 1
     */
    public int roll(long moment) {
        flush();
        if (syncBytes > 0) {
            store.sync();
        }
        store.roll();
        header.write(startFrame());
        commitFrame(FrameKind.HEADER, moment);
        if (syncBytes > 0) {
            store.syncWithName();
        }
        return store.segment();
    }

    /** Removes the queue file numbered {@code old}, which was ended; what makes up for it is forced to disk before. */
    public void drop(int old) {
        if (syncBytes > 0) {
            store.sync();
        }
        store.drop(old);
    }

    /** Bytes committed to the present queue file. */
    public long writtenBytes() {
        return store.writtenBytes();
    }

    /**
     * Adds one event to the batch.
     *
     * @throws IllegalStateException when the sequence is not the next one or the moment goes back
     * @throws StorageFailedException when a full batch could not be written
     */
    @Override
    public void event(
            EventType type,
            long sequence,
            long moment,
            long[] values,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        if (sequence != nextEventSequence) {
            throw new IllegalStateException(
                    type + " at moment " + moment + " has sequence " + sequence + ", expected " + nextEventSequence);
        }
        if (encoder.count() == 0) {
            batchMoment = moment;
            batchSequence = sequence;
        }
        encoder.add(type, moment, values, payload, payloadOffset, payloadLength);
        nextEventSequence++;
        if (batch.length() >= BATCH_BYTES) {
            flush();
        }
    }

    /**
     * Adds what the input door said. An input is committed at once, together with all events before it; an empty answer
     * waits for the events that follow it.
     */
    public void input(InputEntry entry) {
        boolean isInput = entry.input() != null;
        if (isInput) {
            flush();
        }
        if (inputsPending == 0) {
            firstInput = entry;
            lastInput = entry;
        }
        InputCodec.write(inputs, entry, lastInput.moment(), lastInput.eventSequence());
        lastInput = entry;
        inputsPending++;
        inputEntries++;
        if (isInput || inputs.length() >= BATCH_BYTES) {
            flushInputs();
        }
    }

    /** Starts a frame that holds neither events nor inputs; {@link #commitFrame} commits it before anything else. */
    public PackedWriter startFrame() {
        flush();
        other.clear(FrameHeader.BYTES);
        return other;
    }

    /**
     * Commits the frame that {@link #startFrame} began, behind all that happened before it.
     *
     * @param moment of the machine
     */
    public void commitFrame(FrameKind kind, long moment) {
        commit(other, kind, moment, nextEventSequence);
    }

    /**
     * Writes a frame of another log as it is there, with its own moment and event sequence.
     *
     * @param payload stands before the frame's payload in the array {@code bytes}
     */
    public void copy(Frame frame, PackedReader payload, byte[] bytes) {
        int count = payload.remaining();
        startFrame().putBytes(bytes, payload.at(), count);
        FramePosition position = frame.position();
        commit(other, frame.kind(), position.moment(), position.eventSequence());
        nextEventSequence = position.eventSequence();
        if (frame.kind() == FrameKind.EVENT) {
            nextEventSequence += payload.getInt("number of events");
        }
    }

    /** Writes the footer, behind everything else. */
    public void footer(long moment, byte[] text) {
        startFrame().putBytes(text, 0, text.length);
        commitFrame(FrameKind.FOOTER, moment);
    }

    /** Commits everything that waits. */
    public void flush() {
        flushInputs();
        if (encoder.count() > 0) {
            encoder.end();
            commit(batch, FrameKind.EVENT, batchMoment, batchSequence);
            startBatch();
        }
    }

    /** The sequence that the next event must have. */
    public long nextEventSequence() {
        return nextEventSequence;
    }

    /** Input entries written, empty answers included. */
    public long inputEntries() {
        return inputEntries;
    }

    /** Frames committed. */
    public long frames() {
        return frameSequence;
    }

    /** The digest over all frames committed. */
    public long chain() {
        return chain;
    }

    /** Commits what waits, unless the storage failed before, and closes the queue. */
    @Override
    public void close() {
        try {
            if (!failed) {
                flush();
                if (syncBytes > 0) {
                    store.sync();
                }
            }
        } finally {
            store.close();
        }
    }

    private void startBatch() {
        batch.clear(FrameHeader.BYTES);
        encoder.begin();
    }

    private void flushInputs() {
        if (inputsPending > 0) {
            commit(inputs, FrameKind.INPUT, firstInput.moment(), firstInput.eventSequence());
            inputs.clear(FrameHeader.BYTES);
            inputsPending = 0;
        }
    }

    private void commit(PackedWriter frame, FrameKind kind, long moment, long eventSequence) {
        if (failed) {
            throw new IllegalStateException("the storage of this log failed before; nothing more can be written");
        }
        int payloadLength = frame.length() - FrameHeader.BYTES;
        if (payloadLength > FrameHeader.PAYLOAD_BYTES_MAX) {
            throw new IllegalStateException(kind + " frame of " + payloadLength + " bytes at moment " + moment);
        }
        FramePosition position = new FramePosition(frameSequence, moment, eventSequence, chain);
        FrameHeader.write(frame.array(), frame.length(), kind, position, crc);
        try {
            store.append(frame.array(), frame.length());
        } catch (StorageFailedException e) {
            failed = true;
            throw e;
        }
        chain = FrameHeader.chainAfter(chain, payloadLength, FrameHeader.crc(frame.array()));
        frameSequence++;
        if (syncBytes > 0 && store.unsyncedBytes() >= syncBytes) {
            store.sync();
        }
    }
}
