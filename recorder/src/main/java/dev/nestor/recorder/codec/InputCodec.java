package dev.nestor.recorder.codec;

import dev.nestor.emulator.input.MachineInput;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the entries of an INPUT frame.
 *
 * <pre>
 * frame    entry     up to the end of the frame
 *
 * entry    1 byte    kind, the number in &#64;InputId; 0: the door was asked and nothing came in
 *          varint    moment - moment of the entry before (first entry: - the frame's first moment)
 *          varint    event sequence - that of the entry before (first entry: - the frame's first sequence)
 *          component in order: int and long as zigzag, byte[] as varint length and the bytes
 * </pre>
 */
public final class InputCodec {

    /** The kind of an entry without input. */
    private static final int NOTHING = 0;

    private InputCodec() {}

    /** Appends {@code entry}, which follows one at {@code momentBefore} and {@code sequenceBefore}. */
    public static void write(PackedWriter out, InputEntry entry, long momentBefore, long sequenceBefore) {
        MachineInput input = entry.input();
        out.putByte(input == null ? NOTHING : InputType.of(input).id());
        out.putVarint(entry.moment() - momentBefore);
        out.putVarint(entry.eventSequence() - sequenceBefore);
        if (input != null) {
            InputType.of(input).write(input, out);
        }
    }

    /**
     * All entries of a frame's payload, which {@code schema} declares.
     *
     * @throws MalformedBytesException when the bytes are no entries
     * @throws UnknownInputException when this build does not know one of them, or knows it otherwise
     */
    public static List<InputEntry> readAll(
            PackedReader in, RecordedSchema schema, long firstMoment, long firstSequence) {
        List<InputEntry> entries = new ArrayList<>();
        long moment = firstMoment;
        long sequence = firstSequence;
        while (in.remaining() > 0) {
            int at = in.at();
            int kind = in.getByte("kind of input");
            moment += in.getVarint("moment");
            sequence += in.getVarint("event sequence");
            MachineInput input =
                    kind == NOTHING ? null : typeOf(schema, kind, at).read(in);
            entries.add(new InputEntry(moment, sequence, input));
        }
        return entries;
    }

    private static InputType typeOf(RecordedSchema schema, int kind, int at) {
        String declaration = schema.input(kind);
        if (declaration == null) {
            throw new MalformedBytesException(at, "the number of an input", Integer.toString(kind));
        }
        for (InputType type : InputType.all()) {
            if (type.id() == kind && Schema.lineOf(type).equals(declaration)) {
                return type;
            }
        }
        throw new UnknownInputException(declaration);
    }
}
