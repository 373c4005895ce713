package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.TraceWriter;
import java.util.Arrays;

/**
 * Writes keyframes: the pages that changed since the last one, each content once, then everything else. Every keyframe
 * can be restored by itself, since its page map names all its pages by their slots.
 *
 * @see KeyframeHead
 * @see PagesHead
 */
public final class KeyframeWriter {

    /** Most bytes of a keyframe's body in one frame. */
    static final int CHUNK_BYTES = 1 << 20;

    private static final byte[] ZEROS = new byte[Limits.PAGE_BYTES];

    private final TraceWriter writer;
    private final SlotTable stored = new SlotTable();

    /** Both made for the first keyframe: zstd unpacks a native library, which a run without keyframes does not need. */
    private byte[] waiting = new byte[0];

    private byte[] packed = new byte[0];
    private int[] slotOfPage = new int[0];
    private long[] digestOfPage = new long[0];
    private long memoryDigest;
    private int waitingPages;
    private int nextSlot = 1;
    private int keyframes;
    private long pagesStored;

    /** Writes into the log of {@code writer}. */
    public KeyframeWriter(TraceWriter writer) {
        this.writer = writer;
    }

    /** Takes pages as they are now at {@code moment}; those not taken are as at the last keyframe, at first zeros. */
    public void add(PageChunk chunk, long moment) {
        for (int i = 0; i < chunk.count(); i++) {
            add(chunk.number(i), chunk.bytes(), i * Limits.PAGE_BYTES, moment);
        }
    }

    /**
     * Completes a keyframe, behind all that happened before it.
     *
     * @param moment of the machine
     * @param digest of the whole state
     * @param rest the state without memory
     * @param memoryBytes size of memory
     */
    public void complete(long moment, long digest, byte[] rest, long memoryBytes) {
        storeWaiting(moment);
        byte[] body = body(rest, memoryBytes);
        if (body.length > KeyframeHead.BODY_BYTES_MAX) {
            throw new IllegalStateException("a state of " + body.length + " bytes without memory at moment " + moment);
        }
        packed = packed.length < ZstdBytes.bound(body.length) ? new byte[ZstdBytes.bound(body.length)] : packed;
        int packedBytes = ZstdBytes.compress(body, body.length, packed, 0);
        long bodyDigest = StateDigest.ofBytes(body, 0, body.length);
        KeyframeHead head =
                new KeyframeHead(keyframes, writer.inputEntries(), digest, bodyDigest, body.length, packedBytes, 0);
        for (int at = 0; at < packedBytes; at += CHUNK_BYTES) {
            PackedWriter frame = writer.startFrame();
            head.at(at).write(frame);
            frame.putBytes(packed, at, Math.min(CHUNK_BYTES, packedBytes - at));
            writer.commitFrame(FrameKind.KEYFRAME, moment);
        }
        keyframes++;
    }

    /** The digest of memory, as {@link GuestMemory#digest} gives it, with all pages that were taken. */
    public long memoryDigest() {
        return memoryDigest;
    }

    /** Lets the next keyframe stand by itself: it names no page that was stored before it. */
    public void startOver() {
        stored.clear();
        Arrays.fill(slotOfPage, 0);
    }

    /** Keyframes completed. */
    public int keyframes() {
        return keyframes;
    }

    /** Page contents stored. */
    public long pagesStored() {
        return pagesStored;
    }

    private void add(int pageNumber, byte[] bytes, int offset, long moment) {
        if (pageNumber >= slotOfPage.length) {
            slotOfPage = Arrays.copyOf(slotOfPage, Math.max(pageNumber + 1, 2 * slotOfPage.length));
            digestOfPage = Arrays.copyOf(digestOfPage, slotOfPage.length);
        }
        memoryDigest -= digestOfPage[pageNumber];
        if (Arrays.equals(bytes, offset, offset + Limits.PAGE_BYTES, ZEROS, 0, Limits.PAGE_BYTES)) {
            slotOfPage[pageNumber] = 0;
            digestOfPage[pageNumber] = 0;
            return;
        }
        int slot = stored.find(bytes, offset, Limits.PAGE_BYTES);
        digestOfPage[pageNumber] = GuestMemory.pageDigest(pageNumber, stored.digestOfLast());
        memoryDigest += digestOfPage[pageNumber];
        if (slot == 0) {
            makeRoom();
            slot = nextSlot++;
            stored.put(slot);
            System.arraycopy(bytes, offset, waiting, waitingPages * Limits.PAGE_BYTES, Limits.PAGE_BYTES);
            waitingPages++;
            pagesStored++;
        }
        slotOfPage[pageNumber] = slot;
        if (waitingPages == PageChunk.PAGES_MAX) {
            storeWaiting(moment);
        }
    }

    private void makeRoom() {
        if (waiting.length == 0) {
            waiting = new byte[PageChunk.PAGES_MAX * Limits.PAGE_BYTES];
            packed = new byte[ZstdBytes.bound(waiting.length)];
        }
    }

    private void storeWaiting(long moment) {
        if (waitingPages == 0) {
            return;
        }
        int rawBytes = waitingPages * Limits.PAGE_BYTES;
        int packedBytes = ZstdBytes.compress(waiting, rawBytes, packed, 0);
        PackedWriter frame = writer.startFrame();
        long digest = StateDigest.ofBytes(waiting, 0, rawBytes);
        new PagesHead(nextSlot - waitingPages, waitingPages, digest).write(frame);
        frame.putBytes(packed, 0, packedBytes);
        writer.commitFrame(FrameKind.PAGES, moment);
        waitingPages = 0;
    }

    private byte[] body(byte[] rest, long memoryBytes) {
        PackedWriter body = new PackedWriter(rest.length + (1 << 16));
        body.putVarint(rest.length);
        body.putBytes(rest, 0, rest.length);
        body.putVarint(memoryBytes);
        PackedWriter runs = new PackedWriter(1 << 12);
        int count = 0;
        int pageBehind = 0;
        int slotBehind = 0;
        for (int page = 0; page < slotOfPage.length; ) {
            int slot = slotOfPage[page];
            int length = 1;
            if (slot != 0) {
                while (page + length < slotOfPage.length && slotOfPage[page + length] == slot + length) {
                    length++;
                }
                runs.putVarint(page - pageBehind);
                runs.putZigzag(slot - slotBehind);
                runs.putVarint(length);
                pageBehind = page + length;
                slotBehind = slot + length;
                count++;
            }
            page += length;
        }
        body.putVarint(count);
        body.putBytes(runs.array(), 0, runs.length());
        return body.copyFrom(0);
    }
}
