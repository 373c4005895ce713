package dev.nestor.recorder;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.recorder.codec.EventBatchDecoder;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.RecordedSchema;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FramePosition;
import dev.nestor.recorder.log.TraceReader;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through the events of a recording in order, without allocation per event. What it gives is valid until the next
 * {@link #next()}. Each thread takes a cursor of its own.
 */
public final class EventCursor {

    private final TraceReader reader;
    private final List<Frame> frames;
    private final TraceReader.FramePayload payload = new TraceReader.FramePayload();
    private final EventBatchDecoder decoder;
    private int nextFrame;
    private boolean inBatch;

    /** A cursor over the EVENT frames of a log, which are in order of their event sequences. */
    EventCursor(TraceReader reader, List<Frame> frames, RecordedSchema schema) {
        this.decoder = new EventBatchDecoder(schema);
        this.reader = reader;
        this.frames = frames;
    }

    /**
     * Goes to the next event; false behind the last one.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException when its frame changed since the recording was opened
     */
    public boolean next() {
        try {
            while (!inBatch || !decoder.next()) {
                if (!openNextBatch()) {
                    return false;
                }
            }
            return true;
        } catch (MalformedBytesException e) {
            throw reader.damaged(frames.get(nextFrame - 1), e.expected(), e.found());
        }
    }

    /**
     * Goes to the event numbered {@code sequence}, so that it is the one this cursor stands on.
     *
     * @return whether there is one
     */
    public boolean seek(long sequence) {
        return seekFrom(sequence) && sequence() == sequence;
    }

    /**
     * Goes to the first event whose number is {@code sequence} or higher, so that it is the one this cursor stands on.
     *
     * @return whether there is one
     */
    public boolean seekFrom(long sequence) {
        nextFrame = frameBefore(sequence);
        inBatch = false;
        while (next()) {
            if (sequence() >= sequence) {
                return true;
            }
        }
        return false;
    }

    /** Events passed over so far, since this build does not declare them. */
    public long unknown() {
        return decoder.unknown();
    }

    /** The event's type. */
    public EventType type() {
        return decoder.type();
    }

    /** The event's number in the run, from 0. */
    public long sequence() {
        return decoder.sequence();
    }

    /** The event's moment. */
    public long moment() {
        return decoder.moment();
    }

    /** The values, one long per column without the payload; read only, reused. */
    public long[] values() {
        return decoder.values();
    }

    /** The array that holds the payload; read only, reused. */
    public byte[] payload() {
        return decoder.payload();
    }

    /** Index of the payload's first byte in {@link #payload()}. */
    public int payloadOffset() {
        return decoder.payloadOffset();
    }

    /** Bytes of payload; 0 for an event without one. */
    public int payloadLength() {
        return decoder.payloadLength();
    }

    /** The event as a record of its own. */
    public TraceEvent toRecord() {
        int from = payloadOffset();
        return type().toRecord(values(), Arrays.copyOfRange(payload(), from, from + payloadLength()));
    }

    /** Hands the event to {@code sink}, as the machine did. */
    public void sendTo(EventSink sink) {
        sink.event(type(), sequence(), moment(), values(), payload(), payloadOffset(), payloadLength());
    }

    private boolean openNextBatch() {
        inBatch = nextFrame < frames.size();
        if (inBatch) {
            Frame frame = frames.get(nextFrame++);
            FramePosition position = frame.position();
            PackedReader in = reader.read(frame, payload);
            int from = in.at();
            decoder.open(payload.bytes(), from, from + in.remaining(), position.moment(), position.eventSequence());
        }
        return inBatch;
    }

    /** Index of the last frame that begins at or before {@code sequence}; its batch may hold it. */
    private int frameBefore(long sequence) {
        int low = 0;
        int high = frames.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (frames.get(middle).position().eventSequence() <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
