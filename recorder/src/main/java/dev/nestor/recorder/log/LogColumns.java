package dev.nestor.recorder.log;

import dev.nestor.recorder.codec.BatchGrammar;
import dev.nestor.recorder.codec.BatchJoiner;
import dev.nestor.recorder.codec.BatchSplitter;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;

/**
 * A part of a queue file with its batches of events taken apart into columns, so that a compressor finds what repeats.
 * {@link #join} gives back every byte, also of what is no excerpt, no frame or no batch.
 *
 * <pre>
 * columns  varint   length of the part in bytes
 *          grammar  as {@link BatchGrammar} draws it
 *          streams  as {@link BatchSplitter} draws them
 *
 * part     shape 1: an excerpt that is an EVENT frame: word, head, batch, filling
 *          shape 0: varint length, bytes as they are
 * </pre>
 */
public final class LogColumns {

    private static final int SHAPE = BatchGrammar.STREAMS;
    private static final int LENGTH = BatchGrammar.STREAMS + 1;
    private static final int AS_IS = BatchGrammar.STREAMS + 2;
    // Words and heads have streams of their own by index of the byte; they resemble each other from frame to frame.
    private static final int WORD = BatchGrammar.STREAMS + 16;
    private static final int HEAD = BatchGrammar.STREAMS + 32;

    private static final int SHAPE_AS_IS = 0;
    private static final int SHAPE_BATCH = 1;

    private LogColumns() {}

    /**
     * Bytes of whole excerpts at the beginning of {@code part}; a part ends well behind so many. 0 when there is none.
     *
     * @param length bytes of {@code part} that count
     */
    public static int wholeExcerpts(byte[] part, int length) {
        int at = 0;
        while (length - at >= QueueFile.WORD_BYTES) {
            int word = wordAt(part, at);
            long next = QueueFile.next(at, QueueFile.length(word));
            if (word == 0 || next > length) {
                return at;
            }
            at = (int) next;
        }
        return at;
    }

    /** Takes the first {@code length} bytes of {@code part} apart. */
    public static PackedWriter split(byte[] part, int length, BatchGrammar grammar) {
        BatchSplitter splitter = new BatchSplitter(grammar);
        int at = 0;
        while (at < length) {
            at = splitOne(part, at, length, splitter);
        }
        PackedWriter out = new PackedWriter(length / 2 + FrameHeader.BYTES);
        out.putVarint(length);
        grammar.write(out);
        splitter.write(out);
        return out;
    }

    /**
     * Puts together what {@link #split} took apart.
     *
     * @param lengthMost most bytes that it may be
     * @throws dev.nestor.recorder.codec.MalformedBytesException when these are no columns, or of too long a part
     */
    public static PackedWriter join(byte[] columns, int lengthMost) {
        PackedReader in = new PackedReader().open(columns, 0, columns.length);
        int length = in.getCount("length of the part", lengthMost);
        BatchGrammar grammar = BatchGrammar.read(in);
        PackedWriter out = new PackedWriter(Math.min(length, 2 * columns.length));
        BatchJoiner joiner = new BatchJoiner(grammar, in, columns, out, length);
        while (out.length() < length) {
            joinOne(joiner, out, length);
        }
        joiner.requireEnd();
        return out;
    }

    private static int splitOne(byte[] part, int at, int length, BatchSplitter splitter) {
        int next = length;
        int head = at + QueueFile.WORD_BYTES;
        if (length - at >= QueueFile.WORD_BYTES && wordAt(part, at) != 0) {
            int word = wordAt(part, at);
            next = (int) Math.min(length, QueueFile.next(at, QueueFile.length(word)));
            int end = head + QueueFile.length(word);
            if (isBatch(part, head, end, length) && splitter.canSplit(part, head + FrameHeader.BYTES, end)) {
                splitter.put(SHAPE, SHAPE_BATCH);
                putEach(splitter, WORD, part, at, QueueFile.WORD_BYTES);
                putEach(splitter, HEAD, part, head, FrameHeader.BYTES);
                splitter.split(part, head + FrameHeader.BYTES, end);
                putAsIs(splitter, part, end, next);
                return next;
            }
        }
        splitter.put(SHAPE, SHAPE_AS_IS);
        putAsIs(splitter, part, at, next);
        return next;
    }

    /** Whether the excerpt whose head stands at {@code head} is an EVENT frame and ends where the part has bytes. */
    static boolean isBatch(byte[] part, int head, int end, int length) {
        return end >= head + FrameHeader.BYTES
                && end <= length
                && wordAt(part, head) == FrameHeader.MAGIC
                && part[head + QueueFile.WORD_BYTES] == FrameKind.EVENT.number();
    }

    private static void putAsIs(BatchSplitter splitter, byte[] part, int from, int to) {
        splitter.putVarint(LENGTH, to - from);
        splitter.put(AS_IS, part, from, to - from);
    }

    private static void putEach(BatchSplitter splitter, int firstStream, byte[] part, int from, int count) {
        for (int i = 0; i < count; i++) {
            splitter.put(firstStream + i, part[from + i]);
        }
    }

    private static void joinOne(BatchJoiner joiner, PackedWriter out, int length) {
        int before = out.length();
        if (joiner.take(SHAPE) == SHAPE_BATCH) {
            moveEach(joiner, WORD, QueueFile.WORD_BYTES);
            moveEach(joiner, HEAD, FrameHeader.BYTES);
            joiner.join();
        }
        joiner.moveBytes(AS_IS, joiner.takeCount(LENGTH, length - out.length()));
        if (out.length() == before) {
            throw joiner.malformed("a part of at least one byte", "none");
        }
    }

    private static void moveEach(BatchJoiner joiner, int firstStream, int count) {
        for (int i = 0; i < count; i++) {
            joiner.moveByte(firstStream + i);
        }
    }

    /** The word at {@code at}. */
    static int wordAt(byte[] part, int at) {
        return part[at] & 0xFF | (part[at + 1] & 0xFF) << 8 | (part[at + 2] & 0xFF) << 16 | (part[at + 3] & 0xFF) << 24;
    }
}
