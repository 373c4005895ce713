package dev.nestor.recorder;

import dev.nestor.emulator.event.TraceLevel;

/**
 * How a run is recorded. Nothing here changes what the machine does.
 *
 * @param level which events are kept
 * @param keyframeMoments moments between two keyframes; 0 for none, {@link #ADAPTIVE} to let the recorder choose
 * @param ringBytes size of a ring that keeps the last part of the run; 0 for no such ring
 * @param ringMoments moments that a ring keeps at least; 0 for no such ring
 * @param bytesMax size of the log at which the run ends with {@code RECORDING_FULL}; 0 for none
 * @param syncBytes the log is forced to disk whenever so many bytes were committed; 0 for never
 */
public record RecorderOptions(
        TraceLevel level, long keyframeMoments, long ringBytes, long ringMoments, long bytesMax, long syncBytes) {

    /** Keyframes as far apart as {@link KeyframeClock} says. */
    public static final long ADAPTIVE = -1;

    /** What an event costs against an instruction: exits of a storm take about as long as so many instructions. */
    public static final long MOMENTS_PER_EVENT = 400;

    /** What {@code nestor record} does without options: every event, adaptive keyframes, no bound. */
    public static final RecorderOptions DEFAULT = new RecorderOptions(TraceLevel.FULL, ADAPTIVE, 0, 0, 0, 0);

    /** Smallest ring and smallest budget: below it a ring would hold little more than its keyframe. */
    public static final long BYTES_MIN = 1 << 20;

    /**
     * Checks the bounds.
     *
     * @throws RefusedException when a value lies outside; the message says which
     */
    public RecorderOptions {
        require(
                keyframeMoments >= ADAPTIVE,
                "keyframes every " + keyframeMoments + " moments: give 0 for none, or more");
        require(ringBytes == 0 || ringBytes >= BYTES_MIN, "a ring of " + ringBytes + " bytes: give 1 MiB or more");
        require(ringMoments >= 0, "a ring of " + ringMoments + " moments: give 0 for none, or more");
        require(ringBytes == 0 || ringMoments == 0, "a ring is bounded by size or by moments, not by both");
        require(bytesMax == 0 || bytesMax >= BYTES_MIN, "a recording of " + bytesMax + " bytes: give 1 MiB or more");
        require(!(ringBytes > 0 || ringMoments > 0) || bytesMax == 0, "a ring needs no largest size");
        require(syncBytes >= 0, "forced to disk every " + syncBytes + " bytes: give 0 for never, or more");
    }

    /** Whether the begin of the run is dropped when it lies too far back. */
    public boolean isRing() {
        return ringBytes > 0 || ringMoments > 0;
    }

    /**
     * These options with keyframes that many moments apart; 0 for none, {@link #ADAPTIVE} to let the recorder choose.
     */
    public RecorderOptions withKeyframeMoments(long moments) {
        return new RecorderOptions(level, moments, ringBytes, ringMoments, bytesMax, syncBytes);
    }

    /** These options with another level. */
    public RecorderOptions withLevel(TraceLevel newLevel) {
        return new RecorderOptions(newLevel, keyframeMoments, ringBytes, ringMoments, bytesMax, syncBytes);
    }

    /** These options with a ring of that size in bytes. */
    public RecorderOptions withRingBytes(long bytes) {
        return new RecorderOptions(level, keyframeMoments, bytes, ringMoments, bytesMax, syncBytes);
    }

    /** These options with a ring that keeps at least so many moments. */
    public RecorderOptions withRingMoments(long moments) {
        return new RecorderOptions(level, keyframeMoments, ringBytes, moments, bytesMax, syncBytes);
    }

    /** These options with a largest size of the log in bytes. */
    public RecorderOptions withBytesMax(long bytes) {
        return new RecorderOptions(level, keyframeMoments, ringBytes, ringMoments, bytes, syncBytes);
    }

    /** These options with the log forced to disk whenever so many bytes were committed. */
    public RecorderOptions withSyncBytes(long bytes) {
        return new RecorderOptions(level, keyframeMoments, ringBytes, ringMoments, bytesMax, bytes);
    }

    private static void require(boolean holds, String refusal) {
        if (!holds) {
            throw new RefusedException(refusal);
        }
    }
}
