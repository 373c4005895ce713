package dev.nestor.recorder.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a Chronicle queue file, read with ordinary file input: no mapping, no lock, no other file.
 *
 * <pre>
 * file     excerpt, one behind the other, each at a multiple of 4
 *
 * excerpt  4 bytes  word, little-endian: bits 0 to 29 length, bit 30 Chronicle's own (header, index), bit 31 unfinished
 *          bytes    as many as the length says
 *
 * end      a word of 0, the end of the file, or a word of 0xC0000000 where another file follows
 * </pre>
 *
 * <p>Chronicle writes an excerpt's word last, so a word of 0 stands before whatever was only half written.
 */
final class QueueFile implements Closeable {

    /** Bytes of an excerpt's word. */
    static final int WORD_BYTES = 4;

    /** The word behind the last excerpt of a file that another one follows. */
    static final int END_OF_FILE = 0xC000_0000;

    /** Bytes of that word and of the mark "EOF" that Chronicle writes behind it. */
    static final int END_BYTES = 8;

    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int OWN = 1 << 30;
    private static final int NOT_COMPLETE = 1 << 31;

    private final Path path;
    private final FileChannel channel;
    private long lengthBytes;
    private final ByteBuffer word = ByteBuffer.allocate(WORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private QueueFile(Path path, FileChannel channel, long lengthBytes) {
        this.path = path;
        this.channel = channel;
        this.lengthBytes = lengthBytes;
    }

    /**
     * Opens {@code path} for reading.
     *
     * @throws LogDamagedException when there is no such file
     * @throws StorageFailedException when the host does not let it
     */
    static QueueFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new QueueFile(path, channel, channel.size());
        } catch (NoSuchFileException e) {
            throw new LogDamagedException(path, "the directory", "the queue file", "no such file");
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot open", e);
        }
    }

    Path path() {
        return path;
    }

    /** Length of the file when it was opened, or when {@link #refreshLength} was called. */
    long lengthBytes() {
        return lengthBytes;
    }

    /** Looks whether a live writer made the file longer. */
    void refreshLength() {
        try {
            lengthBytes = Math.max(lengthBytes, channel.size());
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot tell its length", e);
        }
    }

    /** The word at {@code offset}, which has at least four bytes of file behind it. */
    int wordAt(long offset) {
        word.clear();
        read(offset, word);
        return word.getInt(0);
    }

    /** Fills {@code into} from {@code at} on with {@code count} bytes of the file. */
    void read(long offset, byte[] into, int at, int count) {
        read(offset, ByteBuffer.wrap(into, at, count));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot close", e);
        }
    }

    /** The offset of the excerpt that follows one at {@code offset} of {@code length} bytes. */
    static long next(long offset, int length) {
        return offset + WORD_BYTES + length + 3 & ~3L;
    }

    static int length(int word) {
        return word & LENGTH_MASK;
    }

    /** Whether an excerpt is Chronicle's own. */
    static boolean isOwn(int word) {
        return (word & OWN) != 0;
    }

    static boolean isComplete(int word) {
        return (word & NOT_COMPLETE) == 0;
    }

    private void read(long offset, ByteBuffer into) {
        long at = offset;
        try {
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    String found = "the end of the file";
                    throw new LogDamagedException(path, "byte " + at, into.remaining() + " bytes more", found);
                }
                at += count;
            }
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot read at byte " + at, e);
        }
    }
}
