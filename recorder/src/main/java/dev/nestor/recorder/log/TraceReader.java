package dev.nestor.recorder.log;

import dev.nestor.recorder.codec.PackedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames that {@link TraceWriter} wrote. Opening goes through the whole file once, so that damage is reported
 * before anything is used; payloads are read on demand and checked again.
 *
 * <p>Several threads may call {@link #read} at a time, each with a {@link FramePayload} of its own.
 *
 * @see FrameWalk
 * @see QueueFile
 */
public final class TraceReader implements AutoCloseable {

    private final QueueFile file;
    private final List<Frame> frames;

    private TraceReader(QueueFile file, List<Frame> frames) {
        this.file = file;
        this.frames = frames;
    }

    /**
     * Opens the log in {@code directory}, the directory of a recording; checked against its seal when there is one.
     *
     * @throws LogDamagedException when anything but unused bytes differs from what was written, with its place
     * @throws LogTooNewException when it holds frames that this build must not skip
     * @throws StorageFailedException when the host does not let it
     */
    public static TraceReader open(Path directory) {
        Path queueFile = RecordingLayout.queueFile(directory);
        Seal seal = Seal.readIfPresent(directory);
        QueueFile file = QueueFile.open(queueFile);
        try {
            if (seal != null) {
                seal.check(file);
            }
            FrameWalk walk = new FrameWalk(file, seal != null);
            walk.run();
            TraceReader reader = new TraceReader(file, List.copyOf(walk.frames()));
            reader.checkEnds(seal);
            return reader;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The queue file. */
    public Path path() {
        return file.path();
    }

    /** All frames, in order; the first is the HEADER. */
    public List<Frame> frames() {
        return frames;
    }

    /** Whether the last frame is a FOOTER; else the recording ended early. */
    public boolean isComplete() {
        return frames.get(frames.size() - 1).kind() == FrameKind.FOOTER;
    }

    /**
     * Reads the payload of {@code frame} into {@code into} and checks it.
     *
     * @return a reader of the payload; valid until {@code into} is used again
     * @throws LogDamagedException when the bytes are not those that were written
     */
    public PackedReader read(Frame frame, FramePayload into) {
        int length = FrameHeader.BYTES + frame.payloadLength();
        byte[] bytes = into.ensure(length);
        file.read(frame.fileOffset(), bytes, 0, length);
        int computed = FrameHeader.crcOf(bytes, length, into.crc());
        if (computed != frame.crc() || computed != FrameHeader.crc(bytes)) {
            throw damaged(frame, "CRC32C " + Integer.toHexString(frame.crc()), Integer.toHexString(computed));
        }
        return into.reader().open(bytes, FrameHeader.BYTES, length);
    }

    /**
     * Reads the first bytes of a frame's payload, at most {@code most} of them, without checking them.
     *
     * @return a reader of these bytes; valid until {@code into} is used again
     */
    public PackedReader readBegin(Frame frame, int most, FramePayload into) {
        int count = Math.min(most, frame.payloadLength());
        byte[] bytes = into.ensure(count);
        file.read(frame.fileOffset() + FrameHeader.BYTES, bytes, 0, count);
        return into.reader().open(bytes, 0, count);
    }

    /** Damage in a frame of this log. */
    public LogDamagedException damaged(Frame frame, String expected, String found) {
        return new LogDamagedException(file.path(), frame.place(), expected, found);
    }

    @Override
    public void close() {
        file.close();
    }

    /** A payload being read: its bytes and the tools for reading them. One for each thread that reads. */
    public static final class FramePayload {
        private final PackedReader reader = new PackedReader();
        private final CRC32C crc = new CRC32C();
        private byte[] bytes = new byte[FrameHeader.BYTES + 2 * TraceWriter.BATCH_BYTES];

        /** The array that holds the frame; valid after {@link TraceReader#read}. */
        public byte[] bytes() {
            return bytes;
        }

        private byte[] ensure(int length) {
            if (bytes.length < length) {
                bytes = new byte[length];
            }
            return bytes;
        }

        private PackedReader reader() {
            return reader;
        }

        private CRC32C crc() {
            return crc;
        }
    }

    private void checkEnds(@Nullable Seal seal) {
        if (frames.isEmpty() || frames.get(0).kind() != FrameKind.HEADER) {
            String found = frames.isEmpty() ? "no frame" : frames.get(0).kind() + " frame";
            throw new LogDamagedException(file.path(), "frame 0", "a HEADER frame", found);
        }
        for (Frame frame : frames.subList(0, frames.size() - 1)) {
            if (frame.kind() == FrameKind.FOOTER) {
                throw damaged(frame, "nothing behind the FOOTER frame", "more frames");
            }
        }
        Frame last = frames.get(frames.size() - 1);
        if (seal != null) {
            seal.checkEnd(file.path(), last);
        } else if (!isComplete()) {
            checkLengthOfUnfinished();
        }
    }

    /** Chronicle extends a file in whole blocks, so that a file of another length without a footer was cut. */
    private void checkLengthOfUnfinished() {
        long length = file.lengthBytes();
        if ((length - ChronicleStore.OVERLAP_BYTES) % ChronicleStore.BLOCK_BYTES != 0) {
            String expected = "a FOOTER frame, or a file of " + ChronicleStore.BLOCK_BYTES + " * n + "
                    + ChronicleStore.OVERLAP_BYTES + " bytes";
            throw new LogDamagedException(file.path(), "byte " + length, expected, "the end of the file");
        }
    }
}
