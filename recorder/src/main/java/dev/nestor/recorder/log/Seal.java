package dev.nestor.recorder.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Proof of a finished queue file: its length and the CRC32C of every 64 KiB block, Chronicle's own bytes included. It
 * is written last, and it is checked before anything of the queue is used.
 *
 * <p>{@code seal.properties} is a {@link PropertiesText}:
 *
 * <pre>
 * blocks.0000000000000000=16 checksums, 8 hexadecimal digits each, of the blocks from that byte on
 * chain=digest over all frames
 * format=format version
 * frames=number of frames
 * log.bytes=length of the queue file
 * </pre>
 *
 * <p>A ring may have several queue files; then {@code blocks.} and {@code log.bytes} stand once for each, behind the
 * name
 * of the file and a slash.
 */
public final class Seal {

    private static final int BLOCK_BYTES = 64 << 10;
    private static final int BLOCKS_PER_LINE = 16;
    private static final String LOG_BYTES = "log.bytes";
    private static final String BLOCKS = "blocks.";
    private static final HexFormat HEX = HexFormat.of();

    private final Path path;
    private final SortedMap<String, String> values;

    private Seal(Path path, SortedMap<String, String> values) {
        this.path = path;
        this.values = values;
    }

    /**
     * Finishes the recording in {@code directory}: removes Chronicle's table, cuts the queue file to what is used and
     * writes the seal.
     *
     * @param frames number of frames written
     * @param chain digest over them
     * @param isForced whether it shall outlive a power failure once this returns; at no time before is the seal on the
     *     disk without what it seals
     * @throws StorageFailedException when the host does not let it
     */
    public static void write(Path directory, long frames, long chain, boolean isForced) {
        Path path = RecordingLayout.seal(directory);
        try {
            Files.deleteIfExists(RecordingLayout.log(directory).resolve(RecordingLayout.METADATA_FILE));
            SortedMap<String, String> values = new TreeMap<>();
            List<Path> queueFiles = RecordingLayout.queueFiles(directory);
            for (Path queueFile : queueFiles) {
                cut(queueFile);
                if (isForced) {
                    ForcedToDisk.file(queueFile);
                }
                try (QueueFile file = QueueFile.open(queueFile)) {
                    String prefix = prefixOf(file, queueFiles.size());
                    values.put(prefix + LOG_BYTES, Long.toString(file.lengthBytes()));
                    putBlocks(file, prefix, values);
                }
            }
            values.put("format", Integer.toString(RecordingLayout.FORMAT));
            values.put("frames", Long.toString(frames));
            values.put("chain", HEX.toHexDigits(chain));
            Path part = path.resolveSibling(path.getFileName() + ".part");
            Files.write(part, PropertiesText.write(values));
            if (isForced) {
                ForcedToDisk.file(part);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
            if (isForced) {
                ForcedToDisk.directory(directory);
                ForcedToDisk.directory(RecordingLayout.log(directory));
            }
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot seal the recording, whose frames are intact", e);
        }
    }

    /** The seal of the recording in {@code directory}, or null when it has none. */
    static @Nullable Seal readIfPresent(Path directory) {
        Path path = RecordingLayout.seal(directory);
        try {
            return Files.exists(path) ? new Seal(path, PropertiesText.read(path, Files.readAllBytes(path))) : null;
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot read", e);
        }
    }

    /**
     * Compares every byte of the queue files, all of which are there.
     *
     * @throws LogDamagedException with the first block that differs
     */
    void check(List<QueueFile> files) {
        checkLengths(files);
        for (QueueFile file : files) {
            String prefix = prefixOf(file, files.size());
            SortedMap<String, String> found = new TreeMap<>();
            putBlocks(file, prefix, found);
            found.forEach((name, checksums) -> compareLine(file.path(), prefix, name, text(name), checksums));
        }
    }

    /**
     * Compares which queue files there are and how long they are.
     *
     * @throws LogDamagedException with the first that differs
     */
    void checkLengths(List<QueueFile> files) {
        for (QueueFile file : files) {
            long length = number(prefixOf(file, files.size()) + LOG_BYTES);
            if (file.lengthBytes() != length) {
                throw new LogDamagedException(
                        file.path(),
                        "byte " + Math.min(length, file.lengthBytes()),
                        "a length of " + length + " bytes",
                        file.lengthBytes() + " bytes");
            }
        }
        for (String name : values.keySet()) {
            if (name.endsWith("/" + LOG_BYTES)) {
                String missing = name.substring(0, name.indexOf('/'));
                if (files.stream().noneMatch(file -> name.equals(prefixOf(file, 2) + LOG_BYTES))) {
                    Path absent = files.get(0).path().resolveSibling(missing);
                    throw new LogDamagedException(absent, "the directory", "the queue file", "no such file");
                }
            }
        }
    }

    private static String prefixOf(QueueFile file, int files) {
        return files == 1 ? "" : file.path().getFileName() + "/";
    }

    /** Compares the end of the frames. */
    void checkEnd(Path queueFile, Frame last) {
        long frames = last.position().sequence() + 1;
        String chain = HEX.toHexDigits(last.chainAfter());
        if (frames != number("frames") || !chain.equals(text("chain")) || last.kind() != FrameKind.FOOTER) {
            throw new LogDamagedException(
                    queueFile,
                    last.place(),
                    number("frames") + " frames, the last a FOOTER, with chain " + text("chain"),
                    frames + " frames, the last a " + last.kind() + ", with chain " + chain);
        }
    }

    private void compareLine(Path queueFile, String prefix, String name, String expected, String found) {
        int digits = 2 * Integer.BYTES;
        for (int i = 0; i < found.length(); i += digits) {
            int to = Math.min(i + digits, expected.length());
            String block = i < to ? expected.substring(i, to) : "no checksum";
            if (!block.equals(found.substring(i, i + digits))) {
                long from = Long.parseLong(name.substring(prefix.length() + BLOCKS.length()), 16)
                        + (long) i / digits * BLOCK_BYTES;
                String place =
                        "bytes " + from + " to " + (Math.min(from + BLOCK_BYTES, number(prefix + LOG_BYTES)) - 1);
                throw new LogDamagedException(queueFile, place, "CRC32C " + block, found.substring(i, i + digits));
            }
        }
    }

    private long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new LogDamagedException(path, name, "a number", text(name));
        }
    }

    private String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new LogDamagedException(path, name, "a value", "none");
        }
        return value;
    }

    private static void cut(Path queueFile) throws IOException {
        long end;
        try (QueueFile file = QueueFile.open(queueFile)) {
            long at = 0;
            int word = file.wordAt(at);
            while (word != 0 && word != QueueFile.END_OF_FILE) {
                at = QueueFile.next(at, QueueFile.length(word));
                word = at + QueueFile.WORD_BYTES <= file.lengthBytes() ? file.wordAt(at) : 0;
            }
            end = at + (word == 0 ? 0 : QueueFile.END_BYTES);
        }
        try (FileChannel channel = FileChannel.open(queueFile, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
    }

    private static void putBlocks(QueueFile file, String prefix, SortedMap<String, String> values) {
        byte[] block = new byte[BLOCK_BYTES];
        CRC32C crc = new CRC32C();
        StringBuilder line = new StringBuilder();
        for (long at = 0; at < file.lengthBytes(); at += BLOCK_BYTES) {
            int count = (int) Math.min(BLOCK_BYTES, file.lengthBytes() - at);
            file.read(at, block, 0, count);
            crc.reset();
            crc.update(block, 0, count);
            line.append(HEX.toHexDigits((int) crc.getValue()));
            long next = at / BLOCK_BYTES + 1;
            if (next % BLOCKS_PER_LINE == 0 || at + count == file.lengthBytes()) {
                long first = at / BLOCK_BYTES / BLOCKS_PER_LINE * BLOCKS_PER_LINE * BLOCK_BYTES;
                values.put(prefix + BLOCKS + HEX.toHexDigits(first), line.toString());
                line.setLength(0);
            }
        }
    }
}
