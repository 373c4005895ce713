package dev.nestor.recorder.codec;

import java.util.HashMap;
import java.util.Map;

/**
 * Puts bytes together again from the streams of {@link BatchSplitter}. Whatever the bytes are, it returns or throws
 * {@link MalformedBytesException}, and it never makes more of them than it was allowed to.
 */
public final class BatchJoiner implements BatchTokens {

    private final BatchGrammar grammar;
    private final PackedReader in;
    private final byte[] bytes;
    private final int[] starts;
    private final Map<Integer, PackedReader> streams = new HashMap<>();
    private final PackedWriter out;
    private final int lengthMost;

    /**
     * Reads the heads of the streams.
     *
     * @param in stands at the number of streams; the rest of it is theirs
     * @param bytes the array that {@code in} reads
     * @param out takes what is put together, at most {@code lengthMost} bytes
     */
    public BatchJoiner(BatchGrammar grammar, PackedReader in, byte[] bytes, PackedWriter out, int lengthMost) {
        this.grammar = grammar;
        this.in = in;
        this.bytes = bytes;
        this.out = out;
        this.lengthMost = lengthMost;
        int count = in.getCount("number of streams", in.remaining());
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = in.getCount("length of a stream", in.remaining());
        }
        this.starts = new int[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i] = in.skip("stream", lengths[i]);
        }
        starts[count] = in.at();
        in.requireEnd();
    }

    /** Takes one byte of a stream, without writing it. */
    public int take(int stream) {
        return streamOf(stream).getByte("byte");
    }

    /** Takes a number between 0 and {@code most}, without writing it. */
    public int takeCount(int stream, int most) {
        return streamOf(stream).getCount("count", most);
    }

    /** Puts a batch together. */
    public void join() {
        grammar.walk(this);
    }

    /** Refuses streams with anything left over. */
    public void requireEnd() {
        if (streams.size() != starts.length - 1) {
            throw malformed(streams.size() + " streams", (starts.length - 1) + " streams");
        }
        streams.values().forEach(PackedReader::requireEnd);
    }

    @Override
    public int moveByte(int stream) {
        int value = take(stream);
        reserve(1);
        out.putByte(value);
        return value;
    }

    @Override
    public long moveVarint(int stream) {
        PackedReader from = streamOf(stream);
        int at = from.at();
        long value = from.getVarint("number");
        reserve(from.at() - at);
        out.putBytes(bytes, at, from.at() - at);
        return value;
    }

    @Override
    public void moveBytes(int stream, int count) {
        reserve(count);
        out.putBytes(bytes, streamOf(stream).skip("bytes", count), count);
    }

    @Override
    public MalformedBytesException malformed(String expected, String found) {
        return new MalformedBytesException(in.at(), expected, found);
    }

    /** A stream used for the first time is the next one. */
    private PackedReader streamOf(int stream) {
        PackedReader known = streams.get(stream);
        if (known != null) {
            return known;
        }
        int next = streams.size();
        if (next == starts.length - 1) {
            throw malformed("another stream", "the last one");
        }
        PackedReader reader = new PackedReader().open(bytes, starts[next], starts[next + 1]);
        streams.put(stream, reader);
        return reader;
    }

    private void reserve(int count) {
        if (count > lengthMost - out.length()) {
            throw malformed("at most " + lengthMost + " bytes", "more");
        }
    }
}
