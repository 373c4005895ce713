package dev.nestor.cli;

import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.ReplayResult;
import dev.nestor.replayer.Replayer;
import dev.nestor.replayer.verify.Divergence;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a recorded machine again and compares. */
@Command(
        name = "replay",
        description = {
            "Runs a recorded machine again and compares it with the recording.",
            "It starts from the images in the recording and compares every event and every digest of the state. It"
                    + " stops at the first difference."
        },
        footer = {
            "",
            "Examples:",
            "  nestor replay hello-v2",
            "",
            "Exit codes: 0 the same, 2 no such recording, 3 recording damaged, too old or too new, 4 differs."
        })
final class ReplayCommand extends Subcommand {

    @Parameters(paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Override
    ExitCode run(Terminal terminal) {
        ReplayResult result = replay(terminal, directory);
        terminal.print(directory + ": " + summary(result));
        result.divergence().ifPresent(divergence -> print(terminal, divergence));
        return result.divergence().isPresent() ? ExitCode.DIFFERS : ExitCode.DONE;
    }

    /** Replays the recording in {@code directory}. */
    static ReplayResult replay(Terminal terminal, Path directory) {
        try (Recording recording = Recording.open(directory);
                Progress progress = new Progress(terminal, "replaying " + directory)) {
            if (!recording.isComplete()) {
                terminal.remark("%s was not finished: it is compared up to its last event", directory);
            }
            long moments = recording.summary().map(RecordingSummary::moment).orElse(0L);
            return Replayer.of(recording)
                    .withProgress(moment -> progress.at(moment, moments, "moments"))
                    .run();
        }
    }

    /** What a replay compared, on one line. */
    static String summary(ReplayResult result) {
        int differences = result.divergence().isPresent() ? 1 : 0;
        return String.format(
                Locale.ROOT,
                "%,d events compared, %,d of them digests, %d differences",
                result.events(),
                result.digests(),
                differences);
    }

    /** The first difference, a line for each thing that is known of it. */
    static void print(Terminal terminal, Divergence divergence) {
        terminal.print(terminal.bold("first difference"));
        terminal.print("  position  event %d at moment %d", divergence.sequence(), divergence.moment());
        terminal.print("  event     %s", divergence.event());
        terminal.print("  field     %s", divergence.field());
        terminal.print("  expected  %s", divergence.expected());
        terminal.print("  actual    %s", divergence.actual());
        terminal.print("  go there  %s", divergence.command());
    }
}
