package dev.nestor.cli;

import dev.nestor.recorder.RecordingSummary;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A run that was recorded to its end.
 *
 * @param directory of the recording
 * @param seed of the machine
 * @param summary what its footer holds
 * @param seconds that it took
 */
record RecordedRun(Path directory, long seed, RecordingSummary summary, double seconds) {

    /** What was recorded, on one line. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s: %s, %,d instructions, %,d events, %.2f s",
                directory,
                MachineRun.describe(summary.stopReason()),
                summary.instructions(),
                summary.events(),
                seconds);
    }

    /** The same as JSON, without the time, so that equal runs give equal bytes. */
    Json json(Optional<String> failure, Optional<Json> twice) {
        return new Json()
                .put("recording", directory)
                .put("seed", seed)
                .put("reason", MachineRun.describe(summary.stopReason()))
                .put("failure", failure)
                .put("moment", summary.moment())
                .put("instructions", summary.instructions())
                .put("events", summary.events())
                .put("keyframes", summary.keyframes())
                .put("digest", HexFormat.of().toHexDigits(summary.digest()))
                .put("twice", twice);
    }
}
