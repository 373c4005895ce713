package dev.nestor.cli.mutant;

import dev.nestor.recorder.codec.PackedWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** What chance does to bytes, numbers and texts; everything follows from a seed. */
final class Chance {

    private static final String CHECK = "crc32c=";
    private static final int HOLE_BYTES = 4096;
    private static final long[] HOSTILE = {
        0,
        1,
        -1,
        2,
        7,
        127,
        128,
        255,
        256,
        4095,
        4096,
        65_535,
        65_536,
        1 << 20,
        1 << 28,
        Integer.MAX_VALUE,
        1L << 31,
        -1L << 31,
        1L << 32,
        1L << 40,
        1L << 52,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final List<String> HOSTILE_TEXTS =
            List.of("", "-1", "0", "1", "99999999999999999999", "9223372036854775807", "x", "../../x", "\u0001", "é");

    final Random random;

    Chance(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    <T> T of(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** A number that a length, an index or a count should not be, or one near {@code sound}. */
    long number(long sound) {
        return switch (random.nextInt(4)) {
            case 0 -> sound + random.nextInt(9) - 4;
            case 1 -> sound ^ 1L << random.nextInt(64);
            case 2 -> random.nextLong();
            default -> HOSTILE[random.nextInt(HOSTILE.length)];
        };
    }

    String textNumber(String sound) {
        if (sound.matches("-?[0-9]{1,18}") && random.nextBoolean()) {
            return Long.toString(number(Long.parseLong(sound)));
        }
        if (sound.length() > 1 && random.nextBoolean()) {
            int at = random.nextInt(sound.length());
            return sound.substring(0, at) + (char) (32 + random.nextInt(95)) + sound.substring(at + 1);
        }
        return of(HOSTILE_TEXTS);
    }

    /** One change anywhere in {@code sound}: bits, runs, lengths. */
    byte[] bytes(byte[] sound) {
        if (sound.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        byte[] mutant = sound.clone();
        // Heads are where lengths stand.
        int at = random.nextInt(random.nextBoolean() ? mutant.length : Math.min(mutant.length, 64));
        switch (random.nextInt(9)) {
            case 0, 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> mutant[at] = (byte) random.nextInt(256);
            case 3 -> {
                byte[] run = new byte[Math.min(1 + random.nextInt(64), mutant.length - at)];
                random.nextBytes(run);
                System.arraycopy(run, 0, mutant, at, run.length);
            }
            case 4 -> mutant = Arrays.copyOf(mutant, at);
            case 5 -> Arrays.fill(mutant, at, Math.min(mutant.length, at + HOLE_BYTES), (byte) 0);
            case 6 -> mutant = spliced(mutant, at, random.nextInt(3), varint(number(at)));
            case 7 -> {
                int from = random.nextInt(mutant.length);
                int count = Math.min(random.nextInt(64), mutant.length - from);
                mutant = spliced(mutant, at, 0, Arrays.copyOfRange(mutant, from, from + count));
            }
            default -> mutant = spliced(mutant, at, random.nextInt(16), new byte[0]);
        }
        return mutant;
    }

    static byte[] varint(long value) {
        PackedWriter out = new PackedWriter(10);
        out.putVarint(value);
        return out.copyFrom(0);
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(added);
        int rest = Math.min(bytes.length, at + removed);
        out.write(bytes, rest, bytes.length - rest);
        return out.toByteArray();
    }

    /** One line of a text of properties changed, with a checksum that fits. */
    byte[] properties(byte[] text) {
        String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n");
        int line = random.nextInt(Math.max(1, lines.length - 1));
        int equals = lines[line].indexOf('=') + 1;
        String value = lines[line].substring(equals);
        return switch (random.nextInt(8)) {
            case 0 -> checked(without(lines, line));
            case 1 -> checked(lines, line, textNumber(lines[line].substring(0, Math.max(0, equals - 1))) + "=" + value);
            default -> checked(lines, line, lines[line].substring(0, equals) + textNumber(value));
        };
    }

    /** {@code name}=value replaced in a text of properties, with a checksum that fits. */
    static byte[] withValue(byte[] text, String name, String value) {
        String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith(name + "=")) {
                return checked(lines, i, name + "=" + value);
            }
        }
        return text;
    }

    private static String[] without(String[] lines, int line) {
        String[] fewer = new String[lines.length - 1];
        System.arraycopy(lines, 0, fewer, 0, line);
        System.arraycopy(lines, line + 1, fewer, line, fewer.length - line);
        return fewer;
    }

    private static byte[] checked(String[] lines, int line, String replaced) {
        String[] changed = lines.clone();
        changed[line] = replaced;
        return checked(changed);
    }

    private static byte[] checked(String[] lines) {
        String all = String.join("\n", lines);
        int check = all.lastIndexOf(CHECK);
        byte[] body = (check < 0 ? all : all.substring(0, check)).getBytes(StandardCharsets.ISO_8859_1);
        CRC32C crc = new CRC32C();
        crc.update(body);
        String last = CHECK + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(body);
        out.writeBytes(last.getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }
}
