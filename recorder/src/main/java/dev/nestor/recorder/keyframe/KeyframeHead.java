package dev.nestor.recorder.keyframe;

import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;

/**
 * The head of a KEYFRAME frame. A keyframe is one or more such frames, one directly behind the other, and the PAGES
 * frames that its page map names, all of which stand before it. Moment and event sequence stand in the frame's head.
 *
 * <pre>
 * varint   number of the keyframe, from 0
 * varint   entries of the input door in the log before it
 * 8 bytes  digest of the machine's whole state
 * 8 bytes  digest of the body before compression, {@link dev.nestor.emulator.state.StateDigest#ofBytes}
 * varint   length of the body in bytes
 * varint   length of the compressed body in bytes
 * varint   index of this frame's first byte in the compressed body
 * bytes    up to the end of the frame: its part of the body, which is one zstd frame
 *
 * body     varint   length of the state without memory in bytes
 *          bytes    the state without memory, {@link dev.nestor.emulator.state.SavedState}, whose section of the
 *                   memory is empty
 *          varint   size of memory in bytes
 *          varint   number of runs
 *          run      as often: pages that follow each other and whose contents stand in slots that follow each other
 *
 * run      varint   number of the first page - number behind the last page of the run before (first run: - 0)
 *          zigzag   slot of the first page - slot behind the last page of the run before (first run: - 0)
 *          varint   pages in the run, at least 1
 * </pre>
 *
 * <p>Pages in no run are zeros.
 *
 * @param number of the keyframe, from 0
 * @param inputEntries entries of the input door in the log before it
 * @param digest of the machine's whole state
 * @param bodyDigest of the body
 * @param bodyBytes length of the body
 * @param packedBytes length of the compressed body
 * @param firstByte index of the frame's first byte in the compressed body
 */
public record KeyframeHead(
        int number, long inputEntries, long digest, long bodyDigest, int bodyBytes, int packedBytes, int firstByte) {

    /** Longest body: the state of a machine without its memory stays far below. */
    static final int BODY_BYTES_MAX = 1 << 28;

    /** Most bytes of a head. */
    static final int BYTES_MAX = 5 + 10 + 8 + 8 + 5 + 5 + 5;

    void write(PackedWriter out) {
        out.putVarint(number);
        out.putVarint(inputEntries);
        out.putLong(digest);
        out.putLong(bodyDigest);
        out.putVarint(bodyBytes);
        out.putVarint(packedBytes);
        out.putVarint(firstByte);
    }

    static KeyframeHead read(PackedReader in) {
        int number = in.getCount("keyframe number", Integer.MAX_VALUE);
        long inputEntries = in.getVarint("input entries");
        long digest = in.getLong("digest");
        long bodyDigest = in.getLong("digest of the body");
        int bodyBytes = in.getCount("length of the body", BODY_BYTES_MAX);
        int packedBytes = in.getCount("length of the compressed body", BODY_BYTES_MAX);
        int firstByte = in.getCount("first byte of the frame", packedBytes);
        return new KeyframeHead(number, inputEntries, digest, bodyDigest, bodyBytes, packedBytes, firstByte);
    }

    KeyframeHead at(int byteIndex) {
        return new KeyframeHead(number, inputEntries, digest, bodyDigest, bodyBytes, packedBytes, byteIndex);
    }
}
