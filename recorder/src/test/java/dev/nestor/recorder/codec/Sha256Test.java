package dev.nestor.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** FIPS 180-2, appendix B.1. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /** FIPS 180-2, appendix B.3: a million times the letter a. */
    private static final String OF_MILLION = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @TempDir
    private Path directory;

    @Test
    void textAndBytesAndFileAreTheSame() throws IOException {
        assertEquals(OF_ABC, Sha256.of("abc"));
        assertEquals(OF_ABC, Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)));
        Path file = Files.writeString(directory.resolve("abc"), "abc");
        assertEquals(OF_ABC, Sha256.of(file));
    }

    @Test
    void aFileOfManyPartsIsReadWhole() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "a".repeat(1_000_000));
        assertEquals(OF_MILLION, Sha256.of(file));
    }
}
