package dev.nestor.recorder.log;

import dev.nestor.recorder.codec.PackedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

    /** How often a log is looked at that a recorder changes at the same time. */
    private static final int LOOKS_MOST = 10;

    private final List<QueueFile> files;
    private final List<Frame> frames;
    private final List<Frame> damagedFrames;
    private final @Nullable LogDamagedException damage;
    private List<Frame> framesBehindDamage = List.of();
    private boolean isLazy;

    private TraceReader(
            List<QueueFile> files,
            List<Frame> frames,
            List<Frame> damagedFrames,
            @Nullable LogDamagedException damage) {
        this.files = files;
        this.frames = frames;
        this.damagedFrames = damagedFrames;
        this.damage = damage;
    }

    /**
     * Opens the log in {@code directory}, the directory of a recording; checked against its seal when there is one.
     *
     * @throws LogDamagedException when anything but unused bytes differs from what was written, with its place
     * @throws LogTooNewException when it holds frames that this build must not skip
     * @throws StorageFailedException when the host does not let it
     */
    public static TraceReader open(Path directory) {
        return open(directory, false);
    }

    /**
     * Opens the log in {@code directory} without reading all of it where a seal says how it ends: the heads of all
     * frames are compared with each other and with the seal by their chain, which covers length and checksum of every
     * payload; a payload is checked when it is read. What belongs to no frame, such as Chronicle's index, is not.
     *
     * @throws LogDamagedException when a head, the length of a file or the seal is not as it was written, with its
     *     place; in a log without seal also for anything else, since then all of it is read
     * @throws LogTooNewException when it holds frames that this build must not skip
     * @throws StorageFailedException when the host does not let it
     */
    public static TraceReader openLazily(Path directory) {
        return open(directory, true);
    }

    private static TraceReader open(Path directory, boolean isLazy) {
        return look(directory, files -> open(directory, files, isLazy));
    }

    /** Opens the files and, as long as there is damage that a recorder may have made beside us, looks again. */
    private static TraceReader look(Path directory, Function<List<QueueFile>, TraceReader> opener) {
        for (int look = 1; ; look++) {
            List<QueueFile> files = new ArrayList<>();
            try {
                LogFiles.open(directory, files);
                TraceReader reader = opener.apply(files);
                if (reader.damage == null || look == LOOKS_MOST || !LogFiles.wereChanged(directory, files)) {
                    return reader;
                }
                reader.close();
            } catch (LogDamagedException e) {
                files.forEach(QueueFile::close);
                if (look == LOOKS_MOST || !LogFiles.wereChanged(directory, files)) {
                    throw e;
                }
            } catch (RuntimeException e) {
                files.forEach(QueueFile::close);
                throw e;
            }
        }
    }

    private static TraceReader open(Path directory, List<QueueFile> files, boolean isLazy) {
        Seal seal = Seal.readIfPresent(directory);
        if (seal != null && isLazy) {
            seal.checkLengths(files);
        } else if (seal != null) {
            checkSeal(seal, files);
        }
        FrameWalk walk = walk(files, seal != null, false);
        walk.finish();
        TraceReader reader = new TraceReader(files, List.copyOf(walk.frames()), List.of(), null);
        reader.isLazy = isLazy && seal != null;
        reader.checkEnds(seal);
        return reader;
    }

    /**
     * Opens the log as far as it is sound: its frames are those before the first damage that harms more than a
     * keyframe.
     * Every payload is checked, whatever the seal says.
     *
     * @throws LogDamagedException when not even the HEADER frame is sound
     * @throws LogTooNewException when it holds frames that this build must not skip
     * @throws StorageFailedException when the host does not let it
     */
    public static TraceReader openUpToDamage(Path directory) {
        return look(directory, files -> openUpToDamage(directory, files));
    }

    private static TraceReader openUpToDamage(Path directory, List<QueueFile> files) {
        LogDamagedException damage = null;
        List<FrameWalk> walks = new ArrayList<>();
        try {
            for (QueueFile file : files) {
                walks.add(nextWalk(files, walks, file, false, true));
                walks.get(walks.size() - 1).run();
            }
            walks.get(walks.size() - 1).finish();
        } catch (LogDamagedException e) {
            damage = e;
        }
        FrameWalk walk = walks.get(walks.size() - 1);
        TraceReader reader = new TraceReader(files, List.copyOf(walk.frames()), List.copyOf(walk.damaged()), damage);
        List<Frame> behind = damage == null ? List.of() : walk.framesBehindDamage();
        if (damage == null) {
            damage = reader.damageAtEnd(directory);
        }
        reader.requireHeader();
        TraceReader sound = new TraceReader(files, reader.frames, reader.damagedFrames, damage);
        sound.framesBehindDamage = List.copyOf(behind);
        return sound;
    }

    /** The damage behind the last frame; null for none, and always null after {@link #open}. */
    public @Nullable LogDamagedException damage() {
        return damage;
    }

    /** Whole frames behind the damage, in its file; they cannot be used, but tell how much was lost. */
    public List<Frame> framesBehindDamage() {
        return framesBehindDamage;
    }

    /** The frames of keyframes whose payload is damaged; they are among the frames, and reading them fails. */
    public List<Frame> damagedFrames() {
        return damagedFrames;
    }

    /** The queue file; of several the last. */
    public Path path() {
        return files.get(files.size() - 1).path();
    }

    /** The file that holds {@code frame}. */
    public Path path(Frame frame) {
        return files.get(frame.file()).path();
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
        files.get(frame.file()).read(frame.fileOffset(), bytes, 0, length);
        int computed = FrameHeader.crcOf(bytes, length, into.crc());
        if (computed != frame.crc() || computed != FrameHeader.crc(bytes)) {
            throw damaged(frame, "CRC32C " + Integer.toHexString(frame.crc()), Integer.toHexString(computed));
        }
        return into.reader().open(bytes, FrameHeader.BYTES, length);
    }

    /**
     * Reads the first bytes of a frame's payload, at most {@code most} of them, and checks them where opening did not.
     *
     * @return a reader of these bytes; valid until {@code into} is used again
     */
    public PackedReader readBegin(Frame frame, int most, FramePayload into) {
        if (isLazy) {
            PackedReader all = read(frame, into);
            return all.open(into.bytes(), all.at(), all.at() + Math.min(most, frame.payloadLength()));
        }
        int count = Math.min(most, frame.payloadLength());
        byte[] bytes = into.ensure(count);
        files.get(frame.file()).read(frame.fileOffset() + FrameHeader.BYTES, bytes, 0, count);
        return into.reader().open(bytes, 0, count);
    }

    /** Damage in a frame of this log. */
    public LogDamagedException damaged(Frame frame, String expected, String found) {
        return new LogDamagedException(path(frame), frame.place(), expected, found);
    }

    @Override
    public void close() {
        files.forEach(QueueFile::close);
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

    /** Compares every byte; what differs is named with the frame it lies in. */
    private static void checkSeal(Seal seal, List<QueueFile> files) {
        try {
            seal.check(files);
        } catch (LogDamagedException e) {
            try {
                walk(files, false, false).finish();
            } catch (LogDamagedException inFrame) {
                boolean isNear = inFrame.file().equals(e.file());
                throw isNear
                        ? new LogDamagedException(
                                Path.of(e.file()), e.place() + ", " + inFrame.place(), e.expected(), e.found())
                        : e;
            }
            throw e;
        }
    }

    private static FrameWalk walk(List<QueueFile> files, boolean isSealed, boolean isTolerant) {
        List<FrameWalk> walks = new ArrayList<>();
        for (QueueFile file : files) {
            walks.add(nextWalk(files, walks, file, isSealed, isTolerant));
            walks.get(walks.size() - 1).run();
        }
        return walks.get(walks.size() - 1);
    }

    private static FrameWalk nextWalk(
            List<QueueFile> files, List<FrameWalk> before, QueueFile file, boolean isSealed, boolean isTolerant) {
        if (before.isEmpty()) {
            String first = files.get(0).path().getFileName().toString();
            return new FrameWalk(file, isSealed, isTolerant, !first.equals(RecordingLayout.QUEUE_FILE));
        }
        return new FrameWalk(file, before.get(before.size() - 1));
    }

    private void requireHeader() {
        if (frames.isEmpty() || frames.get(0).kind() != FrameKind.HEADER) {
            LogDamagedException found = damage;
            if (found != null) {
                throw found;
            }
            String first = frames.isEmpty() ? "no frame" : frames.get(0).kind() + " frame";
            throw new LogDamagedException(files.get(0).path(), "frame 0", "a HEADER frame", first);
        }
    }

    /** What {@link #open} would refuse although all frames are sound: a wrong seal, a wrong length. */
    private @Nullable LogDamagedException damageAtEnd(Path directory) {
        try {
            Seal seal = Seal.readIfPresent(directory);
            if (seal != null) {
                seal.check(files);
            }
            checkEnds(seal);
            return null;
        } catch (LogDamagedException e) {
            return damagedFrames.isEmpty() ? e : null;
        }
    }

    private void checkEnds(@Nullable Seal seal) {
        requireHeader();
        for (Frame frame : frames.subList(0, frames.size() - 1)) {
            if (frame.kind() == FrameKind.FOOTER) {
                throw damaged(frame, "nothing behind the FOOTER frame", "more frames");
            }
        }
        Frame last = frames.get(frames.size() - 1);
        if (seal != null) {
            seal.checkEnd(path(last), last);
        } else if (!isComplete()) {
            QueueFile newest = files.get(files.size() - 1);
            // A recorder may be killed when it has created the next file of a ring and not yet given it a length.
            boolean isHardlyBegun = files.size() > 1 && newest.lengthBytes() == 0;
            files.subList(0, files.size() - (isHardlyBegun ? 1 : 0)).forEach(TraceReader::checkLengthOfUnfinished);
            checkRoomBehind(last);
        }
    }

    /** Chronicle adds a block before anything begins behind the last one, so that a full file was cut at a block. */
    private void checkRoomBehind(Frame last) {
        long length = files.get(last.file()).lengthBytes();
        long end = last.fileOffset() + FrameHeader.BYTES + last.payloadLength();
        long usedMost = length - ChronicleStore.OVERLAP_BYTES + FrameHeader.BYTES + FrameHeader.PAYLOAD_BYTES_MAX;
        if (end > usedMost + QueueFile.WORD_BYTES) {
            throw new LogDamagedException(path(last), "byte " + length, "another block", "the end of the file");
        }
    }

    /** Chronicle extends a file in whole blocks, so that a file of another length without a footer was cut. */
    private static void checkLengthOfUnfinished(QueueFile file) {
        long length = file.lengthBytes();
        if ((length - ChronicleStore.OVERLAP_BYTES) % ChronicleStore.BLOCK_BYTES != 0) {
            String expected = "a FOOTER frame, or a file of " + ChronicleStore.BLOCK_BYTES + " * n + "
                    + ChronicleStore.OVERLAP_BYTES + " bytes";
            throw new LogDamagedException(file.path(), "byte " + length, expected, "the end of the file");
        }
    }
}
