package dev.nestor.recorder.log;

import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;

/**
 * One part of a saved state: the payload of a KEYFRAME frame. The chunks of a keyframe follow each other without other
 * frames between.
 *
 * <pre>
 * varint   number of the keyframe, from 0
 * varint   input entries in the log before it
 * 8 bytes  digest of the whole state
 * varint   length of the whole saved state in bytes
 * varint   index of the first byte in this chunk
 * bytes    up to the end of the frame
 * </pre>
 *
 * @param number of the keyframe, from 0
 * @param inputEntries how many input entries stand in the log before it
 * @param digest of the whole state
 * @param totalBytes length of the whole saved state
 * @param firstByte index of the chunk's first byte in the saved state
 * @param bytesAt index of that byte in the array that was read
 */
public record KeyframeChunk(int number, long inputEntries, long digest, int totalBytes, int firstByte, int bytesAt) {

    /** Most bytes of saved state in one frame. */
    static final int BYTES_MAX = 1 << 20;

    /** Writes the head of a chunk. */
    void writeHead(PackedWriter out) {
        out.putVarint(number);
        out.putVarint(inputEntries);
        out.putLong(digest);
        out.putVarint(totalBytes);
        out.putVarint(firstByte);
    }

    /** Reads the head of a chunk; the rest of the payload is its bytes. */
    public static KeyframeChunk read(PackedReader in) {
        int number = in.getCount("keyframe number", Integer.MAX_VALUE);
        long inputEntries = in.getVarint("input entries");
        long digest = in.getLong("digest");
        int totalBytes = in.getCount("length of the state", Integer.MAX_VALUE);
        int firstByte = in.getCount("first byte of the chunk", totalBytes);
        return new KeyframeChunk(number, inputEntries, digest, totalBytes, firstByte, in.at());
    }
}
