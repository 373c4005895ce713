package dev.nestor.recorder;

import dev.nestor.emulator.event.TraceLevel;

/**
 * How a run is recorded. Nothing here changes what the machine does.
 *
 * @param level which events are kept
 * @param keyframeMoments moments between two keyframes; 0 for none, {@link #ADAPTIVE} to let the recorder choose
 */
public record RecorderOptions(TraceLevel level, long keyframeMoments) {

    /** Keyframes as far apart as {@link KeyframeClock} says. */
    public static final long ADAPTIVE = -1;

    /** What {@code nestor record} does without options: every event, adaptive keyframes. */
    public static final RecorderOptions DEFAULT = new RecorderOptions(TraceLevel.FULL, ADAPTIVE);

    /**
     * Checks the bounds.
     *
     * @throws RefusedException when a value lies outside; the message says which
     */
    public RecorderOptions {
        if (keyframeMoments != ADAPTIVE && keyframeMoments < 0) {
            throw new RefusedException("keyframes every " + keyframeMoments + " moments: give 0 for none, or more");
        }
    }

    /** These options with keyframes that many moments apart; 0 for none, {@link #ADAPTIVE} to let the recorder choose. */
    public RecorderOptions withKeyframeMoments(long moments) {
        return new RecorderOptions(level, moments);
    }

    /** These options with another level. */
    public RecorderOptions withLevel(TraceLevel newLevel) {
        return new RecorderOptions(newLevel, keyframeMoments);
    }
}
