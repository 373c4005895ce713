package dev.nestor.recorder.codec;

/**
 * Moves the tokens of a batch, one after the other, between the batch and streams of like tokens: {@link BatchSplitter}
 * out of the batch, {@link BatchJoiner} back into it. {@link BatchGrammar} says which token comes next and to which
 * stream it belongs, so both directions follow one description.
 *
 * <p>A token is moved byte for byte; its value is only looked at.
 */
interface BatchTokens {

    /** Moves one byte and returns it, unsigned. */
    int moveByte(int stream);

    /** Moves one varint and returns its value. */
    long moveVarint(int stream);

    /** Moves {@code count} bytes. */
    void moveBytes(int stream, int count);

    /** Refuses what no batch holds. */
    MalformedBytesException malformed(String expected, String found);
}
