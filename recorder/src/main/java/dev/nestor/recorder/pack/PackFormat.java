package dev.nestor.recorder.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of a pack file; all numbers little-endian.
 *
 * <pre>
 * pack      8 bytes   4E 53 54 50 41 43 4B 0A ("NSTPACK", line feed)
 *           chunk     one behind the other; the chunks of one object follow each other
 *           contents  {@link PackContents}: files, objects, where each object begins
 *           8 bytes   offset of the contents
 *           4 bytes   length of the contents in bytes
 *           4 bytes   46 53 54 4E ("FSTN")
 *
 * chunk     4 bytes   length of what it holds, 1 to 16 MiB
 *           4 bytes   length of what follows the head
 *           4 bytes   coding: 0 as it is, 1 zstd, 2 zstd of {@link dev.nestor.recorder.log.LogColumns}
 *           4 bytes   CRC32C of the twelve bytes before and of what follows
 *           bytes
 * </pre>
 */
final class PackFormat {

    /** The highest version of the format that this build reads; it writes it where digests are left out, else 1. */
    static final int FORMAT = 2;

    static final int MAGIC_BYTES = 8;
    static final int TRAILER_BYTES = 16;
    static final int TRAILER_MAGIC = 0x4E54_5346;
    static final int CHUNK_HEAD_BYTES = 16;

    /** Most bytes that one chunk holds, so that reading a pack needs a bounded memory. */
    static final int CHUNK_BYTES_MAX = 16 << 20;

    /** Most bytes that the columns of a chunk may take before zstd: a little more than the chunk itself. */
    static final int COLUMN_BYTES_MAX = CHUNK_BYTES_MAX + (1 << 20);

    /** Most bytes of contents: some hundred files. */
    static final int CONTENTS_BYTES_MAX = 1 << 20;

    static final int AS_IS = 0;
    static final int ZSTD = 1;
    static final int COLUMNS = 2;

    private static final byte[] MAGIC = {'N', 'S', 'T', 'P', 'A', 'C', 'K', '\n'};
    private static final int CRC_AT = 12;

    private PackFormat() {}

    /** The first bytes of a pack. */
    static byte[] magic() {
        return MAGIC.clone();
    }

    /** An empty buffer of so many bytes in the order of the format. */
    static ByteBuffer buffer(int bytes) {
        return over(new byte[bytes]);
    }

    /** The bytes as fields in the order of the format. */
    static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The checksum of a chunk: its head without the checksum, then what is stored. */
    static int crcOf(byte[] head, byte[] stored) {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, CRC_AT);
        crc.update(stored, 0, stored.length);
        return (int) crc.getValue();
    }
}
