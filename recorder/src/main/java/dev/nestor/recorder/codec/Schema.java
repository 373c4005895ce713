package dev.nestor.recorder.codec;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The declarations of all events and inputs as text, one line each, and the hash of that text: the fingerprint. A
 * recording carries both, so that a build that declares other things is refused by name and a stranger can read the
 * log.
 *
 * <pre>
 * event 9 console_written vcpu:INT:ID vty:LONG:HEX bytes:BYTES:PAYLOAD
 * input 1 console_typed vty:LONG bytes:BYTES
 * </pre>
 *
 * <p>What the declarations say in prose is not part of it.
 */
public final class Schema {

    private Schema() {}

    /** The text of what this build declares; events first, each part by ascending number. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (EventType type : EventType.all()) {
            text.append("event ").append(type.id()).append(' ').append(type.name());
            for (EventColumn column : type.columns()) {
                text.append(' ').append(column.name()).append(':').append(column.kind());
                text.append(':').append(column.unit());
            }
            text.append('\n');
        }
        for (InputType type : InputType.all()) {
            text.append("input ").append(type.id()).append(' ').append(type.name());
            type.declaredComponents().forEach(component -> text.append(' ').append(component));
            text.append('\n');
        }
        return text.toString();
    }

    /** SHA-256 of a schema text, 64 hexadecimal digits. */
    public static String fingerprintOf(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The first declaration of {@code recorded} that this build lacks or has with fewer parts: it is newer. */
    public static Optional<String> newerIn(String recorded) {
        return firstBeyond(recorded, text());
    }

    /** The first declaration of this build that {@code recorded} lacks or has otherwise: it is older. */
    public static Optional<String> olderIn(String recorded) {
        Optional<String> beyond = firstBeyond(text(), recorded);
        List<String> theirs = lines(recorded);
        return beyond.isPresent()
                ? beyond
                : lines(text()).stream().filter(line -> !theirs.contains(line)).findFirst();
    }

    private static Optional<String> firstBeyond(String text, String known) {
        List<String> knownLines = lines(known);
        return lines(text).stream()
                .filter(line ->
                        knownLines.stream().noneMatch(other -> isSame(line, other) && parts(other) >= parts(line)))
                .findFirst();
    }

    private static boolean isSame(String line, String other) {
        return Arrays.asList(line.split(" "))
                .subList(0, 3)
                .equals(Arrays.asList(other.split(" ")).subList(0, 3));
    }

    private static int parts(String line) {
        return line.split(" ").length;
    }

    /** The lines that have at least a kind, a number and a name. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (parts(line) >= 3) {
                lines.add(line);
            }
        }
        return lines;
    }
}
