package dev.nestor.recorder;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Makes changed files of a recording look whole, so that what lies behind the checksums is reached. */
public final class RepairedChecksums {

    private static final String CHECK = "crc32c=";

    private RepairedChecksums() {}

    /** A text of properties with the checksum line that fits it; one at its end is replaced. */
    public static byte[] text(String changed) {
        int check = changed.lastIndexOf(CHECK);
        String body = check < 0 ? changed : changed.substring(0, check);
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        String last = CHECK + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
        return (body + last).getBytes(StandardCharsets.ISO_8859_1);
    }
}
