package dev.nestor.recorder.log;

import dev.nestor.emulator.state.StateDigest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The head of every frame, little-endian; one frame is one excerpt of the queue.
 *
 * <pre>
 * offset bytes
 *   0     4    magic 4E 53 54 46 ("NSTF")
 *   4     1    kind, a number of FrameKind
 *   5     1    flags; bit 0: a reader that does not know the kind may skip the frame
 *   6     2    0
 *   8     4    length of the payload in bytes
 *  12     4    CRC32C of bytes 0 to 11, then 16 to the end of the payload
 *  16     8    frame sequence, from 0
 *  24     8    moment of the first thing in the frame
 *  32     8    event sequence: the number of the frame's first event, or of the next event where it has none
 *  40     8    chain: digest over all frames before, 0 in the first
 *  48          payload
 * </pre>
 *
 * <p>The chain behind a frame is mix(chain ^ (length &lt;&lt; 32 | CRC)), mix being
 * {@link StateDigest#mix}: a frame that is removed, repeated or moved breaks it for every frame that follows.
 */
final class FrameHeader {

    /** Bytes before the payload. */
    static final int BYTES = 48;

    /** Longest payload: a batch that is almost full and then takes the largest event. */
    static final int PAYLOAD_BYTES_MAX = 2 << 20;

    /** "NSTF" read as a little-endian word. */
    static final int MAGIC = 0x4654_534E;

    /** Flag: skip the frame when its kind is unknown. */
    static final int OPTIONAL = 1;

    private static final int KIND_AT = 4;
    private static final int FLAGS_AT = 5;
    private static final int ZERO_AT = 6;
    private static final int LENGTH_AT = 8;
    private static final int CRC_AT = 12;
    private static final int SEQUENCE_AT = 16;
    private static final int MOMENT_AT = 24;
    private static final int EVENT_SEQUENCE_AT = 32;
    private static final int CHAIN_AT = 40;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private FrameHeader() {}

    /** Fills in the head of the frame that takes {@code frameLength} bytes of {@code frame} from index 0 on. */
    static void write(byte[] frame, int frameLength, FrameKind kind, FramePosition position, CRC32C crc) {
        INTS.set(frame, 0, MAGIC);
        frame[KIND_AT] = (byte) kind.number();
        frame[FLAGS_AT] = (byte) (kind.isOptional() ? OPTIONAL : 0);
        frame[ZERO_AT] = 0;
        frame[ZERO_AT + 1] = 0;
        INTS.set(frame, LENGTH_AT, frameLength - BYTES);
        LONGS.set(frame, SEQUENCE_AT, position.sequence());
        LONGS.set(frame, MOMENT_AT, position.moment());
        LONGS.set(frame, EVENT_SEQUENCE_AT, position.eventSequence());
        LONGS.set(frame, CHAIN_AT, position.chain());
        INTS.set(frame, CRC_AT, crcOf(frame, frameLength, crc));
    }

    /** The checksum over a frame's bytes, without the four that hold it. */
    static int crcOf(byte[] frame, int frameLength, CRC32C crc) {
        crc.reset();
        crc.update(frame, 0, CRC_AT);
        crc.update(frame, SEQUENCE_AT, frameLength - SEQUENCE_AT);
        return (int) crc.getValue();
    }

    /** The chain behind a frame. */
    static long chainAfter(long chain, int payloadLength, int crc) {
        return StateDigest.mix(chain ^ ((long) payloadLength << 32 | crc & 0xFFFF_FFFFL));
    }

    static int magic(byte[] frame) {
        return (int) INTS.get(frame, 0);
    }

    static int kindNumber(byte[] frame) {
        return frame[KIND_AT] & 0xFF;
    }

    static boolean isOptional(byte[] frame) {
        return (frame[FLAGS_AT] & OPTIONAL) != 0;
    }

    static int payloadLength(byte[] frame) {
        return (int) INTS.get(frame, LENGTH_AT);
    }

    static int crc(byte[] frame) {
        return (int) INTS.get(frame, CRC_AT);
    }

    static FramePosition position(byte[] frame) {
        return new FramePosition(
                (long) LONGS.get(frame, SEQUENCE_AT),
                (long) LONGS.get(frame, MOMENT_AT),
                (long) LONGS.get(frame, EVENT_SEQUENCE_AT),
                (long) LONGS.get(frame, CHAIN_AT));
    }
}
