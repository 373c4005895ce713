package dev.nestor.recorder.codec;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.Unit;
import java.util.Arrays;

/**
 * Which token follows which in a batch of events, as {@link EventBatchEncoder} draws it, for the events that a schema
 * declares. It needs no declaration of this build, so it also goes through batches of older and newer ones.
 *
 * <p>Tokens alike share a stream: a column of one type, the bytes at one index of payloads of one length. What repeats
 * from event to event then stands together.
 *
 * <pre>
 * grammar  varint   number of event types
 *          type     1 byte number, varint columns without the payload, varint mask of raw columns, 1 byte has payload
 * </pre>
 */
public final class BatchGrammar {

    private static final int TYPES = 256;
    private static final int ABSENT = -1;

    // A stream is a kind, a type and up to 20 bits of place: a column, or length and index of a payload's byte.
    private static final int KIND_SHIFT = 28;
    private static final int TYPE_SHIFT = 20;
    private static final int COUNT = 0;
    private static final int TYPE = 1;
    private static final int MOMENT = 2;
    private static final int MASK = 3;
    private static final int COLUMN = 4;
    private static final int PAYLOAD_LENGTH = 5;
    private static final int PAYLOAD = 6;
    private static final int RUNS = 7;
    private static final int DIFFERENCE = 8;

    /** Streams from here on are free for what stands around batches. */
    public static final int STREAMS = 15 << KIND_SHIFT;

    /** Payloads up to this length have a stream for each of their bytes; 10 bits of length and 10 of index. */
    private static final int PLACED_BYTES_MAX = 1023;

    private static final int PLACE_SHIFT = 10;

    private final int[] columns = new int[TYPES];
    private final long[] rawColumns = new long[TYPES];
    private final boolean[] hasPayload = new boolean[TYPES];

    private BatchGrammar() {
        Arrays.fill(columns, ABSENT);
    }

    /** The grammar of a schema's text; lines that declare no event are passed over. */
    public static BatchGrammar of(String schema) {
        BatchGrammar grammar = new BatchGrammar();
        for (String line : schema.split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("event") && words.length > 2 && words[1].matches("[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]")) {
                grammar.declare(Integer.parseInt(words[1]), Arrays.copyOfRange(words, 3, words.length));
            }
        }
        return grammar;
    }

    /** Reads what {@link #write} wrote. */
    public static BatchGrammar read(PackedReader in) {
        BatchGrammar grammar = new BatchGrammar();
        int types = in.getCount("number of types", TYPES);
        for (int i = 0; i < types; i++) {
            int type = in.getByte("type");
            grammar.columns[type] = in.getCount("number of columns", Long.SIZE);
            grammar.rawColumns[type] = in.getVarint("raw columns");
            grammar.hasPayload[type] = in.getByte("payload") != 0;
        }
        return grammar;
    }

    /** Appends the grammar itself. */
    public void write(PackedWriter out) {
        out.putVarint(Arrays.stream(columns).filter(count -> count != ABSENT).count());
        for (int type = 0; type < TYPES; type++) {
            if (columns[type] != ABSENT) {
                out.putByte(type);
                out.putVarint(columns[type]);
                out.putVarint(rawColumns[type]);
                out.putByte(hasPayload[type] ? 1 : 0);
            }
        }
    }

    /**
     * Moves one batch.
     *
     * @throws MalformedBytesException when the tokens are no batch of these events
     */
    void walk(BatchTokens tokens) {
        long count = 0;
        for (int i = 0; i < EventBatchEncoder.COUNT_BYTES; i++) {
            count |= (long) tokens.moveByte(COUNT << KIND_SHIFT | i) << i * Byte.SIZE;
        }
        for (long i = 0; i < count; i++) {
            walkEvent(tokens);
        }
    }

    private void walkEvent(BatchTokens tokens) {
        int type = tokens.moveByte(stream(TYPE, 0, 0));
        if (columns[type] == ABSENT) {
            throw tokens.malformed("the number of an event", Integer.toString(type));
        }
        tokens.moveVarint(stream(MOMENT, type, 0));
        long changed = tokens.moveVarint(stream(MASK, type, 0));
        if (columns[type] < Long.SIZE && changed >>> columns[type] != 0) {
            throw tokens.malformed("a mask of " + columns[type] + " columns", Long.toHexString(changed));
        }
        for (long left = changed; left != 0; left &= left - 1) {
            int column = Long.numberOfTrailingZeros(left);
            if ((rawColumns[type] >>> column & 1) != 0) {
                tokens.moveBytes(stream(COLUMN, type, column), Long.BYTES);
            } else {
                tokens.moveVarint(stream(COLUMN, type, column));
            }
        }
        if (hasPayload[type]) {
            walkPayload(tokens, type);
        }
    }

    private static void walkPayload(BatchTokens tokens, int type) {
        long lengthAndCoding = tokens.moveVarint(stream(PAYLOAD_LENGTH, type, 0));
        long length = lengthAndCoding >>> EventBatchEncoder.CODING_BITS;
        int coding = (int) lengthAndCoding & (1 << EventBatchEncoder.CODING_BITS) - 1;
        if (coding > EventBatchEncoder.CODING_DIFFERENCE || length > Limits.EVENT_PAYLOAD_BYTES_MAX) {
            throw tokens.malformed("a payload in a known coding", "coding " + coding + ", " + length + " bytes");
        }
        if (coding == EventBatchEncoder.CODING_RAW) {
            tokens.moveBytes(stream(PAYLOAD, type, 0), (int) length);
        } else {
            walkDifference(tokens, type, (int) length);
        }
    }

    private static void walkDifference(BatchTokens tokens, int type, int length) {
        boolean isPlaced = length <= PLACED_BYTES_MAX;
        int runs = stream(RUNS, type, isPlaced ? length : 0);
        int done = run(tokens, runs, length);
        while (done < length) {
            int differing = run(tokens, runs, length - done);
            if (isPlaced) {
                for (int i = 0; i < differing; i++) {
                    tokens.moveByte(stream(DIFFERENCE, type, length << PLACE_SHIFT | done + i));
                }
            } else {
                tokens.moveBytes(stream(DIFFERENCE, type, 0), differing);
            }
            done += differing;
            if (done < length) {
                int equal = run(tokens, runs, length - done);
                if (differing + equal == 0) {
                    throw tokens.malformed("bytes that differ or are equal", "neither");
                }
                done += equal;
            }
        }
    }

    private static int run(BatchTokens tokens, int stream, int most) {
        long bytes = tokens.moveVarint(stream);
        if (bytes < 0 || bytes > most) {
            throw tokens.malformed("a run of 0 to " + most + " bytes", Long.toUnsignedString(bytes));
        }
        return (int) bytes;
    }

    /** Whether a stream holds the types of events. */
    static boolean isType(int stream) {
        return stream >>> KIND_SHIFT == TYPE;
    }

    /** Whether a stream holds values of a column. */
    static boolean isColumn(int stream) {
        return stream >>> KIND_SHIFT == COLUMN;
    }

    /** The column that such a stream holds. */
    static int columnOf(int stream) {
        return stream & (1 << TYPE_SHIFT) - 1;
    }

    /** Whether events of {@code type} have columns that stand raw, which are digests. */
    boolean hasDigests(int type) {
        return rawColumns[type] != 0;
    }

    private static int stream(int kind, int type, int place) {
        return kind << KIND_SHIFT | type << TYPE_SHIFT | place;
    }

    private void declare(int type, String[] declared) {
        int last = declared.length - 1;
        boolean endsInPayload = last >= 0 && declared[last].contains(":" + EventColumn.Kind.BYTES + ":");
        hasPayload[type] = endsInPayload;
        columns[type] = Math.min(Long.SIZE, endsInPayload ? last : declared.length);
        for (int i = 0; i < columns[type]; i++) {
            rawColumns[type] |= declared[i].endsWith(":" + Unit.DIGEST) ? 1L << i : 0;
        }
    }
}
