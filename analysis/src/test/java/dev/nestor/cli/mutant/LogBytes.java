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
 * The queue files of a log taken apart into frames and put together again, as {@code recorder/README.md} describes
 * them. Chronicle's own excerpts behind a file's first frame are left out.
 *
 * @param files in order
 * @param frames of all files, in order
 * @param chain digest over the frames that a ring dropped; 0 without any
 */
record LogBytes(List<Part> files, List<MutableFrame> frames, long chain) {

    /**
     * A queue file without its frames.
     *
     * @param name of the file, in the recording
     * @param begin all bytes before the word of the first frame
     * @param end all bytes behind the last frame
     */
    record Part(String name, byte[] begin, byte[] end) {}

    private static final String FOLDER = "log/";
    private static final int HEAD = 48;
    private static final int BLOCK = 64 << 10;
    private static final int LENGTH = 0x3FFF_FFFF;
    private static final int OWN = 0x4000_0000;
    private static final int END = 0xC000_0000;
    private static final byte[] MAGIC = {'N', 'S', 'T', 'F'};

    /** The log among the {@code files} of a recording, by name. */
    static LogBytes parse(SortedMap<String, byte[]> files) {
        List<Part> parts = new ArrayList<>();
        List<MutableFrame> frames = new ArrayList<>();
        long chain = -1;
        for (String name : files.keySet()) {
            if (!name.startsWith(FOLDER)) {
                continue;
            }
            byte[] file = files.get(name);
            ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            int first = -1;
            int at = 0;
            while (at + 4 <= file.length && bytes.getInt(at) != 0 && bytes.getInt(at) != END) {
                int word = bytes.getInt(at);
                int length = word & LENGTH;
                if ((word & OWN) == 0) {
                    first = first < 0 ? at : first;
                    chain = frames.isEmpty() ? bytes.getLong(at + 4 + 40) : chain;
                    frames.add(frame(parts.size(), bytes, at + 4, length));
                }
                at += 4 + length + 3 & ~3;
            }
            byte[] end = Arrays.copyOfRange(file, Math.min(at, file.length), file.length);
            parts.add(new Part(name, Arrays.copyOf(file, first < 0 ? at : first), end));
        }
        return new LogBytes(parts, frames, chain);
    }

    private static MutableFrame frame(int file, ByteBuffer bytes, int head, int length) {
        return new MutableFrame(
                file,
                bytes.get(head + 4),
                bytes.get(head + 5),
                bytes.getLong(head + 16),
                bytes.getLong(head + 24),
                bytes.getLong(head + 32),
                Arrays.copyOfRange(bytes.array(), head + HEAD, head + length));
    }

    /**
     * Puts the queue files among {@code files}, with lengths, checksums and chain that fit.
     *
     * @return a seal for them
     */
    byte[] writeTo(SortedMap<String, byte[]> files) {
        SortedMap<String, String> seal = new TreeMap<>();
        long sum = chain;
        for (int i = 0; i < this.files.size(); i++) {
            Part part = this.files.get(i);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(part.begin);
            for (MutableFrame frame : frames) {
                if (frame.file == i) {
                    sum = write(frame, sum, out);
                }
            }
            out.writeBytes(part.end);
            byte[] file = out.toByteArray();
            files.put(part.name, file);
            boolean isOne = this.files.size() == 1;
            seal(file, isOne ? "" : part.name.substring(FOLDER.length()) + "/", seal);
        }
        long last = frames.isEmpty() ? 0 : frames.get(frames.size() - 1).sequence + 1;
        seal.put("chain", HexFormat.of().toHexDigits(sum));
        seal.put("format", "2");
        seal.put("frames", Long.toString(last));
        return PropertiesText.write(seal);
    }

    private static long write(MutableFrame frame, long chain, ByteArrayOutputStream out) {
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
        out.writeBytes(bytes.array());
        return mix(chain ^ ((long) frame.payload.length << 32 | crc.getValue()));
    }

    private static void seal(byte[] file, String prefix, SortedMap<String, String> seal) {
        CRC32C crc = new CRC32C();
        for (int at = 0; at < file.length; at += BLOCK) {
            crc.reset();
            crc.update(file, at, Math.min(BLOCK, file.length - at));
            String line = prefix + "blocks." + HexFormat.of().toHexDigits(at / BLOCK / 16 * 16L * BLOCK);
            seal.merge(line, HexFormat.of().toHexDigits((int) crc.getValue()), String::concat);
        }
        seal.put(prefix + "log.bytes", Long.toString(file.length));
    }

    LogBytes copy() {
        List<MutableFrame> copies = new ArrayList<>();
        frames.forEach(frame -> copies.add(frame.copy()));
        return new LogBytes(files, copies, chain);
    }

    private static long mix(long value) {
        long v = value * 0x9E37_79B9_7F4A_7C15L;
        v = (v ^ v >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return v ^ v >>> 29;
    }
}
