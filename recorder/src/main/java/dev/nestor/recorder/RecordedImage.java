package dev.nestor.recorder;

import dev.nestor.recorder.codec.Sha256;

/**
 * One image that a recording carries.
 *
 * @param role what the machine uses it for: {@code l1} or {@code initrd}
 * @param file its name in the directory {@code images}
 * @param bytes its length
 * @param sha256 its SHA-256, 64 hexadecimal digits
 */
public record RecordedImage(String role, String file, long bytes, String sha256) {

    /** What is known of {@code content} in that role. */
    static RecordedImage of(String role, byte[] content) {
        return new RecordedImage(role, fileOf(role), content.length, Sha256.of(content));
    }

    /** The name of the file of the image in that role. */
    static String fileOf(String role) {
        return role + ".elf";
    }
}
