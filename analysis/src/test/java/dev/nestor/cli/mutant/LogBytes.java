package dev.nestor.cli.mutant;

import dev.nestor.recorder.log.PropertiesText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A queue file taken apart into frames and put together again, as {@code recorder/README.md} describes it. Chronicle's
 * own excerpts behind the first frame are left out.
 *
 * @param begin all bytes before the word of the first frame
 * @param frames in order
 */
record LogBytes(byte[] begin, List<MutableFrame> frames) {

    /** A queue file and the seal that fits it. */
    record Written(byte[] file, byte[] seal) {}

    private static final int HEAD = 48;
    private static final int BLOCK = 64 << 10;
    private static final int LENGTH = 0x3FFF_FFFF;
    private static final int OWN = 0x4000_0000;
    private static final int END = 0xC000_0000;
    private static final byte[] MAGIC = {'N', 'S', 'T', 'F'};

    static LogBytes parse(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<MutableFrame> frames = new ArrayList<>();
        int first = -1;
        int at = 0;
        while (at + 4 <= file.length && bytes.getInt(at) != 0 && bytes.getInt(at) != END) {
            int word = bytes.getInt(at);
            int length = word & LENGTH;
            if ((word & OWN) == 0) {
                first = first < 0 ? at : first;
                int head = at + 4;
                frames.add(new MutableFrame(
                        file[head + 4],
                        file[head + 5],
                        bytes.getLong(head + 16),
                        bytes.getLong(head + 24),
                        bytes.getLong(head + 32),
                        Arrays.copyOfRange(file, head + HEAD, head + length)));
            }
            at += 4 + length + 3 & ~3;
        }
        return new LogBytes(Arrays.copyOf(file, first < 0 ? at : first), frames);
    }

    /** The file, with lengths, checksums and chain that fit, and a seal for it. */
    Written write() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(begin);
        long chain = 0;
        for (MutableFrame frame : frames) {
            int length = HEAD + frame.payload.length;
            ByteBuffer bytes = ByteBuffer.allocate(4 + length + 3 & ~3).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(length).put(MAGIC).put((byte) frame.kind).put((byte) frame.flags);
            bytes.putShort((short) 0).putInt(frame.payload.length).putInt(0);
            bytes.putLong(frame.sequence).putLong(frame.moment).putLong(frame.eventSequence);
            bytes.putLong(chain).put(frame.payload);
            CRC32C crc = new CRC32C();
            crc.update(bytes.array(), 4, 12);
            crc.update(bytes.array(), 4 + 16, length - 16);
            bytes.putInt(4 + 12, (int) crc.getValue());
            chain = mix(chain ^ ((long) frame.payload.length << 32 | crc.getValue()));
            out.writeBytes(bytes.array());
        }
        byte[] file = out.toByteArray();
        long last = frames.isEmpty() ? 0 : frames.get(frames.size() - 1).sequence + 1;
        return new Written(file, sealOf(file, last, chain));
    }

    private static byte[] sealOf(byte[] file, long frames, long chain) {
        SortedMap<String, String> values = new TreeMap<>();
        for (int at = 0; at < file.length; at += BLOCK) {
            CRC32C crc = new CRC32C();
            crc.update(file, at, Math.min(BLOCK, file.length - at));
            String line = "blocks." + HexFormat.of().toHexDigits(at / BLOCK / 16 * 16L * BLOCK);
            values.merge(line, HexFormat.of().toHexDigits((int) crc.getValue()), String::concat);
        }
        values.put("chain", HexFormat.of().toHexDigits(chain));
        values.put("format", "2");
        values.put("frames", Long.toString(frames));
        values.put("log.bytes", Long.toString(file.length));
        return PropertiesText.write(values);
    }

    LogBytes copy() {
        List<MutableFrame> copies = new ArrayList<>();
        frames.forEach(frame -> copies.add(frame.copy()));
        return new LogBytes(begin, copies);
    }

    private static long mix(long value) {
        long v = value * 0x9E37_79B9_7F4A_7C15L;
        v = (v ^ v >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return v ^ v >>> 29;
    }
}
