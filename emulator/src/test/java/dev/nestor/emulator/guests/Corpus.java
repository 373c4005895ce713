package dev.nestor.emulator.guests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The compiled programs of {@code emulator/guests/corpus}: each for three processors, two byte orders and three levels
 * of optimisation, and what QEMU's user mode printed for it. An archive per processor, in the form of tar: a header of
 * 512 bytes (name at 0, size in octal digits at 124) and the file, filled up to a multiple of 512.
 */
final class Corpus {
    static final List<String> CPUS = List.of("power8", "power9", "power10");

    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 11;
    private static final String SUFFIX = ".elf";

    private final SortedMap<String, byte[]> images = new TreeMap<>();
    private final SortedMap<String, String> checksums = new TreeMap<>();

    Corpus() throws IOException {
        for (String cpu : CPUS) {
            unpack(new GZIPInputStream(new ByteArrayInputStream(resource(cpu + ".tar.gz"))).readAllBytes());
        }
        String table = new String(resource("checksums.csv"), StandardCharsets.UTF_8);
        table.lines().forEach(line -> {
            String[] cells = line.split(",");
            checksums.put(cells[0] + "-" + cells[1], cells[2]);
        });
    }

    /** ELF files by name, such as bits-power9-be-O2. */
    SortedMap<String, byte[]> images() {
        return images;
    }

    /** Checksums, 16 hexadecimal digits each, by the same names. */
    Map<String, String> checksums() {
        return checksums;
    }

    private void unpack(byte[] tar) {
        for (int at = 0; at + BLOCK <= tar.length && tar[at] != 0; ) {
            String name = text(tar, at, NAME_BYTES);
            int size = Integer.parseInt(text(tar, at + SIZE_AT, SIZE_BYTES), 8);
            at += BLOCK;
            images.put(name.substring(0, name.length() - SUFFIX.length()), Arrays.copyOfRange(tar, at, at + size));
            at += (size + BLOCK - 1) / BLOCK * BLOCK;
        }
    }

    private static String text(byte[] from, int at, int most) {
        int length = 0;
        while (length < most && from[at + length] != 0) {
            length++;
        }
        return new String(from, at, length, StandardCharsets.US_ASCII);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + name)) {
            if (in == null) {
                throw new IOException("the corpus has no " + name);
            }
            return in.readAllBytes();
        }
    }
}
