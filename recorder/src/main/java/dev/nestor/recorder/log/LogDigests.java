package dev.nestor.recorder.log;

import dev.nestor.recorder.codec.BatchDigests;
import dev.nestor.recorder.codec.BatchGrammar;
import dev.nestor.recorder.codec.DigestSource;
import dev.nestor.recorder.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The digests in a queue file, left out and put in again. Nothing else changes, checksums and lengths stay as they
 * were, so that every frame proves the digests that are put in.
 */
public final class LogDigests {

    private LogDigests() {}

    /** Sets the digests of all batches to 0 that are whole in the first {@code length} bytes of {@code part}. */
    public static void leaveOut(byte[] part, int length, BatchGrammar grammar) {
        BatchDigests digests = new BatchDigests(grammar);
        int at = 0;
        while (length - at >= QueueFile.WORD_BYTES) {
            int word = LogColumns.wordAt(part, at);
            int head = at + QueueFile.WORD_BYTES;
            int end = head + QueueFile.length(word);
            if (LogColumns.isBatch(part, head, end, length)) {
                digests.leaveOut(part, head + FrameHeader.BYTES, end);
            }
            at = (int) Math.min(length, QueueFile.next(at, QueueFile.length(word)));
        }
    }

    /**
     * Puts the digests into the EVENT frames of the queue files {@code files}.
     *
     * @param frames of these files, in order
     * @throws LogDamagedException with the first frame whose checksum says that other digests were recorded
     * @throws StorageFailedException when the host does not let it
     */
    public static void putIn(List<Path> files, List<Frame> frames, BatchGrammar grammar, DigestSource source) {
        BatchDigests digests = new BatchDigests(grammar);
        CRC32C crc = new CRC32C();
        byte[] bytes = new byte[FrameHeader.BYTES + FrameHeader.PAYLOAD_BYTES_MAX];
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                for (Frame frame : eventFramesOf(frames, i)) {
                    int length = FrameHeader.BYTES + frame.payloadLength();
                    read(channel, frame, ByteBuffer.wrap(bytes, 0, length));
                    putIn(file, frame, digests, bytes, length, source);
                    requireRecorded(file, frame, FrameHeader.crcOf(bytes, length, crc));
                    write(channel, frame, ByteBuffer.wrap(bytes, 0, length));
                }
            } catch (IOException e) {
                throw StorageFailedException.because(file + ": cannot put digests in", e);
            }
        }
    }

    private static List<Frame> eventFramesOf(List<Frame> frames, int file) {
        return frames.stream()
                .filter(frame -> frame.file() == file && frame.kind() == FrameKind.EVENT)
                .toList();
    }

    private static void requireRecorded(Path file, Frame frame, int crc) {
        if (crc != frame.crc()) {
            String found = Integer.toHexString(crc) + " with the digests of this build's machine";
            String expected = "CRC32C " + Integer.toHexString(frame.crc());
            throw new LogDamagedException(file, frame.place(), expected, found);
        }
    }

    private static void putIn(
            Path file, Frame frame, BatchDigests digests, byte[] bytes, int length, DigestSource source) {
        try {
            digests.putIn(bytes, FrameHeader.BYTES, length, source);
        } catch (MalformedBytesException e) {
            throw new LogDamagedException(file, frame.place(), e.expected(), e.found());
        }
    }

    private static void read(FileChannel channel, Frame frame, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, frame.fileOffset() + into.position()) < 0) {
                throw new IOException("the file ended");
            }
        }
    }

    private static void write(FileChannel channel, Frame frame, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from, frame.fileOffset() + from.position());
        }
    }
}
