package dev.nestor.cli;

import dev.nestor.recorder.log.LogException;
import dev.nestor.replayer.ReplayResult;
import dev.nestor.replayer.verify.Divergence;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one recording fared.
 *
 * @param path of the recording
 * @param code how a command for it alone would end
 * @param problem what is wrong in one line; empty for nothing
 * @param facts what else is known, as JSON
 */
record CheckedRecording(Path path, ExitCode code, Optional<String> problem, Json facts) {

    /** A recording that was replayed. */
    static CheckedRecording of(Path path, ReplayResult result) {
        Json facts = new Json()
                .put("recording", path)
                .put("same", result.divergence().isEmpty())
                .put("events", result.events())
                .put("digests", result.digests())
                .put("moment", result.moment())
                .put("instructions", result.instructions())
                .put("difference", result.divergence().map(CheckedRecording::difference))
                .put("damage", Optional.empty());
        ExitCode code = result.divergence().isPresent() ? ExitCode.DIFFERS : ExitCode.DONE;
        return new CheckedRecording(path, code, result.divergence().map(Divergence::line), facts);
    }

    /** A recording that cannot be used as it is. */
    static CheckedRecording of(Path path, LogException damage) {
        Json facts = new Json()
                .put("recording", path)
                .put("same", false)
                .put("difference", Optional.empty())
                .put("damage", CheckCommand.damage(damage));
        return new CheckedRecording(path, ExitCode.DATA, Optional.of(String.valueOf(damage.getMessage())), facts);
    }

    /**
     * Refuses names of nothing before anything is read.
     *
     * @throws UserFault that names the first
     */
    static void requireThere(List<Path> paths) {
        for (Path path : paths) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                String others = paths.size() > 1 ? "; nothing was done with the others" : "";
                throw new UserFault(path + " is no recording: there is nothing of that name" + others);
            }
        }
    }

    /** All of them as one object. */
    static Json json(List<CheckedRecording> checked) {
        return new Json()
                .put("recordings", checked.stream().map(CheckedRecording::facts).toList());
    }

    /** How a command for all ends: damage weighs more than a difference. */
    static ExitCode worst(List<CheckedRecording> checked) {
        ExitCode worst = ExitCode.DONE;
        for (CheckedRecording each : checked) {
            worst = each.code() == ExitCode.DATA || worst == ExitCode.DONE ? each.code() : worst;
        }
        return worst;
    }

    private static Json difference(Divergence divergence) {
        return new Json()
                .put("event_sequence", divergence.sequence())
                .put("moment", divergence.moment())
                .put("event", divergence.event())
                .put("field", divergence.field())
                .put("expected", divergence.expected())
                .put("actual", divergence.actual())
                .put("command", divergence.command());
    }
}
