package dev.nestor.recorder.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Sha256;
import dev.nestor.recorder.codec.ZstdBound;
import dev.nestor.recorder.log.LogColumns;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.pack.PackContents.Extent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Reads a pack. Whatever its bytes are, it gives files whose SHA-256 is the one in the contents or says where the
 * damage
 * lies; it needs memory for one chunk at a time.
 *
 * @see PackFormat
 */
public final class PackReader implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final long lengthBytes;
    private final PackContents contents;
    private final long contentsAt;

    private PackReader(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.lengthBytes = channel.size();
        if (!Arrays.equals(bytesAt(0, PackFormat.MAGIC_BYTES).array(), PackFormat.magic())) {
            throw new LogDamagedException(path, "byte 0", "the first bytes of a pack", "others");
        }
        long trailerAt = Math.max(0, lengthBytes - PackFormat.TRAILER_BYTES);
        ByteBuffer trailer = bytesAt(trailerAt, PackFormat.TRAILER_BYTES);
        long at = trailer.getLong();
        int length = trailer.getInt();
        int magic = trailer.getInt();
        if (magic != PackFormat.TRAILER_MAGIC) {
            String expected = Integer.toHexString(PackFormat.TRAILER_MAGIC);
            throw damaged(trailerAt + 12, expected + " at the end", Integer.toHexString(magic));
        }
        if (length < 0 || length > PackFormat.CONTENTS_BYTES_MAX || at != trailerAt - length) {
            throw damaged(trailerAt, "the place of contents before it", "byte " + at + ", " + length + " bytes");
        }
        this.contentsAt = at;
        this.contents = PackContents.read(path, bytesAt(at, length).array());
        contents.objects().forEach(this::requireRoom);
    }

    /** Whether {@code path} is a file that begins as a pack does. */
    public static boolean isPack(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer first = ByteBuffer.allocate(PackFormat.MAGIC_BYTES);
            channel.read(first, 0);
            return Arrays.equals(first.array(), PackFormat.magic());
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot read", e);
        }
    }

    /**
     * Opens the pack in {@code path} and reads its contents.
     *
     * @throws LogDamagedException when its ends are not as they were written
     * @throws LogTooNewException when its format is newer
     * @throws StorageFailedException when the host does not let it
     */
    public static PackReader open(Path path) {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot open", e);
        }
        try {
            return new PackReader(path, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw StorageFailedException.because(path + ": cannot read", e);
        } catch (RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** Names of the files, relative to the directory of a recording. */
    public List<String> names() {
        return List.copyOf(contents.files().keySet());
    }

    /** SHA-256 of each file whose digests were left out, as it was with them, by name; empty for most packs. */
    public SortedMap<String, String> whole() {
        return contents.whole();
    }

    /** Length of all files. */
    public long bytes() {
        return contents.bytes();
    }

    /**
     * Writes one file to {@code out}.
     *
     * @throws LogDamagedException when the pack is not as it was written; then some of the file may be written
     * @throws IOException when {@code out} fails
     */
    public void copy(String name, OutputStream out) throws IOException {
        String sha256 = contents.files().get(name);
        if (sha256 == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        Extent extent = contents.extentOf(sha256);
        MessageDigest digest = Sha256.begin();
        long at = extent.offset();
        long left = extent.bytes();
        while (left > 0) {
            Chunk chunk = chunkAt(at, left);
            byte[] content = contentOf(at, chunk);
            digest.update(content);
            out.write(content);
            left -= content.length;
            at += PackFormat.CHUNK_HEAD_BYTES + chunk.stored().length;
        }
        String found = Sha256.textOf(digest.digest());
        if (!found.equals(sha256)) {
            String place = "bytes " + extent.offset() + " to " + (at - 1);
            throw new LogDamagedException(path, place, name + " with SHA-256 " + sha256, found);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot close", e);
        }
    }

    /** An object takes at least one chunk for every so many bytes, whatever their compression. */
    private void requireRoom(String sha256, Extent extent) {
        long room = contentsAt - extent.offset();
        long chunksMost = room / (PackFormat.CHUNK_HEAD_BYTES + 1);
        if (room < 0 || extent.bytes() / PackFormat.CHUNK_BYTES_MAX > chunksMost) {
            String found = extent.bytes() + " bytes at byte " + extent.offset();
            throw new LogDamagedException(path, "object." + sha256, "a place before byte " + contentsAt, found);
        }
    }

    private Chunk chunkAt(long at, long left) {
        byte[] head = bytesAt(at, PackFormat.CHUNK_HEAD_BYTES).array();
        ByteBuffer fields = ByteBuffer.wrap(head).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int length = fields.getInt();
        int storedLength = fields.getInt();
        int coding = fields.getInt();
        int crc = fields.getInt();
        long room = contentsAt - at - PackFormat.CHUNK_HEAD_BYTES;
        if (length <= 0 || length > Math.min(left, PackFormat.CHUNK_BYTES_MAX)) {
            throw damaged(
                    at,
                    "a chunk of 1 to " + Math.min(left, PackFormat.CHUNK_BYTES_MAX) + " bytes",
                    Integer.toString(length));
        }
        if (storedLength <= 0 || storedLength > Math.min(room, PackFormat.CHUNK_BYTES_MAX)) {
            throw damaged(at + 4, "1 to " + Math.max(0, room) + " stored bytes", Integer.toString(storedLength));
        }
        byte[] stored = bytesAt(at + PackFormat.CHUNK_HEAD_BYTES, storedLength).array();
        int computed = PackFormat.crcOf(head, stored);
        if (computed != crc) {
            throw damaged(at, "CRC32C " + Integer.toHexString(crc), Integer.toHexString(computed));
        }
        return new Chunk(length, coding, stored);
    }

    private byte[] contentOf(long at, Chunk chunk) {
        byte[] content;
        switch (chunk.coding()) {
            case PackFormat.AS_IS -> content = chunk.stored();
            case PackFormat.ZSTD -> content = decompress(at, chunk.stored(), chunk.length());
            case PackFormat.COLUMNS -> content = join(at, chunk);
            default ->
                throw new LogTooNewException(
                        path, "byte " + (at + 8), "a coding of 0 to " + PackFormat.COLUMNS, "coding " + chunk.coding());
        }
        if (content.length != chunk.length()) {
            throw damaged(at, chunk.length() + " bytes in the chunk", content.length + " bytes");
        }
        return content;
    }

    private byte[] join(long at, Chunk chunk) {
        byte[] columns = decompress(at, chunk.stored(), PackFormat.COLUMN_BYTES_MAX);
        try {
            PackedWriter joined = LogColumns.join(columns, chunk.length());
            return Arrays.copyOf(joined.array(), joined.length());
        } catch (MalformedBytesException e) {
            throw damaged(at, "columns: " + e.expected(), e.found());
        }
    }

    /** What a zstd frame holds, when it says that this is at most {@code bound} bytes and can be as many. */
    private byte[] decompress(long at, byte[] stored, int bound) {
        long length = Zstd.getFrameContentSize(stored);
        long lengthMost = Math.min(bound, ZstdBound.bytesMost(stored.length));
        if (length < 0 || length > lengthMost) {
            throw damaged(at, "a zstd frame of at most " + lengthMost + " bytes", Long.toString(length));
        }
        try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
            return zstd.decompress(stored, (int) length);
        } catch (ZstdException e) {
            throw damaged(at, "a zstd frame of " + length + " bytes", String.valueOf(e.getMessage()));
        }
    }

    /** So many bytes of the file, which are asked for only where the file is long enough to hold them. */
    private ByteBuffer bytesAt(long at, int count) {
        if (at < 0 || at > lengthBytes - count) {
            throw damaged(Math.max(0, Math.min(at, lengthBytes)), count + " bytes", "the end of the file");
        }
        ByteBuffer into = PackFormat.buffer(count);
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, at + into.position()) < 0) {
                    throw damaged(at + into.position(), into.remaining() + " bytes more", "the end of the file");
                }
            }
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot read at byte " + at, e);
        }
        return into.flip();
    }

    private LogDamagedException damaged(long at, String expected, String found) {
        return new LogDamagedException(path, "byte " + at, expected, found);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageFailedException.because("cannot close a pack", e);
        }
    }

    private record Chunk(int length, int coding, byte[] stored) {}
}
