package dev.nestor.recorder.keyframe;

import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;

/**
 * The head of a PAGES frame: contents of pages of 4 KiB, each of which is stored once and named by its slot.
 *
 * <pre>
 * varint   slot of the first content; slots count from 1 through the whole recording
 * varint   number of contents, 1 to 256; their slots follow each other
 * 8 bytes  digest of the contents before compression, {@link dev.nestor.emulator.state.StateDigest#ofBytes}
 * bytes    up to the end of the frame: the contents one behind the other, as one zstd frame
 * </pre>
 *
 * @param firstSlot slot of the first content, from 1
 * @param count contents
 * @param digest of them
 */
record PagesHead(int firstSlot, int count, long digest) {

    /** Most bytes of a head. */
    static final int BYTES_MAX = 5 + 2 + 8;

    void write(PackedWriter out) {
        out.putVarint(firstSlot);
        out.putVarint(count);
        out.putLong(digest);
    }

    static PagesHead read(PackedReader in) {
        int firstSlot = in.getCount("first slot", Integer.MAX_VALUE);
        int count = in.getCount("number of pages", PageChunk.PAGES_MAX);
        return new PagesHead(firstSlot, count, in.getLong("digest of the pages"));
    }
}
