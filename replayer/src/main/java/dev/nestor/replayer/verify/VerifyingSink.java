package dev.nestor.replayer.verify;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.event.Unit;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Compares every event of a replaying machine with the recording: type, sequence, moment, each column and the payload.
 * At the first difference it throws {@link ReplayEnded}, so that the machine stops in the middle of the instruction.
 *
 * <p>That the machine applied an edit is stated as an event too; it is not in the recording, so it is counted, passed
 * over and subtracted from the sequences and input numbers that follow. Its effects are compared like everything else.
 */
public final class VerifyingSink implements EventSink {

    /** Bytes shown of a payload where it differs. */
    private static final int BYTES_SHOWN = 8;

    private static final int INPUT_INDEX_COLUMN = 0;

    private static final int TYPES = 256;

    private final Recording recording;
    private final RecordedInputs inputs;
    private final EventCursor expected;
    private final boolean[] isCompared = new boolean[TYPES];
    private final long[] comparedColumns = new long[TYPES];
    private boolean hasExpected;
    private boolean isListening;
    private long nextSequence;
    private long machineAhead;
    private final long unknownBefore;
    private long added;
    private long edits;
    private long events;
    private long digests;

    /** Compares with {@code recording} from the event {@code firstSequence} on. */
    public VerifyingSink(Recording recording, RecordedInputs inputs, long firstSequence) {
        this.recording = recording;
        this.inputs = inputs;
        this.expected = recording.events();
        this.hasExpected = firstSequence == 0 ? expected.next() : expected.seekFrom(firstSequence);
        this.nextSequence = firstSequence;
        this.unknownBefore = expected.unknown();
        for (EventType type : EventType.all()) {
            isCompared[type.id()] = recording.schema().knows(type)
                    && recording.manifest().level().keeps(type);
            comparedColumns[type.id()] = recording.schema().columnsOf(type);
        }
    }

    /**
     * Compares from now on; what was said before, while the machine was set up, is not part of the replay.
     *
     * @param machineSequence number of the machine's next event
     */
    public void listen(long machineSequence) {
        isListening = true;
        machineAhead = machineSequence - (unknownBefore > 0 && hasExpected ? expected.sequence() : nextSequence);
    }

    /** Events so far of types that the recording does not know, since they were added to the machine after it. */
    public long added() {
        return added;
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
        if (!isListening) {
            return;
        }
        boolean isInput = type == TraceEvent.InputApplied.TYPE;
        if (isInput && inputs.takeIsEdit()) {
            edits++;
            return;
        }
        if (!isCompared[type.id()]) {
            machineAhead++;
            added += recording.schema().knows(type) ? 0 : 1;
            return;
        }
        if (isAtOpenEnd()) {
            throw new ReplayEnded(null);
        }
        if (!hasExpected) {
            throw ended(difference(moment, type.name(), "end", "the end of the recording", type.name()));
        }
        if (type != expected.type()) {
            throw ended(difference(
                    moment, expected.type().name(), "type", expected.type().name(), type.name()));
        }
        requireSame(type, moment, "sequence", expected.sequence(), sequence - edits - machineAhead + unknown());
        requireSame(type, moment, "moment", expected.moment(), moment);
        compareValues(type, moment, values, isInput ? edits : 0);
        if (recording.schema().hasPayload(type)) {
            comparePayload(type, moment, payload, payloadOffset, payloadLength);
        }
        events++;
        digests += type == TraceEvent.StateDigested.TYPE ? 1 : 0;
        nextSequence = expected.sequence() + 1;
        hasExpected = expected.next();
        if (isAtOpenEnd()) {
            throw new ReplayEnded(null);
        }
    }

    /** Whether nothing is left to compare and the recording does not say how the run went on. */
    public boolean isAtOpenEnd() {
        return !hasExpected && !recording.isComplete();
    }

    /** The difference that the recording goes on although the machine, at {@code moment}, has stopped; or null. */
    public @Nullable Divergence missingEvent(long moment) {
        return hasExpected
                ? difference(
                        moment,
                        expected.type().name(),
                        "end",
                        expected.type().name() + " at moment " + expected.moment(),
                        "the machine stopped")
                : null;
    }

    /** The difference that the machine, now at {@code moment}, passed the next recorded event without it; or null. */
    public @Nullable Divergence missedEvent(long moment) {
        return hasExpected && expected.moment() < moment
                ? difference(
                        expected.moment(),
                        expected.type().name(),
                        "end",
                        expected.type().name() + " at moment " + expected.moment(),
                        "no event up to moment " + moment)
                : null;
    }

    /** A difference in something that is no event, at the end of what was compared. */
    public Divergence difference(long moment, String what, String field, String expectedText, String actualText) {
        int recordedBy = recording.manifest().machineRevision();
        String actual = recordedBy == Machine.REVISION
                ? actualText
                : actualText + " (recorded by machine revision " + recordedBy + ", this is " + Machine.REVISION + ")";
        return Divergence.in(recording.directory(), nextSequence, moment, what, field, expectedText, actual);
    }

    /** Events compared and found equal. */
    public long events() {
        return events;
    }

    /** Digests among them. */
    public long digests() {
        return digests;
    }

    /** Events of the recording passed over, since this build's machine does not state them. */
    private long unknown() {
        return expected.unknown() - unknownBefore;
    }

    private void compareValues(EventType type, long moment, long[] values, long editsBefore) {
        long[] recorded = expected.values();
        for (long left = comparedColumns[type.id()]; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            long actual = i == INPUT_INDEX_COLUMN ? values[i] - editsBefore : values[i];
            if (recorded[i] != actual) {
                EventColumn column = type.columns().get(i);
                throw ended(difference(
                        moment, type.name(), column.name(), text(column, recorded[i]), text(column, actual)));
            }
        }
    }

    private void comparePayload(EventType type, long moment, byte[] payload, int offset, int length) {
        byte[] recorded = expected.payload();
        int from = expected.payloadOffset();
        int to = from + expected.payloadLength();
        int at = Arrays.mismatch(recorded, from, to, payload, offset, offset + length);
        if (at >= 0) {
            EventColumn column = type.columns().get(type.columns().size() - 1);
            throw ended(difference(
                    moment,
                    type.name(),
                    column.name(),
                    bytesText(recorded, from, to - from, at),
                    bytesText(payload, offset, length, at)));
        }
    }

    private void requireSame(EventType type, long moment, String field, long recorded, long actual) {
        if (recorded != actual) {
            throw ended(difference(moment, type.name(), field, Long.toString(recorded), Long.toString(actual)));
        }
    }

    private static ReplayEnded ended(Divergence divergence) {
        return new ReplayEnded(divergence);
    }

    private static String text(EventColumn column, long value) {
        Unit unit = column.unit();
        if (unit == Unit.ADDRESS || unit == Unit.REGISTER || unit == Unit.DIGEST) {
            return HexFormat.of().toHexDigits(value);
        }
        return unit == Unit.HEX ? "0x" + Long.toHexString(value) : Long.toString(value);
    }

    private static String bytesText(byte[] bytes, int offset, int length, int at) {
        String hex = HexFormat.of().formatHex(bytes, offset + at, offset + Math.min(length, at + BYTES_SHOWN));
        return (hex.isEmpty() ? "nothing" : hex) + " from byte " + at + " of " + length;
    }
}
