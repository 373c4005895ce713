package dev.nestor.recorder.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.Slf4jExceptionHandler;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows Chronicle Queue: a queue of one file, to which frames are appended as raw bytes.
 *
 * <p>The queue's clock stands still at 0, so that there is one cycle file for ever and two recordings of one run are
 * equal byte by byte; {@link #roll} sets it forward by a day, so that the next frame begins another file. A committed
 * excerpt survives the death of the process, since it stands in mapped memory.
 *
 * <p>A full disk would show itself as a memory fault, somewhere and perhaps later. So the store writes zeros ahead of
 * the queue through ordinary file output, where a full disk is an {@link IOException} before anything of the frame is
 * written, and it stops while a little room is left.
 */
public final class ChronicleStore implements AutoCloseable {

    /** Bytes by which Chronicle extends the file. */
    static final long BLOCK_BYTES = 16L << 20;

    /** Bytes that Chronicle maps beyond a block; with the blocks they make up the length of an unfinished file. */
    static final long OVERLAP_BYTES = BLOCK_BYTES / 4;

    /** Entries of one index array: it costs 8 KiB in every recording, and a frame needs no quick way by number. */
    private static final int INDEX_COUNT = 1024;

    private static final int INDEX_SPACING = 64;

    /** What Chronicle may write beside a frame: its index arrays, with room to spare. */
    private static final int INDEX_BYTES_MAX = 64 << 10;

    /** Bytes by which the reserved part of the file grows. */
    private static final int RESERVE_BYTES = 1 << 20;

    /** Room that must stay free behind what is reserved: a file system may need some of it to keep its promise. */
    private static final long FREE_BYTES_MIN = 4L << 20;

    private static final int PAGE_BYTES = 4096;
    private static final byte[] ZEROS = new byte[64 << 10];

    private static final long DAY_MS = 86_400_000;

    private final Path logDirectory;
    private final AtomicInteger segment;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private @Nullable FileChannel reserveChannel;
    private @Nullable FileStore disk;
    private long reservedTo;
    private long writtenTo;
    private long unsynced;

    private ChronicleStore(Path logDirectory, AtomicInteger segment, SingleChronicleQueue queue) {
        this.logDirectory = logDirectory;
        this.segment = segment;
        this.queue = queue;
        this.appender = queue.createAppender();
    }

    /**
     * Tells Chronicle, before its first use, to announce nothing, to report nothing and to start no thread that watches
     * the disk. {@link #create} does so too; a program calls it first where something else might load Chronicle.
     */
    public static void prepare() {
        setUnlessGiven("chronicle.announcer.disable");
        setUnlessGiven("chronicle.analytics.disable");
        setUnlessGiven("chronicle.disk.monitor.disable");
    }

    /**
     * Creates a queue in {@code logDirectory}, which exists and is empty.
     *
     * @param first number of its first file
     * @throws StorageFailedException when the host does not let it
     */
    static ChronicleStore create(Path logDirectory, int first) {
        prepare();
        AtomicInteger segment = new AtomicInteger(first);
        try {
            Jvm.setExceptionHandlers(Slf4jExceptionHandler.ERROR, null, null);
            SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(logDirectory)
                    .timeProvider(() -> segment.get() * DAY_MS)
                    .rollCycle(RollCycles.FAST_DAILY)
                    .indexCount(INDEX_COUNT)
                    .indexSpacing(INDEX_SPACING)
                    .blockSize(BLOCK_BYTES)
                    .build();
            return new ChronicleStore(logDirectory, segment, queue);
        } catch (RuntimeException | InternalError e) {
            throw new StorageFailedException(logDirectory + ": cannot create the queue: " + e.getMessage(), e);
        }
    }

    /**
     * Appends one excerpt; when it returns the excerpt is committed.
     *
     * @throws StorageFailedException when it could not be written; what was committed before stays intact
     */
    void append(byte[] bytes, int length) {
        try {
            reserve(length);
            DocumentContext document = appender.writingDocument();
            try {
                Bytes<?> out = document.wire().bytes();
                out.write(bytes, 0, length);
                writtenTo = out.writePosition();
                unsynced += length;
            } catch (RuntimeException | Error e) {
                document.rollbackOnClose();
                throw e;
            } finally {
                document.close();
            }
        } catch (IOException | RuntimeException | InternalError e) {
            String cause = e instanceof InternalError ? "the disk is full or failing" : String.valueOf(e.getMessage());
            throw new StorageFailedException(
                    queueFile() + ": cannot write at byte " + writtenTo + ": " + cause + "; what was written is intact",
                    e);
        }
    }

    /** Lets the next excerpt begin another file. */
    void roll() {
        closeReserve();
        segment.incrementAndGet();
        reservedTo = 0;
        writtenTo = 0;
    }

    /** Number of the file written to, from 0. */
    int segment() {
        return segment.get();
    }

    /** Bytes written to that file. */
    long writtenBytes() {
        return writtenTo;
    }

    /** Bytes appended since the last {@link #sync}. */
    long unsyncedBytes() {
        return unsynced;
    }

    /**
     * Makes the host write everything appended to the disk, so that it outlives a power failure.
     *
     * @throws StorageFailedException when it could not be written
     */
    void sync() {
        try {
            ForcedToDisk.file(queueFile());
            unsynced = 0;
        } catch (IOException e) {
            throw new StorageFailedException(queueFile() + ": cannot force it to disk: " + e, e);
        }
    }

    /** The same with the name of the file, which is new. */
    void syncWithName() {
        sync();
        try {
            ForcedToDisk.directory(logDirectory);
        } catch (IOException e) {
            throw new StorageFailedException(logDirectory + ": cannot force it to disk: " + e, e);
        }
    }

    /** Removes the file numbered {@code old}, which lies before the one written to. */
    void drop(int old) {
        Path file = logDirectory.resolve(RecordingLayout.queueFileName(old));
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new StorageFailedException(file + ": cannot drop the oldest part of a ring: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            closeReserve();
            queue.close();
        } catch (RuntimeException | InternalError e) {
            throw new StorageFailedException(queueFile() + ": cannot close the queue: " + e.getMessage(), e);
        }
    }

    private Path queueFile() {
        return logDirectory.resolve(RecordingLayout.queueFileName(segment.get()));
    }

    private void closeReserve() {
        FileChannel channel = reserveChannel;
        reserveChannel = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new StorageFailedException(queueFile() + ": cannot close: " + e, e);
            }
        }
    }

    /** Makes sure that the disk has room for the next frame: pages that read as zeros are written as zeros. */
    private void reserve(int length) throws IOException {
        if (writtenTo == 0 || writtenTo + length + INDEX_BYTES_MAX <= reservedTo) {
            return;
        }
        if (reserveChannel == null) {
            reserveChannel = FileChannel.open(queueFile(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        if (disk == null) {
            // Finding it reads the host's table of mounts, asking it does not; a ring drops its files.
            disk = Files.getFileStore(logDirectory);
        }
        long free = disk.getUsableSpace();
        if (free < FREE_BYTES_MIN) {
            throw new IOException(
                    "No space left on device: " + free + " bytes are free, and a log leaves " + FREE_BYTES_MIN);
        }
        long wanted = alignUp(writtenTo + length + INDEX_BYTES_MAX + RESERVE_BYTES);
        long end = Math.min(wanted, reserveChannel.size());
        // An index array may stand right behind the last frame; what lies farther on was never written.
        long untouched = Math.max(reservedTo, alignUp(writtenTo + INDEX_BYTES_MAX));
        writeZerosWhereZero(reserveChannel, Math.max(reservedTo, writtenTo / PAGE_BYTES * PAGE_BYTES), untouched);
        for (long at = untouched; at < end; at += ZEROS.length) {
            write(reserveChannel, at, ZEROS, (int) Math.min(ZEROS.length, end - at));
        }
        reservedTo = end;
    }

    private static void writeZerosWhereZero(FileChannel channel, long from, long to) throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        for (long at = from; at < to; at += PAGE_BYTES) {
            channel.read(ByteBuffer.wrap(page), at);
            if (Arrays.equals(page, 0, PAGE_BYTES, ZEROS, 0, PAGE_BYTES)) {
                write(channel, at, ZEROS, PAGE_BYTES);
            }
        }
    }

    /** Writes all of it: on a disk that fills up the first write may be short, and the next one fails. */
    private static void write(FileChannel channel, long offset, byte[] bytes, int count) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes, 0, count);
        while (from.hasRemaining()) {
            channel.write(from, offset + from.position());
        }
    }

    private static long alignUp(long offset) {
        return (offset + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    private static void setUnlessGiven(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
