package dev.nestor.recorder.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the digests of a batch out, in place, and puts them in again: columns of unit DIGEST, whose eight bytes stand
 * as they are. They are the only part of a batch that has no redundancy and yet can be had again, by running the
 * machine.
 */
public final class BatchDigests {

    private final BatchGrammar grammar;
    private final PackedReader in = new PackedReader();

    /** For batches of {@code grammar}. */
    public BatchDigests(BatchGrammar grammar) {
        this.grammar = grammar;
    }

    /**
     * Sets the digests of the batch in {@code bytes} from {@code from} up to but not including {@code to} to 0.
     *
     * @throws MalformedBytesException when it is no batch; then some may be 0
     */
    public void leaveOut(byte[] bytes, int from, int to) {
        walk(bytes, from, to, null);
    }

    /**
     * Puts the digests of that batch in again.
     *
     * @throws MalformedBytesException when it is no batch
     */
    public void putIn(byte[] bytes, int from, int to, DigestSource source) {
        walk(bytes, from, to, source);
    }

    private void walk(byte[] bytes, int from, int to, @Nullable DigestSource source) {
        in.open(bytes, from, to);
        grammar.walk(new InPlace(bytes, source));
        in.requireEnd();
    }

    /** Goes through a batch and changes what it passes. */
    private final class InPlace implements BatchTokens {
        private final byte[] bytes;
        private final @Nullable DigestSource source;
        private int type;
        private long[] values = {};

        InPlace(byte[] bytes, @Nullable DigestSource source) {
            this.bytes = bytes;
            this.source = source;
        }

        @Override
        public int moveByte(int stream) {
            int value = in.getByte("byte");
            if (BatchGrammar.isType(stream)) {
                type = value;
                values = source != null && grammar.hasDigests(type) ? source.next(type) : values;
            }
            return value;
        }

        @Override
        public long moveVarint(int stream) {
            return in.getVarint("number");
        }

        @Override
        public void moveBytes(int stream, int count) {
            int at = in.skip("bytes", count);
            if (BatchGrammar.isColumn(stream)) {
                if (source == null) {
                    Arrays.fill(bytes, at, at + count, (byte) 0);
                } else {
                    // The recording may declare columns that the source lacks; the frame's checksum then refuses the 0.
                    int column = BatchGrammar.columnOf(stream);
                    PackedWriter.setLong(bytes, at, column < values.length ? values[column] : 0);
                }
            }
        }

        @Override
        public MalformedBytesException malformed(String expected, String found) {
            return new MalformedBytesException(in.at(), expected, found);
        }
    }
}
