package dev.nestor.emulator.cpu;

import dev.nestor.emulator.arch.Limits;

/**
 * Time derived from the moment: the time base is floor(moment x 512 / 1000) plus what an offset adds, so 1,000
 * attempted instructions are 512 ticks, as on a machine that runs 10^9 instructions a second with a 512 MHz time base.
 */
public final class Timebase {

    /** Ticks of the time base in {@link #MOMENTS_PER_RATIO} moments. */
    public static final long TICKS_PER_RATIO = 512;

    /** Moments in {@link #TICKS_PER_RATIO} ticks. */
    public static final long MOMENTS_PER_RATIO = 1000;

    /** Frequency that a device tree states for the time base, in Hz. */
    public static final long FREQUENCY_HZ = 512_000_000;

    private Timebase() {}

    /** The L1 time base, in ticks, at {@code moment}, 0 to {@link Limits#MOMENT_MAX}. */
    public static long ticksAt(long moment) {
        return moment * TICKS_PER_RATIO / MOMENTS_PER_RATIO;
    }

    /**
     * The first moment at which the L1 time base reaches {@code ticks}; 0 for ticks that are not positive and
     * {@link Long#MAX_VALUE} for ticks beyond any run.
     */
    public static long momentReaching(long ticks) {
        if (ticks <= 0) {
            return 0;
        }
        if (ticks >= Long.MAX_VALUE / MOMENTS_PER_RATIO) {
            return Long.MAX_VALUE;
        }
        return (ticks * MOMENTS_PER_RATIO + TICKS_PER_RATIO - 1) / TICKS_PER_RATIO;
    }
}
