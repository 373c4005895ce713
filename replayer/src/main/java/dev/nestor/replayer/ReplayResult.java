package dev.nestor.replayer;

import dev.nestor.emulator.StopReason;
import dev.nestor.replayer.verify.Divergence;
import java.util.Optional;

/**
 * What came of a replay.
 *
 * @param divergence the first difference; empty when there is none
 * @param events compared and found equal
 * @param digests among them
 * @param moment at which the replay ended
 * @param instructions attempted by all vCPUs up to there, counted from the start of the run
 * @param stopReason why it ended; {@link StopReason#MOMENT_REACHED} also where an incomplete recording or the moment
 *     asked
 *     for ended it
 */
public record ReplayResult(
        Optional<Divergence> divergence,
        long events,
        long digests,
        long moment,
        long instructions,
        StopReason stopReason) {

    /** Whether everything compared was equal. */
    public boolean isEqual() {
        return divergence.isEmpty();
    }
}
