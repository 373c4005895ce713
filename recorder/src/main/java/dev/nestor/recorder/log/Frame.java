package dev.nestor.recorder.log;

/**
 * A frame found in a log, without its payload.
 *
 * @param kind what it holds
 * @param position where it stands
 * @param file which of the log's queue files holds it, from 0
 * @param fileOffset byte of the queue file at which its head begins
 * @param payloadLength bytes of payload
 * @param crc the checksum in its head
 */
public record Frame(FrameKind kind, FramePosition position, int file, long fileOffset, int payloadLength, int crc) {

    /** The digest over all frames up to and including this one. */
    public long chainAfter() {
        return FrameHeader.chainAfter(position.chain(), payloadLength, crc);
    }

    /** The frame as errors name it. */
    public String place() {
        return placeOf(position.sequence(), fileOffset) + ", " + kind + ", event " + position.eventSequence()
                + ", moment " + position.moment();
    }

    static String placeOf(long sequence, long fileOffset) {
        return "frame " + sequence + " (byte " + fileOffset + ")";
    }
}
