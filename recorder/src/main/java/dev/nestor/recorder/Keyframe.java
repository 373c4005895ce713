package dev.nestor.recorder;

/**
 * A position of a recording at which the whole state of the machine was saved.
 *
 * @param number its place among the recording's keyframes, from 0
 * @param moment of the machine
 * @param eventSequence number of the next event of the recording
 * @param inputEntries entries of the input door before it
 * @param digest of the whole state
 */
public record Keyframe(int number, long moment, long eventSequence, long inputEntries, long digest) {}
