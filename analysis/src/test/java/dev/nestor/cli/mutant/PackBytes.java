package dev.nestor.cli.mutant;

import com.github.luben.zstd.Zstd;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Sha256;
import dev.nestor.recorder.log.LogColumns;
import dev.nestor.recorder.log.PropertiesText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Packs of changed files, and changed packs, as {@code recorder/README.md} describes them. */
final class PackBytes {

    private static final byte[] MAGIC = {'N', 'S', 'T', 'P', 'A', 'C', 'K', '\n'};
    private static final int HEAD = 16;

    private PackBytes() {}

    /** A pack of {@code files} that is right in itself, with chance at its numbers when {@code isChanged}. */
    static byte[] of(SortedMap<String, byte[]> files, Chance chance, boolean isChanged) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        SortedMap<String, String> contents = new TreeMap<>(Map.of("format", "1"));
        int victim = isChanged ? chance.below(files.size()) : -1;
        int index = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] content = file.getValue();
            String sha256 = Sha256.of(content);
            contents.put("file." + file.getKey(), sha256);
            contents.put("object." + sha256, out.size() + " " + content.length);
            if (content.length > 0) {
                out.writeBytes(chunk(content, chance, index == victim));
            }
            index++;
        }
        byte[] text = PropertiesText.write(contents);
        return withContents(out.toByteArray(), isChanged && chance.oneIn(2) ? chance.properties(text) : text);
    }

    /** The sound {@code pack} with one chunk changed, its checksum and SHA-256 fitting where they can. */
    static byte[] changed(byte[] pack, Chance chance) {
        ByteBuffer bytes = ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN);
        int contentsAt = (int) bytes.getLong(pack.length - 16);
        byte[] text = Arrays.copyOfRange(pack, contentsAt, pack.length - 16);
        if (chance.oneIn(3)) {
            return withContents(Arrays.copyOf(pack, contentsAt), chance.properties(text));
        }
        int at = MAGIC.length;
        int skipped = chance.below(6);
        int next = at + HEAD + bytes.getInt(at + 4);
        while (skipped > 0 && next < contentsAt) {
            at = next;
            next = at + HEAD + bytes.getInt(at + 4);
            skipped--;
        }
        int length = bytes.getInt(at);
        int coding = bytes.getInt(at + 8);
        byte[] stored = Arrays.copyOfRange(pack, at + HEAD, next);
        byte[] content = coding == 0 ? stored : Zstd.decompress(stored, (int) Zstd.getFrameContentSize(stored));
        byte[] other = chance.bytes(content);
        byte[] joined = other;
        if (coding == 2) {
            joined = joined(other, content, length);
        }
        byte[] again = coding == 0 ? other : Zstd.compress(other, 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(pack, 0, at);
        out.writeBytes(chunkOf(joined.length, coding, again));
        // What lies behind has moved, unless the change left the length: then hash and length are made to fit.
        out.write(pack, next, contentsAt - next);
        SortedMap<String, String> contents = new TreeMap<>(PropertiesText.read(java.nio.file.Path.of("pack"), text));
        int moved = out.size() - contentsAt;
        int from = at;
        byte[] whole = joined;
        SortedMap<String, String> fitting = new TreeMap<>();
        contents.forEach((name, value) -> {
            if (name.startsWith("object.")) {
                long offset = Long.parseLong(value.substring(0, value.indexOf(' ')));
                String place = (offset > from ? offset + moved : offset) + value.substring(value.indexOf(' '));
                fitting.put(
                        offset == from ? "object." + Sha256.of(whole) : name,
                        offset == from ? offset + " " + whole.length : place);
            }
        });
        contents.forEach((name, value) -> {
            if (!name.startsWith("object.")) {
                boolean isMoved = name.startsWith("file.") && !fitting.containsKey("object." + value);
                fitting.put(name, isMoved ? Sha256.of(whole) : value);
            }
        });
        return withContents(out.toByteArray(), PropertiesText.write(fitting));
    }

    private static byte[] joined(byte[] columns, byte[] sound, int length) {
        try {
            PackedWriter joined = LogColumns.join(columns, length);
            return joined.copyFrom(0);
        } catch (RuntimeException e) {
            return Arrays.copyOf(sound, length);
        }
    }

    private static byte[] chunk(byte[] content, Chance chance, boolean isChanged) {
        int coding = chance.below(2);
        byte[] stored = coding == 0 ? content : Zstd.compress(content, 3);
        int length = content.length;
        if (isChanged) {
            switch (chance.below(4)) {
                case 0 -> length = (int) chance.number(length);
                case 1 -> coding = (int) chance.number(coding);
                default -> stored = chance.bytes(stored);
            }
        }
        return chunkOf(length, coding, stored);
    }

    private static byte[] chunkOf(int length, int coding, byte[] stored) {
        ByteBuffer chunk = ByteBuffer.allocate(HEAD + stored.length).order(ByteOrder.LITTLE_ENDIAN);
        chunk.putInt(length).putInt(stored.length).putInt(coding).putInt(0).put(stored);
        CRC32C crc = new CRC32C();
        crc.update(chunk.array(), 0, 12);
        crc.update(stored);
        return chunk.putInt(12, (int) crc.getValue()).array();
    }

    private static byte[] withContents(byte[] chunks, byte[] text) {
        ByteBuffer pack = ByteBuffer.allocate(chunks.length + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        pack.put(chunks).put(text).putLong(chunks.length).putInt(text.length);
        return pack.put(new byte[] {'F', 'S', 'T', 'N'}).array();
    }
}
