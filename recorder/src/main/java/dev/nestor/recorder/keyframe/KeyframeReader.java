package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.Stateful;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.TraceReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keyframes of a log by the heads of their frames and restores them. Several threads may restore at a time,
 * each into an object of its own.
 *
 * @see KeyframeWriter
 */
public final class KeyframeReader {

    private final TraceReader reader;
    private final long memoryBytesMost;
    private final List<Found> keyframes = new ArrayList<>();
    private final List<StoredFrame> stored = new ArrayList<>();

    /**
     * Looks through the frames of {@code reader}; a keyframe whose last frames are missing at the end of the log is
     * left
     * out.
     *
     * @param memoryBytesMost memory of the configured machine in bytes: a state of more is damage
     * @throws dev.nestor.recorder.log.LogDamagedException when a frame's head is none
     */
    public KeyframeReader(TraceReader reader, long memoryBytesMost) {
        this.reader = reader;
        this.memoryBytesMost = memoryBytesMost;
        List<Frame> frames = reader.frames();
        TraceReader.FramePayload payload = new TraceReader.FramePayload();
        for (Frame frame : frames) {
            if (reader.damagedFrames().contains(frame)) {
                continue;
            }
            if (frame.kind() == FrameKind.PAGES) {
                stored.add(parse(frame, () -> storedFrame(frame, payload)));
            } else if (frame.kind() == FrameKind.KEYFRAME) {
                Found found = parse(frame, () -> found(frame, payload));
                addPart(found);
            }
        }
        keyframes.removeIf(found -> found.filled != found.head.packedBytes());
    }

    /** How many keyframes can be restored. */
    public int count() {
        return keyframes.size();
    }

    /** The head of the keyframe at {@code index}, from 0. */
    public KeyframeHead head(int index) {
        return keyframes.get(index).head;
    }

    /** The first frame of the keyframe at {@code index}. */
    public Frame frame(int index) {
        return keyframes.get(index).parts.get(0);
    }

    /**
     * What to throw when the state of the keyframe at {@code index} did not load: its checksums hold, so the machine of
     * another revision saved it, unless somebody changed it.
     *
     * @param savedBy revision of the machine that made the recording
     */
    public LogException notLoaded(int index, int savedBy, StateFormatException failure) {
        Frame frame = frame(index);
        String expected = "a state that this build's machine loads";
        String found = failure.getMessage() + ", saved by machine revision " + savedBy;
        if (savedBy > Machine.REVISION) {
            return new LogTooNewException(reader.path(frame), frame.place(), expected, found);
        }
        return savedBy < Machine.REVISION
                ? new LogTooOldException(reader.path(frame), frame.place(), expected, found)
                : reader.damaged(frame, expected, found);
    }

    /**
     * Loads {@code object} with the state at the keyframe at {@code index}.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException when one of the frames it needs is damaged
     * @throws StateFormatException when the state is no state of such an object
     */
    public void restore(int index, Stateful object) {
        Frame frame = frame(index);
        Body body = body(index, new TraceReader.FramePayload());
        byte[][] pages = pages(frame, body);
        JoinedState.into(object, body.rest, () -> new StoredPages(body.memoryBytes, body.numbers, pages));
    }

    /**
     * Reads all that the keyframe at {@code index} needs and compares every digest; executes nothing. Pages that an
     * earlier check of this reader compared are not read again, or a recording with many keyframes would be read once
     * for each of them.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException when one of the frames it needs is damaged
     */
    public void check(int index) {
        TraceReader.FramePayload payload = new TraceReader.FramePayload();
        Body body = body(index, payload);
        byte[] raw = new byte[0];
        StoredFrame holder = null;
        for (int slot : body.slots) {
            if (holder == null || !holder.holds(slot)) {
                holder = holderOf(frame(index), slot);
                if (!holder.isChecked) {
                    raw = holder.roomIn(raw);
                    unpack(holder, payload, raw);
                    requireDigest(holder, raw);
                    holder.isChecked = true;
                }
            }
        }
    }

    private void addPart(Found found) {
        Found last = keyframes.isEmpty() ? null : keyframes.get(keyframes.size() - 1);
        if (found.head.firstByte() == 0) {
            keyframes.add(found);
        } else if (!reader.damagedFrames().isEmpty()) {
            addPartOfDamaged(last, found);
        } else if (last == null || found.head.firstByte() != last.filled || found.head.number() != last.head.number()) {
            throw reader.damaged(
                    found.parts.get(0),
                    "the first byte of a keyframe, or the next one of the last keyframe",
                    "byte " + found.head.firstByte() + " of keyframe " + found.head.number());
        } else {
            last.filled += found.filled;
            last.parts.addAll(found.parts);
        }
    }

    /** Parts may be missing: what does not follow belongs to a keyframe that cannot be restored. */
    private static void addPartOfDamaged(@Nullable Found last, Found found) {
        if (last != null && found.head.firstByte() == last.filled && found.head.number() == last.head.number()) {
            last.filled += found.filled;
            last.parts.addAll(found.parts);
        }
    }

    private Body body(int index, TraceReader.FramePayload payload) {
        Found found = keyframes.get(index);
        if (found.filled < found.head.packedBytes()) {
            throw reader.damaged(
                    frame(index), found.head.packedBytes() + " bytes of a keyframe", found.filled + " bytes");
        }
        byte[] packed = new byte[found.head.packedBytes()];
        int filled = 0;
        for (Frame frame : found.parts) {
            PackedReader in = reader.read(frame, payload);
            parse(frame, () -> KeyframeHead.read(in));
            int count = Math.min(in.remaining(), packed.length - filled);
            System.arraycopy(payload.bytes(), in.at(), packed, filled, count);
            filled += count;
        }
        return parse(frame(index), () -> Body.of(found.head, packed, memoryBytesMost));
    }

    private byte[][] pages(Frame frame, Body body) {
        byte[][] pages = new byte[body.numbers.length][];
        long[] bySlot = new long[pages.length];
        for (int i = 0; i < pages.length; i++) {
            bySlot[i] = (long) body.slots[i] << Integer.SIZE | i;
        }
        Arrays.sort(bySlot);
        TraceReader.FramePayload payload = new TraceReader.FramePayload();
        byte[] raw = new byte[0];
        StoredFrame holder = null;
        for (long slotAndIndex : bySlot) {
            int slot = (int) (slotAndIndex >>> Integer.SIZE);
            if (holder == null || !holder.holds(slot)) {
                holder = holderOf(frame, slot);
                raw = holder.roomIn(raw);
                unpack(holder, payload, raw);
            }
            int from = (slot - holder.head.firstSlot()) * Limits.PAGE_BYTES;
            pages[(int) slotAndIndex] = Arrays.copyOfRange(raw, from, from + Limits.PAGE_BYTES);
        }
        return pages;
    }

    private void unpack(StoredFrame holder, TraceReader.FramePayload payload, byte[] raw) {
        PackedReader in = reader.read(holder.frame, payload);
        int rawBytes = holder.head.count() * Limits.PAGE_BYTES;
        parse(holder.frame, () -> {
            PagesHead head = PagesHead.read(in);
            ZstdBytes.decompress(payload.bytes(), in.at(), in.remaining(), raw, rawBytes);
            return head;
        });
    }

    private void requireDigest(StoredFrame holder, byte[] raw) {
        long digest = StateDigest.ofBytes(raw, 0, holder.head.count() * Limits.PAGE_BYTES);
        if (digest != holder.head.digest()) {
            HexFormat hex = HexFormat.of();
            throw reader.damaged(
                    holder.frame, "digest " + hex.toHexDigits(holder.head.digest()), hex.toHexDigits(digest));
        }
    }

    private StoredFrame holderOf(Frame keyframe, int slot) {
        int low = 0;
        int high = stored.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            StoredFrame candidate = stored.get(middle);
            if (candidate.holds(slot)) {
                return candidate;
            }
            if (candidate.head.firstSlot() < slot) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw reader.damaged(keyframe, "a PAGES frame that holds slot " + slot, "none");
    }

    private StoredFrame storedFrame(Frame frame, TraceReader.FramePayload payload) {
        return new StoredFrame(frame, PagesHead.read(reader.readBegin(frame, PagesHead.BYTES_MAX, payload)));
    }

    private Found found(Frame frame, TraceReader.FramePayload payload) {
        PackedReader in = reader.readBegin(frame, KeyframeHead.BYTES_MAX, payload);
        int from = in.at();
        KeyframeHead head = KeyframeHead.read(in);
        return new Found(frame, head, frame.payloadLength() - (in.at() - from));
    }

    private <T> T parse(Frame frame, Parser<T> parser) {
        try {
            return parser.parse();
        } catch (MalformedBytesException e) {
            throw reader.damaged(frame, e.expected(), e.found());
        }
    }

    private interface Parser<T> {
        T parse();
    }

    private static final class Found {
        private final KeyframeHead head;
        private final List<Frame> parts = new ArrayList<>();
        private int filled;

        Found(Frame first, KeyframeHead head, int filled) {
            parts.add(first);
            this.head = head;
            this.filled = filled;
        }
    }

    private static final class StoredFrame {
        private final Frame frame;
        private final PagesHead head;

        /** Whether its digest was compared; threads that check at a time may each do so once. */
        private volatile boolean isChecked;

        StoredFrame(Frame frame, PagesHead head) {
            this.frame = frame;
            this.head = head;
        }

        boolean holds(int slot) {
            return slot >= head.firstSlot() && slot - head.firstSlot() < head.count();
        }

        /** {@code raw}, or an array that has room for its pages: many a frame has few. */
        byte[] roomIn(byte[] raw) {
            int bytes = head.count() * Limits.PAGE_BYTES;
            return raw.length >= bytes ? raw : new byte[bytes];
        }
    }

    /** The body of a keyframe: state without memory, and the slot of every page that is not zeros. */
    private record Body(byte[] rest, long memoryBytes, int[] numbers, int[] slots) {

        static Body of(KeyframeHead head, byte[] packed, long memoryBytesMost) {
            ZstdBytes.requirePossible(packed.length, head.bodyBytes());
            byte[] raw = new byte[head.bodyBytes()];
            ZstdBytes.decompress(packed, 0, packed.length, raw, raw.length);
            long digest = StateDigest.ofBytes(raw, 0, raw.length);
            if (digest != head.bodyDigest()) {
                HexFormat hex = HexFormat.of();
                throw new MalformedBytesException(
                        0, "a body with digest " + hex.toHexDigits(head.bodyDigest()), hex.toHexDigits(digest));
            }
            PackedReader in = new PackedReader().open(raw, 0, raw.length);
            byte[] rest = in.getBytes("state", in.getCount("length of the state", in.remaining()));
            long memoryBytes = in.getVarint("size of memory");
            if (memoryBytes < 0 || memoryBytes > memoryBytesMost) {
                throw new MalformedBytesException(
                        in.at(),
                        "at most the machine's " + memoryBytesMost + " bytes of memory",
                        memoryBytes + " bytes");
            }
            return withRuns(in, rest, memoryBytes);
        }

        private static Body withRuns(PackedReader in, byte[] rest, long memoryBytes) {
            int pagesLeft = (int) (memoryBytes >>> Limits.PAGE_SHIFT);
            int runs = in.getCount("number of runs", in.remaining());
            int[] numbers = new int[Math.min(runs, pagesLeft)];
            int[] slots = new int[numbers.length];
            int count = 0;
            int page = 0;
            int slot = 0;
            for (int i = 0; i < runs; i++) {
                int gap = in.getCount("pages of zeros", pagesLeft);
                page += gap;
                slot += (int) in.getZigzag("slot");
                int length = in.getCount("pages in the run", pagesLeft - gap);
                pagesLeft -= gap + length;
                if (count + length > numbers.length) {
                    int room = Math.max(count + length, numbers.length * 2);
                    numbers = Arrays.copyOf(numbers, room);
                    slots = Arrays.copyOf(slots, room);
                }
                for (int j = 0; j < length; j++) {
                    numbers[count] = page++;
                    slots[count++] = slot++;
                }
            }
            in.requireEnd();
            return new Body(rest, memoryBytes, Arrays.copyOf(numbers, count), Arrays.copyOf(slots, count));
        }
    }
}
