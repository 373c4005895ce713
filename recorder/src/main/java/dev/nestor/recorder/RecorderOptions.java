package dev.nestor.recorder;

/**
 * How a run is recorded. Nothing here changes what the machine does.
 *
 * @param keyframeMoments moments between two keyframes; 0 for none, {@link #ADAPTIVE} to let the recorder choose
 */
public record RecorderOptions(long keyframeMoments) {

    /**
     * Keyframes at least {@link KeyframeClock#SHORTEST_MOMENTS} apart, and farther where they cost more: see {@link
     * KeyframeClock}.
     */
    public static final long ADAPTIVE = -1;

    /** What {@code nestor record} does without options: adaptive keyframes. */
    public static final RecorderOptions DEFAULT = new RecorderOptions(ADAPTIVE);

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
        return new RecorderOptions(moments);
    }
}
