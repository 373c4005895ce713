package dev.nestor.recorder;

/**
 * A position of a recording at which the whole state of the machine was saved.
 *
 * @param number from 0
 * @param moment of the machine
 * @param eventSequence number of the next event
 * @param inputEntries entries of the input door before it
 * @param digest of the whole state
 * @param stateBytes length of the saved state
 * @param firstFrame index of its first chunk among the frames
 */
public record Keyframe(
        int number, long moment, long eventSequence, long inputEntries, long digest, int stateBytes, int firstFrame) {}
