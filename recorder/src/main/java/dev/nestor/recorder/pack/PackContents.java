package dev.nestor.recorder.pack;

import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.PropertiesText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a pack holds. A file names its content by SHA-256, so that two files of one content are stored once. In the pack
 * this is a {@link PropertiesText}:
 *
 * <pre>
 * file.NAME=SHA-256 of its content; NAME is relative to the directory of the recording
 * format=1, or 2 where digests are left out
 * object.SHA-256=OFFSET BYTES, decimal: where its first chunk begins, and how long the content is
 * whole.NAME=SHA-256 of the file with its digests, where NAME's content is without
 * </pre>
 *
 * @param files SHA-256 of each file, by name
 * @param objects place of each content, by SHA-256
 * @param whole SHA-256 of each file whose digests are left out, as it was with them, by name
 */
record PackContents(
        SortedMap<String, String> files, SortedMap<String, Extent> objects, SortedMap<String, String> whole) {

    private static final String FILE = "file.";
    private static final String OBJECT = "object.";
    private static final String WHOLE = "whole.";

    /** The names a recording has; anything else could lie outside of its directory. */
    private static final Pattern NAME =
            Pattern.compile("(recording|seal)\\.properties|(images|log)/[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern EXTENT = Pattern.compile("(0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17})");

    /** With unmodifiable copies. */
    PackContents {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
        whole = Collections.unmodifiableSortedMap(new TreeMap<>(whole));
    }

    /**
     * Where a content lies.
     *
     * @param offset of its first chunk in the pack
     * @param bytes its length
     */
    record Extent(long offset, long bytes) {}

    /** Whether a recording may have a file of that name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Length of all files. */
    long bytes() {
        return files.values().stream()
                .mapToLong(sha256 -> extentOf(sha256).bytes())
                .sum();
    }

    /** The place of a content that a file names. */
    Extent extentOf(String sha256) {
        Extent extent = objects.get(sha256);
        if (extent == null) {
            throw new IllegalStateException("no object " + sha256);
        }
        return extent;
    }

    /** The contents as text. */
    byte[] toBytes() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("format", whole.isEmpty() ? "1" : Integer.toString(PackFormat.FORMAT));
        files.forEach((name, sha256) -> values.put(FILE + name, sha256));
        objects.forEach((sha256, extent) -> values.put(OBJECT + sha256, extent.offset() + " " + extent.bytes()));
        whole.forEach((name, sha256) -> values.put(WHOLE + name, sha256));
        return PropertiesText.write(values);
    }

    /**
     * Reads the text.
     *
     * @throws LogDamagedException when it is none that {@link #toBytes} writes
     * @throws LogTooNewException when its format is another
     */
    static PackContents read(Path pack, byte[] bytes) {
        SortedMap<String, String> values = PropertiesText.read(pack, bytes);
        String format = values.getOrDefault("format", "");
        if (!format.matches("[1-9][0-9]{0,8}")) {
            throw new LogDamagedException(pack, "format", "a number", "\"" + format + "\"");
        }
        if (Integer.parseInt(format) > PackFormat.FORMAT) {
            throw new LogTooNewException(pack, "format", "pack format " + PackFormat.FORMAT, "pack format " + format);
        }
        SortedMap<String, String> files = new TreeMap<>();
        SortedMap<String, Extent> objects = new TreeMap<>();
        SortedMap<String, String> whole = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(FILE)) {
                files.put(checked(pack, name, name.substring(FILE.length()), NAME), value);
            } else if (name.startsWith(WHOLE)) {
                whole.put(
                        checked(pack, name, name.substring(WHOLE.length()), NAME), checked(pack, name, value, SHA256));
            } else if (name.startsWith(OBJECT)) {
                String sha256 = checked(pack, name, name.substring(OBJECT.length()), SHA256);
                String[] numbers = checked(pack, name, value, EXTENT).split(" ");
                objects.put(sha256, new Extent(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
            }
        });
        files.forEach((name, sha256) -> {
            if (!objects.containsKey(sha256)) {
                throw new LogDamagedException(pack, FILE + name, "an object of the pack", sha256);
            }
        });
        whole.forEach((name, sha256) -> {
            if (!files.containsKey(name)) {
                throw new LogDamagedException(pack, WHOLE + name, "a file of the pack", "none of that name");
            }
        });
        return new PackContents(files, objects, whole);
    }

    private static String checked(Path pack, String name, String value, Pattern pattern) {
        if (!pattern.matcher(value).matches()) {
            throw new LogDamagedException(pack, name, "text like " + pattern.pattern(), "\"" + value + "\"");
        }
        return value;
    }
}
