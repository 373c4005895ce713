package dev.nestor.replayer;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.Unit;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.codec.DigestSource;
import dev.nestor.recorder.log.Frame;
import dev.nestor.replayer.timeline.Player;
import dev.nestor.replayer.timeline.Rerun;
import java.util.ArrayDeque;
import java.util.List;

/** The digests that a recorded machine stated, computed by running it again, a piece at a time. */
final class ComputedDigests implements DigestSource, EventSink {

    /** Moments of one piece: what it states has to be kept. */
    private static final long PIECE_MOMENTS = 1_000_000;

    private final boolean[] hasDigests = new boolean[256];
    private final ArrayDeque<Stated> stated = new ArrayDeque<>();
    private final Machine machine;
    private final long endMoment;
    private boolean hasStopped;

    /**
     * Of the machine of {@code recording}, from its start, or where it begins.
     *
     * @throws dev.nestor.recorder.log.LogException when it begins at a keyframe that this build does not load
     */
    ComputedDigests(Recording recording) {
        List<Frame> frames = recording.frames();
        long last = frames.get(frames.size() - 1).position().moment();
        this.endMoment = recording.summary().map(RecordingSummary::moment).orElse(last) + 1;
        for (EventType type : EventType.all()) {
            hasDigests[type.id()] = type.columns().stream().anyMatch(column -> column.unit() == Unit.DIGEST);
        }
        this.machine = new Player(Rerun.of(recording), this).machine();
    }

    @Override
    public long[] next(int type) {
        // A machine that never states one is not run for ever: nothing was recorded behind the end.
        while (stated.isEmpty() && !hasStopped) {
            long until = Math.min(machine.moment() + PIECE_MOMENTS, endMoment);
            hasStopped = machine.runUntil(until) != StopReason.MOMENT_REACHED || until == endMoment;
        }
        Stated next = stated.poll();
        // Other digests than recorded are found by the frame's checksum; so is an event that never came.
        return next == null || next.type != type ? new long[0] : next.values;
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
        if (hasDigests[type.id()]) {
            stated.add(new Stated(type.id(), values.clone()));
        }
    }

    private record Stated(int type, long[] values) {}
}
