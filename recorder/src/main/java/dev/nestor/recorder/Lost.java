package dev.nestor.recorder;

import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.TraceReader;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much lies behind the damage of a log, as far as the frames that are whole there tell.
 *
 * @param frames frames behind the last usable one
 * @param events events behind the last usable one; absent when no frame behind the damage says how many there were
 */
record Lost(OptionalLong frames, OptionalLong events) {

    private static final Lost UNKNOWN = new Lost(OptionalLong.empty(), OptionalLong.empty());
    private static final Lost NOTHING = new Lost(OptionalLong.of(0), OptionalLong.of(0));

    /** What lies behind frame {@code lastFrame}, before which {@code events} events were read. */
    static Lost behind(TraceReader log, long lastFrame, long events) {
        List<Frame> found = log.framesBehindDamage();
        if (found.isEmpty()) {
            return log.isComplete() ? NOTHING : UNKNOWN;
        }
        Frame last = found.get(found.size() - 1);
        OptionalLong frames = OptionalLong.of(last.position().sequence() - lastFrame);
        if (last.kind() != FrameKind.FOOTER) {
            return new Lost(frames, OptionalLong.empty());
        }
        return new Lost(frames, OptionalLong.of(Math.max(0, last.position().eventSequence() - events)));
    }

    /** Number behind that of the last event before the damage, as the batches count them. */
    static long eventsBefore(TraceReader log) {
        for (int i = log.frames().size() - 1; i >= 0; i--) {
            Frame frame = log.frames().get(i);
            if (frame.kind() == FrameKind.EVENT && frame.payloadLength() >= Integer.BYTES) {
                PackedReader in = log.read(frame, new TraceReader.FramePayload());
                return frame.position().eventSequence() + in.getInt("number of events");
            }
        }
        return 0;
    }

    /** The payload of a frame, or nothing when it cannot be read any more. */
    static byte[] payloadOf(TraceReader log, Frame frame) {
        try {
            PackedReader in = log.read(frame, new TraceReader.FramePayload());
            return in.getBytes("payload", in.remaining());
        } catch (LogException e) {
            return new byte[0];
        }
    }
}
