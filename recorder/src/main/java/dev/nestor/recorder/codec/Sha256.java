package dev.nestor.recorder.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as recordings write it: 64 hexadecimal digits. */
public final class Sha256 {

    private static final int PART_BYTES = 1 << 16;

    private Sha256() {}

    /** Of bytes. */
    public static String of(byte[] content) {
        return textOf(begin().digest(content));
    }

    /** Of a text, in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Of a file, of which a part at a time is held.
     *
     * @throws IOException when it cannot be read
     */
    public static String of(Path file) throws IOException {
        MessageDigest sha256 = begin();
        byte[] part = new byte[PART_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                sha256.update(part, 0, count);
            }
        }
        return textOf(sha256.digest());
    }

    /** For bytes that come in parts. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The 32 bytes of a digest as text. */
    public static String textOf(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
