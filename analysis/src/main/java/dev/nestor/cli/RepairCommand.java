package dev.nestor.cli;

import dev.nestor.recorder.RecordingLoss;
import dev.nestor.recorder.RecordingRepair;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A clean copy of what is usable. */
@Command(
        name = "repair",
        description = {
            "Makes a clean copy of a recording that is damaged or was not finished.",
            "The copy ends with the last whole batch before the damage, is sealed, passes check and replays to its end."
                    + " It says what it lacks. The recording itself is not changed."
        },
        footer = {
            "",
            "Examples:",
            "  nestor repair broken-v2 -o clean-v2",
            "",
            "Exit codes: 0 repaired, 2 no such recording, nothing to repair, or a directory in use, 3 nothing usable,",
            "5 host failed."
        })
final class RepairCommand extends Subcommand {

    @Parameters(paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "CLEAN",
            required = true,
            description = "Directory of the copy; it is created and must not exist, or be empty.")
    private Path clean = Path.of("");

    @Override
    ExitCode run(Terminal terminal) {
        Optional<RecordingLoss> loss;
        try (Progress progress = new Progress(terminal, "checking " + directory)) {
            loss = RecordingRepair.repair(directory, clean, progress::at);
        }
        terminal.print("%s: loss: %s", clean, loss.map(RecordingLoss::line).orElse("none"));
        return ExitCode.DONE;
    }
}
