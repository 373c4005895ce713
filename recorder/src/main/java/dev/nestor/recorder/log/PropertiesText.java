package dev.nestor.recorder.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Names and values as text in exactly one way: one line {@code name=value} each, sorted by name, printable ASCII, line
 * feeds; the last line is {@code crc32c=} and the CRC32C of all bytes before it, 8 hexadecimal digits.
 */
public final class PropertiesText {

    private static final String CHECK = "crc32c=";
    private static final int CHECK_BYTES = CHECK.length() + 8 + 1;

    private PropertiesText() {}

    /**
     * The text of {@code values}.
     *
     * @throws IllegalArgumentException when a name or value holds what the text cannot
     */
    public static byte[] write(SortedMap<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> {
            if (!isPlain(name) || !isPlain(value) || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("not printable ASCII: " + name + "=" + value);
            }
            text.append(name).append('=').append(value).append('\n');
        });
        byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
        text.append(CHECK).append(checkOf(body, body.length)).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The values in {@code bytes}, which come from {@code file}.
     *
     * @throws LogDamagedException when a byte differs from what was written
     */
    public static SortedMap<String, String> read(Path file, byte[] bytes) {
        int bodyLength = bytes.length - CHECK_BYTES;
        if (bodyLength < 0) {
            String found = bytes.length + " bytes";
            throw new LogDamagedException(file, "byte " + bytes.length, "a last line \"" + CHECK + "...\"", found);
        }
        String expected = CHECK + checkOf(bytes, bodyLength) + "\n";
        String found = new String(bytes, bodyLength, CHECK_BYTES, StandardCharsets.ISO_8859_1);
        if (!found.equals(expected)) {
            String place = "bytes 0 to " + (bytes.length - 1);
            throw new LogDamagedException(file, place, "a last line " + quoted(expected), quoted(found));
        }
        SortedMap<String, String> values = new TreeMap<>();
        for (String line : new String(bytes, 0, bodyLength, StandardCharsets.US_ASCII).split("\n")) {
            int equals = line.indexOf('=');
            if (equals >= 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    private static String checkOf(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    private static String quoted(String line) {
        return "\"" + line.replace("\n", "").replaceAll("[^ -~]", "?") + "\"";
    }
}
