package dev.nestor.cli.mutant;

import com.github.luben.zstd.Zstd;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.recorder.codec.EventBatchDecoder;
import dev.nestor.recorder.codec.EventBatchEncoder;
import dev.nestor.recorder.codec.InputCodec;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes of frames and of what is decoded from them; whoever writes the log gives it checksums that fit. */
final class FrameMutations {

    /** Moments are shifted by no more, or a sound replay would take its time. */
    private static final int MOMENTS = 200_000;

    private static final List<String> RULES = List.of(
            "call=H_GUEST_CREATE effect=H_BUSY times=3",
            "call=H_ENTER_NESTED effect=H_HARDWARE",
            "effect=",
            "call=99999999999 effect=H_BUSY times=-1",
            "element=0x1000 bit=63");

    private record Event(EventType type, long moment, long[] values, byte[] payload) {}

    private final Chance chance;
    private final List<MutableFrame> frames;
    private final long first;

    FrameMutations(Chance chance, List<MutableFrame> frames) {
        this.chance = chance;
        this.frames = frames;
        this.first = frames.get(0).sequence;
    }

    /** One change. */
    void mutate() {
        int index = chance.below(frames.size());
        MutableFrame frame = frames.get(index);
        switch (chance.below(12)) {
            case 0 -> head(frame);
            case 1 -> order(index);
            case 2 -> frame.payload = chance.bytes(frame.payload);
            case 3, 4 -> any(MutableFrame.KEYFRAME, this::keyframe);
            case 5 -> any(MutableFrame.PAGES, this::pages);
            case 6, 7 -> any(MutableFrame.INPUT, this::inputs);
            case 8 -> any(MutableFrame.FOOTER, this::footer);
            default -> any(MutableFrame.EVENT, this::events);
        }
    }

    private void any(int kind, java.util.function.Consumer<MutableFrame> change) {
        List<MutableFrame> all =
                frames.stream().filter(frame -> frame.kind == kind).toList();
        if (!all.isEmpty()) {
            change.accept(chance.of(all));
        } else if (kind == MutableFrame.INPUT) {
            MutableFrame before = frames.get(0);
            MutableFrame added =
                    new MutableFrame(0, kind, 0, before.sequence + 1, before.moment, before.eventSequence, new byte[0]);
            inputs(added);
            frames.add(1, added);
            renumber();
        } else {
            MutableFrame frame = chance.of(frames);
            frame.payload = chance.bytes(frame.payload);
        }
    }

    private void head(MutableFrame frame) {
        switch (chance.below(5)) {
            case 0 -> frame.kind = chance.below(10);
            case 1 -> frame.flags = chance.below(256);
            case 2 -> frame.sequence = chance.number(frame.sequence);
            case 3 -> frame.moment += chance.below(2 * MOMENTS) - MOMENTS;
            default -> frame.eventSequence = chance.number(frame.eventSequence);
        }
    }

    private void order(int index) {
        switch (chance.below(4)) {
            case 0 -> frames.remove(index);
            case 1 -> frames.add(chance.below(frames.size()), frames.get(index).copy());
            case 2 -> Collections.swap(frames, index, chance.below(frames.size()));
            default -> frames.subList(Math.max(1, index), frames.size()).clear();
        }
        if (!chance.oneIn(4)) {
            renumber();
        }
    }

    /** A ring's first frame is not frame 0. */
    private void renumber() {
        for (int i = 0; i < frames.size(); i++) {
            frames.get(i).sequence = first + i;
        }
    }

    private void footer(MutableFrame frame) {
        byte[] changed = chance.properties(frame.payload);
        // A run that says it is longer is run for longer, rightly.
        for (String line : new String(changed, StandardCharsets.ISO_8859_1).split("\n")) {
            if (line.matches("moment=[0-9]+")) {
                long moment = Long.parseUnsignedLong(line.substring(7).substring(0, Math.min(18, line.length() - 7)));
                String bounded = Long.toString(Math.min(moment, frame.moment + MOMENTS));
                changed = Chance.withValue(changed, "moment", bounded);
            }
        }
        frame.payload = changed;
    }

    private void events(MutableFrame frame) {
        List<Event> events = new ArrayList<>();
        EventBatchDecoder decoder = new EventBatchDecoder();
        try {
            decoder.open(frame.payload, 0, frame.payload.length, frame.moment, frame.eventSequence);
            while (decoder.next()) {
                int from = decoder.payloadOffset();
                byte[] payload = Arrays.copyOfRange(decoder.payload(), from, from + decoder.payloadLength());
                events.add(new Event(
                        decoder.type(), decoder.moment(), decoder.values().clone(), payload));
            }
        } catch (RuntimeException e) {
            frame.payload = chance.bytes(frame.payload); // changed before
            return;
        }
        if (events.isEmpty()) {
            return;
        }
        for (int i = 1 + chance.below(3); i > 0; i--) {
            int at = chance.below(events.size());
            Event changed = changed(events.get(at));
            if (chance.oneIn(6)) {
                events.add(at, changed);
            } else {
                events.set(at, changed);
            }
        }
        PackedWriter out = new PackedWriter(frame.payload.length + 100);
        EventBatchEncoder encoder = new EventBatchEncoder(out);
        encoder.begin();
        long last = 0;
        for (Event event : events) {
            last = Math.max(last, event.moment);
            encoder.add(event.type, last, event.values, event.payload, 0, event.payload.length);
        }
        encoder.end();
        frame.payload = out.copyFrom(0);
    }

    private Event changed(Event event) {
        return switch (chance.below(8)) {
            case 0 -> {
                EventType type = chance.of(EventType.all());
                long[] values = Arrays.copyOf(event.values, type.valueCount());
                for (int i = event.values.length; i < values.length; i++) {
                    values[i] = chance.number(i);
                }
                yield new Event(type, event.moment, values, type.hasPayload() ? event.payload : new byte[0]);
            }
            case 1 -> new Event(event.type, event.moment + chance.below(MOMENTS), event.values, event.payload);
            case 2, 3 -> {
                byte[] payload = event.type.hasPayload() ? chance.bytes(event.payload) : event.payload;
                yield new Event(event.type, event.moment, event.values, payload);
            }
            default -> {
                long[] values = event.values.clone();
                if (values.length > 0) {
                    int column = chance.below(values.length);
                    values[column] = chance.number(values[column]);
                }
                yield new Event(event.type, event.moment, values, event.payload);
            }
        };
    }

    /** Inputs of every kind; those that were there are kept behind them in half of the cases. */
    private void inputs(MutableFrame frame) {
        PackedWriter out = new PackedWriter(200);
        long before = frame.moment;
        for (int i = 1 + chance.below(4); i > 0; i--) {
            long moment = before + chance.below(chance.oneIn(2) ? 3 : 2000);
            InputCodec.write(out, new InputEntry(moment, 0, input()), before, 0);
            before = moment;
        }
        byte[] payload = chance.oneIn(4) ? chance.bytes(out.copyFrom(0)) : out.copyFrom(0);
        byte[] joined = Arrays.copyOf(payload, payload.length + (chance.oneIn(2) ? frame.payload.length : 0));
        System.arraycopy(frame.payload, 0, joined, payload.length, joined.length - payload.length);
        frame.payload = joined;
    }

    private MachineInput input() {
        byte[] bytes = chance.bytes(new byte[chance.below(20)]);
        int small = (int) chance.number(chance.below(4));
        return switch (chance.below(6)) {
            case 0 -> new MachineInput.ConsoleTyped(chance.number(0x7100_0000), bytes);
            case 1 ->
                new MachineInput.RegisterEdited(
                        chance.oneIn(3) ? small : 0, (int) chance.number(chance.below(170)), chance.number(0));
            case 2 -> new MachineInput.RegisterEdited(0, chance.below(2048), chance.number(0));
            case 3 -> new MachineInput.MemoryEdited(chance.number(chance.below(1 << 24)), bytes);
            case 4 -> new MachineInput.StateElementEdited(small, 0, (int) chance.number(0x1000), bytes);
            default -> {
                byte[] rule = chance.of(RULES).getBytes(StandardCharsets.US_ASCII);
                yield new MachineInput.FaultArranged(chance.oneIn(2) ? rule : chance.bytes(rule));
            }
        };
    }

    private void pages(MutableFrame frame) {
        try {
            PackedReader in = new PackedReader().open(frame.payload, 0, frame.payload.length);
            long slot = in.getVarint("slot");
            long count = in.getVarint("count");
            long digest = in.getLong("digest");
            byte[] packed = in.getBytes("pages", in.remaining());
            switch (chance.below(4)) {
                case 0 -> slot = chance.number(slot);
                case 1 -> count = chance.number(count);
                default -> {
                    byte[] raw = chance.bytes(Zstd.decompress(packed, (int) Math.max(1, Math.min(count, 256)) * 4096));
                    packed = Zstd.compress(raw, 1);
                    digest = StateDigest.ofBytes(raw, 0, raw.length);
                }
            }
            PackedWriter out = new PackedWriter(packed.length + 40);
            out.putVarint(slot);
            out.putVarint(count);
            out.putLong(digest);
            out.putBytes(packed, 0, packed.length);
            frame.payload = out.copyFrom(0);
        } catch (RuntimeException e) {
            frame.payload = chance.bytes(frame.payload); // changed before
        }
    }

    private void keyframe(MutableFrame frame) {
        try {
            if (chance.oneIn(4)) {
                long[] head = new long[7];
                byte[] packed = readKeyframe(frame, head);
                int field = chance.below(7);
                head[field] = chance.number(head[field]);
                writeKeyframe(frame, head, packed);
            } else {
                withBody(frame, body -> chance.oneIn(3) ? chance.bytes(body) : stateOf(body));
            }
        } catch (RuntimeException e) {
            frame.payload = chance.bytes(frame.payload); // changed before
        }
    }

    /** Changes the body of a keyframe of one part; its digest and lengths fit. */
    static void withBody(MutableFrame frame, UnaryOperator<byte[]> change) {
        long[] head = new long[7];
        byte[] packed = readKeyframe(frame, head);
        byte[] body = change.apply(Zstd.decompress(packed, (int) Math.max(1, Math.min(head[4], 1 << 20))));
        packed = Zstd.compress(body, 1);
        head[3] = StateDigest.ofBytes(body, 0, body.length);
        head[4] = body.length;
        head[5] = packed.length;
        writeKeyframe(frame, head, packed);
    }

    /** Numbers in it, which are 8 bytes big-endian anywhere, become others. */
    private byte[] stateOf(byte[] body) {
        byte[] changed = body.clone();
        for (int i = 1 + chance.below(3); i > 0; i--) {
            int at = chance.below(chance.oneIn(2) ? Math.min(400, changed.length - 8) : changed.length - 8);
            long sound = ByteBuffer.wrap(changed).getLong(at);
            ByteBuffer.wrap(changed).putLong(at, chance.number(sound));
        }
        return changed;
    }

    /** Reads number, inputs before, digest, digest of the body, its length, packed length, first byte. */
    private static byte[] readKeyframe(MutableFrame frame, long[] head) {
        PackedReader in = new PackedReader().open(frame.payload, 0, frame.payload.length);
        for (int i = 0; i < head.length; i++) {
            head[i] = i == 2 || i == 3 ? in.getLong("digest") : in.getVarint("field");
        }
        return in.getBytes("body", in.remaining());
    }

    private static void writeKeyframe(MutableFrame frame, long[] head, byte[] packed) {
        PackedWriter out = new PackedWriter(packed.length + 100);
        for (int i = 0; i < head.length; i++) {
            if (i == 2 || i == 3) {
                out.putLong(head[i]);
            } else {
                out.putVarint(head[i]);
            }
        }
        out.putBytes(packed, 0, packed.length);
        frame.payload = out.copyFrom(0);
    }

    /** Gives a keyframe the digest of the machine that it makes, as a forger would. */
    static void forge(MutableFrame frame, long digest) {
        long[] head = new long[7];
        byte[] packed = readKeyframe(frame, head);
        head[2] = digest;
        writeKeyframe(frame, head, packed);
    }
}
