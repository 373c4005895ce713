package dev.nestor.recorder.log;

/**
 * Where a frame stands.
 *
 * @param sequence the frame's number, from 0
 * @param moment of the first thing in the frame
 * @param eventSequence number of the frame's first event, or of the next event where it has none
 * @param chain digest over all frames before
 */
public record FramePosition(long sequence, long moment, long eventSequence, long chain) {}
