package dev.nestor.recorder.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one cut of an unfinished log that leaves nothing but whole frames and a length that Chronicle gives a file: at
 * the end of a block, where by chance a frame ends too.
 */
class CutAtABlockTest {

    private static final long ONE_BLOCK_BYTES = ChronicleStore.BLOCK_BYTES + ChronicleStore.OVERLAP_BYTES;
    private static final int HEAD_BYTES = QueueFile.WORD_BYTES + FrameHeader.BYTES;
    private static final int FRAME_BYTES = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void findsACutBetweenTwoFramesAtTheEndOfABlock() throws IOException {
        Path log = Files.createDirectory(RecordingLayout.log(directory));
        try (TraceWriter writer = TraceWriter.create(log, new LogHeader(new byte[0], "none"))) {
            while (writer.writtenBytes() + FRAME_BYTES + 2 * HEAD_BYTES < ONE_BLOCK_BYTES) {
                write(writer, FRAME_BYTES);
            }
            write(writer, (int) (ONE_BLOCK_BYTES - writer.writtenBytes()) - HEAD_BYTES);
            assertEquals(ONE_BLOCK_BYTES, writer.writtenBytes());
            write(writer, FRAME_BYTES);
        }
        TraceReader.open(directory).close();
        Path file = RecordingLayout.queueFile(directory);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(ONE_BLOCK_BYTES);
        }
        LogDamagedException damage = assertThrows(LogDamagedException.class, () -> TraceReader.open(directory));
        assertEquals(file.toString(), damage.file());
        assertEquals("byte " + ONE_BLOCK_BYTES, damage.place());
    }

    @Test
    void takesTheFullestFileThatChronicleLeaves() throws IOException {
        Path log = Files.createDirectory(RecordingLayout.log(directory));
        try (TraceWriter writer = TraceWriter.create(log, new LogHeader(new byte[0], "none"))) {
            while (writer.writtenBytes() + FRAME_BYTES < ChronicleStore.BLOCK_BYTES) {
                write(writer, FRAME_BYTES);
            }
            write(writer, (int) (ChronicleStore.BLOCK_BYTES - writer.writtenBytes()) - 2 * HEAD_BYTES);
            write(writer, FrameHeader.PAYLOAD_BYTES_MAX);
        }
        assertEquals(ONE_BLOCK_BYTES, Files.size(RecordingLayout.queueFile(directory)));
        try (TraceReader reader = TraceReader.openUpToDamage(directory)) {
            assertNull(reader.damage());
        }
    }

    private static void write(TraceWriter writer, int payloadBytes) {
        writer.startFrame().putBytes(new byte[payloadBytes], 0, payloadBytes);
        writer.commitFrame(FrameKind.PAGES, 0);
    }
}
