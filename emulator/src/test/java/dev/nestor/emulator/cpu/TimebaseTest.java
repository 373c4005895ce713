package dev.nestor.emulator.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TimebaseTest {

    @Test
    void thousandMomentsAreFiveHundredTwelveTicks() {
        assertEquals(0, Timebase.ticksAt(0));
        assertEquals(0, Timebase.ticksAt(1));
        assertEquals(1, Timebase.ticksAt(2));
        assertEquals(512, Timebase.ticksAt(1000));
    }

    @Test
    void reachingATickIsTheFirstMomentThatShowsIt() {
        Random random = new Random(20261122);
        for (int i = 0; i < 10_000; i++) {
            long ticks = random.nextLong() >>> 1 + random.nextInt(40) + 11;
            long moment = Timebase.momentReaching(ticks);
            assertTrue(Timebase.ticksAt(moment) >= ticks, () -> "ticks " + ticks);
            if (moment > 0) {
                assertTrue(Timebase.ticksAt(moment - 1) < ticks, () -> "ticks " + ticks);
            }
        }
    }

    @Test
    void ticksBeyondAnyRunAreNeverReached() {
        assertEquals(Long.MAX_VALUE, Timebase.momentReaching(Long.MAX_VALUE));
        assertEquals(0, Timebase.momentReaching(-5));
    }
}
