package dev.nestor.recorder.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes bytes apart into streams of like tokens. The streams stand in the order of their first use, which
 * {@link BatchJoiner} repeats, so that none needs a name.
 *
 * <pre>
 * streams  varint   number of streams
 *          varint   length of each in bytes
 *          bytes    of each, one behind the other
 * </pre>
 */
public final class BatchSplitter {

    private static final int STREAM_BYTES = 16;

    private final BatchGrammar grammar;
    private final Map<Integer, PackedWriter> streams = new HashMap<>();
    private final List<PackedWriter> inOrder = new ArrayList<>();
    private final PackedReader in = new PackedReader();

    /** For batches of {@code grammar}. */
    public BatchSplitter(BatchGrammar grammar) {
        this.grammar = grammar;
    }

    /** Appends one byte to a stream from {@link BatchGrammar#STREAMS} on. */
    public void put(int stream, int value) {
        streamOf(stream).putByte(value);
    }

    /** Appends a varint to such a stream. */
    public void putVarint(int stream, long value) {
        streamOf(stream).putVarint(value);
    }

    /** Appends bytes to such a stream. */
    public void put(int stream, byte[] bytes, int from, int count) {
        streamOf(stream).putBytes(bytes, from, count);
    }

    /** Whether {@code bytes} from {@code from} up to but not including {@code to} are a batch of the grammar. */
    public boolean canSplit(byte[] bytes, int from, int to) {
        try {
            in.open(bytes, from, to);
            grammar.walk(new Source(in));
            in.requireEnd();
            return true;
        } catch (MalformedBytesException e) {
            return false;
        }
    }

    /** Takes such a batch apart. */
    public void split(byte[] bytes, int from, int to) {
        in.open(bytes, from, to);
        grammar.walk(new Mover(bytes));
    }

    /** Appends all streams. */
    public void write(PackedWriter out) {
        out.putVarint(inOrder.size());
        inOrder.forEach(stream -> out.putVarint(stream.length()));
        inOrder.forEach(stream -> out.putBytes(stream.array(), 0, stream.length()));
    }

    private PackedWriter streamOf(int stream) {
        return streams.computeIfAbsent(stream, absent -> {
            PackedWriter writer = new PackedWriter(STREAM_BYTES);
            inOrder.add(writer);
            return writer;
        });
    }

    /** Only looks whether it is a batch. */
    private static class Source implements BatchTokens {
        private final PackedReader in;

        Source(PackedReader in) {
            this.in = in;
        }

        @Override
        public int moveByte(int stream) {
            return in.getByte("byte");
        }

        @Override
        public long moveVarint(int stream) {
            return in.getVarint("number");
        }

        @Override
        public void moveBytes(int stream, int count) {
            in.skip("bytes", count);
        }

        @Override
        public MalformedBytesException malformed(String expected, String found) {
            return new MalformedBytesException(in.at(), expected, found);
        }
    }

    /** Copies what it looks at. */
    private final class Mover extends Source {
        private final byte[] bytes;

        Mover(byte[] bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int moveByte(int stream) {
            int value = super.moveByte(stream);
            put(stream, value);
            return value;
        }

        @Override
        public long moveVarint(int stream) {
            int from = in.at();
            long value = super.moveVarint(stream);
            put(stream, bytes, from, in.at() - from);
            return value;
        }

        @Override
        public void moveBytes(int stream, int count) {
            put(stream, bytes, in.skip("bytes", count), count);
        }
    }
}
