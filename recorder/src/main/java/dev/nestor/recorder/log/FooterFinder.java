package dev.nestor.recorder.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads the FOOTER frame of a finished recording from the end of its log, so that what it holds is known at once,
 * however long the log is. Its own checksum is compared, and nothing else: who needs the events opens the recording.
 */
public final class FooterFinder {

    /** A footer is shorter; Chronicle may leave a few bytes behind it. */
    private static final int TAIL_BYTES = 64 << 10;

    /**
     * A footer.
     *
     * @param text its payload
     * @param chain digest over all frames before it
     * @param crc its own checksum
     */
    public record Footer(byte[] text, long chain, int crc) {}

    private FooterFinder() {}

    /**
     * The footer; absent when the recording is not sealed, is a ring of several files, or does not end with
     * an intact footer.
     */
    public static Optional<Footer> find(Path directory) {
        try {
            List<Path> files = RecordingLayout.queueFiles(directory);
            if (files.size() != 1 || !Files.exists(RecordingLayout.seal(directory))) {
                return Optional.empty();
            }
            try (QueueFile file = QueueFile.open(files.get(0))) {
                int count = (int) Math.min(TAIL_BYTES, file.lengthBytes());
                byte[] tail = new byte[count];
                file.read(file.lengthBytes() - count, tail, 0, count);
                return findIn(tail);
            }
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot read", e);
        }
    }

    private static Optional<Footer> findIn(byte[] tail) {
        for (int at = tail.length - FrameHeader.BYTES; at >= 0; at--) {
            byte[] rest = Arrays.copyOfRange(tail, at, at + FrameHeader.BYTES);
            boolean isFooter = FrameHeader.magic(rest) == FrameHeader.MAGIC
                    && FrameHeader.kindNumber(rest) == FrameKind.FOOTER.number();
            long length = FrameHeader.BYTES + (long) FrameHeader.payloadLength(rest);
            if (isFooter && length >= FrameHeader.BYTES && at + length <= tail.length) {
                return intact(Arrays.copyOfRange(tail, at, (int) (at + length)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Footer> intact(byte[] frame) {
        int crc = FrameHeader.crc(frame);
        if (FrameHeader.crcOf(frame, frame.length, new CRC32C()) != crc) {
            return Optional.empty();
        }
        byte[] text = Arrays.copyOfRange(frame, FrameHeader.BYTES, frame.length);
        return Optional.of(new Footer(text, FrameHeader.position(frame).chain(), crc));
    }
}
