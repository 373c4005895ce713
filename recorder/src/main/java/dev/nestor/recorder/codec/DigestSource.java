package dev.nestor.recorder.codec;

/** Gives the digests that were left out of a recording, event by event, as a run of its machine states them. */
@FunctionalInterface
public interface DigestSource {

    /**
     * The next event that has digests.
     *
     * @param type number of its type, as the recording has it
     * @return its values, one for each value column, or fewer: those that are not there count as 0; valid until the
     *     next call
     */
    long[] next(int type);
}
