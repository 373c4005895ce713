package dev.nestor.recorder.pack;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.nestor.recorder.codec.BatchGrammar;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Sha256;
import dev.nestor.recorder.log.LogColumns;
import dev.nestor.recorder.log.LogDigests;
import dev.nestor.recorder.pack.PackContents.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a pack. The same files give the same bytes: names are sorted, the compressor has one thread and one level, and
 * no time or path gets in. Another version of zstd may compress otherwise; what is unpacked stays the same.
 *
 * @see PackFormat
 */
public final class PackWriter {

    private static final String LOG = "log/";

    /** The level that compresses best in bounded memory: a recording is packed once and kept for long. */
    private static final int LEVEL = 19;

    private final OutputStream out;
    private final BatchGrammar grammar;
    private final boolean isLean;
    private final SortedMap<String, Extent> objects = new TreeMap<>();
    private long written;

    private PackWriter(OutputStream out, BatchGrammar grammar, boolean isLean) {
        this.out = out;
        this.grammar = grammar;
        this.isLean = isLean;
    }

    /**
     * Packs files of a recording.
     *
     * @param directory of the recording
     * @param names of its files, relative to it, with {@code /} between
     * @param schema of its events, as the log's HEADER has it
     * @param isLean whether the digests in its events are left out
     * @param out takes the pack; stays open
     * @throws IOException when a file cannot be read or the pack not written
     * @throws IllegalArgumentException when a name is none that a recording has
     */
    public static void write(Path directory, List<String> names, String schema, boolean isLean, OutputStream out)
            throws IOException {
        PackWriter writer = new PackWriter(out, BatchGrammar.of(schema), isLean);
        writer.put(PackFormat.magic());
        SortedMap<String, String> files = new TreeMap<>();
        SortedMap<String, String> whole = new TreeMap<>();
        for (String name : names.stream().sorted().toList()) {
            if (!PackContents.isName(name)) {
                throw new IllegalArgumentException("a recording has no file " + name);
            }
            Path file = directory.resolve(name);
            String sha256 = Sha256.of(file);
            boolean isLog = name.startsWith(LOG);
            if (isLean && isLog) {
                whole.put(name, sha256);
                files.put(name, writer.putObject(file, true));
            } else {
                files.put(name, writer.objects.containsKey(sha256) ? sha256 : writer.putObject(file, isLog));
            }
        }
        writer.putEnd(new PackContents(files, writer.objects, whole).toBytes());
    }

    /** Stores the content of {@code file} and gives its SHA-256, which is another where digests are left out. */
    private String putObject(Path file, boolean isLog) throws IOException {
        MessageDigest sha256 = Sha256.begin();
        long offset = written;
        long bytes = 0;
        byte[] part = new byte[(int) Math.min(PackFormat.CHUNK_BYTES_MAX, Math.max(1, Files.size(file)))];
        int filled = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int more = in.readNBytes(part, 0, part.length);
            while (filled + more > 0) {
                filled += more;
                bytes += more;
                int excerpts = isLog ? LogColumns.wholeExcerpts(part, filled) : 0;
                int length = excerpts == 0 ? filled : excerpts;
                if (isLean && excerpts > 0) {
                    LogDigests.leaveOut(part, length, grammar);
                }
                sha256.update(part, 0, length);
                putChunk(part, length, excerpts > 0);
                filled -= length;
                System.arraycopy(part, length, part, 0, filled);
                more = in.readNBytes(part, filled, part.length - filled);
            }
        }
        String content = Sha256.textOf(sha256.digest());
        objects.put(content, new Extent(offset, bytes));
        return content;
    }

    private void putChunk(byte[] part, int length, boolean isLog) throws IOException {
        byte[] whole = Arrays.copyOf(part, length);
        byte[] stored = whole;
        int coding = PackFormat.AS_IS;
        byte[] compressed = compress(whole, length);
        if (compressed.length < stored.length) {
            stored = compressed;
            coding = PackFormat.ZSTD;
        }
        if (isLog) {
            PackedWriter columns = LogColumns.split(whole, length, grammar);
            byte[] asColumns = compress(columns.array(), columns.length());
            if (asColumns.length < stored.length && columns.length() <= PackFormat.COLUMN_BYTES_MAX) {
                stored = asColumns;
                coding = PackFormat.COLUMNS;
            }
        }
        byte[] head = new byte[PackFormat.CHUNK_HEAD_BYTES];
        ByteBuffer fields = PackFormat.over(head);
        fields.putInt(length).putInt(stored.length).putInt(coding);
        fields.putInt(PackFormat.crcOf(head, stored));
        put(head);
        put(stored);
    }

    private void putEnd(byte[] contents) throws IOException {
        byte[] trailer = new byte[PackFormat.TRAILER_BYTES];
        PackFormat.over(trailer).putLong(written).putInt(contents.length).putInt(PackFormat.TRAILER_MAGIC);
        put(contents);
        put(trailer);
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }

    private static byte[] compress(byte[] bytes, int length) {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(LEVEL);
            zstd.setContentSize(true);
            byte[] exact = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
            return zstd.compress(exact);
        }
    }
}
