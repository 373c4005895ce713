package dev.nestor.emulator.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever an L1 and its L2s do, the L0 answers, keeps its guests apart and stays deterministic. */
class HcallFuzzTest {
    private static final int CALLS_PER_CAMPAIGN = 2000;
    private static final int RESTORE_EVERY = 401;

    @Test
    void aHundredThousandCallsKeepTheRules() {
        run(20261122, 50);
    }

    @Test
    void anL0WithEveryDefectIsWrongButSafe() {
        runDefective(4);
    }

    @Test
    @Tag("long")
    void anL0WithEveryDefectIsSafeForLong() {
        runDefective(400);
    }

    /** Another seed with {@code -Dnestor.fuzz.seed=N}, another number of calls with {@code -Dnestor.fuzz.calls=N}. */
    @Test
    @Tag("long")
    void tenMillionCallsKeepTheRules() {
        long seed = Long.getLong("nestor.fuzz.seed", 1_000_000_007L);
        int campaigns = (int) (Long.getLong("nestor.fuzz.calls", 10_000_000L) / CALLS_PER_CAMPAIGN);
        System.out.println("nestor.fuzz.seed=" + seed + ", " + campaigns + " campaigns");
        run(seed, campaigns);
    }

    @Test
    void equalSeedsGiveEqualDigestsAlsoWhenStateIsRestoredInBetween() {
        for (long seed = 1; seed <= 8; seed++) {
            long straight = new HcallCampaign(seed, 0).run(400).digest();
            long again = new HcallCampaign(seed, 0).run(400).digest();
            long restored = new HcallCampaign(seed, 5).run(400).digest();
            assertEquals(straight, again, "two runs of seed " + seed);
            assertEquals(straight, restored, "restored in between, seed " + seed);
        }
    }

    private static void runDefective(int campaigns) {
        for (long seed = 1; seed <= campaigns; seed++) {
            new HcallCampaign(seed, RESTORE_EVERY, true).run(CALLS_PER_CAMPAIGN);
        }
    }

    private static void run(long firstSeed, int campaigns) {
        long entries = 0;
        for (int i = 0; i < campaigns; i++) {
            HcallCampaign campaign = new HcallCampaign(firstSeed + i, RESTORE_EVERY).run(CALLS_PER_CAMPAIGN);
            entries += campaign.entries();
        }
        assertTrue(entries > campaigns * 20L, "L2s ran: " + entries);
    }
}
