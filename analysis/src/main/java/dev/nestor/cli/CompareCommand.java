package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.compare.Comparison;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One recording beside another. */
@Command(
        name = "compare",
        description = {
            "Puts one recording beside another.",
            "Above all a workload under v1 beside the same under v2: totals, exits by reason with what each cost,"
                    + " hypercalls, and how many exits are the same in both."
        },
        footer = {
            "",
            "Examples:",
            "  nestor compare hello-v1 hello-v2",
            "",
            "Exit codes: 0 compared, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class CompareCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "V1", description = "A recording.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "V2", description = "Another recording.")
    private Path second = Path.of("");

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        try (TraceDatabase database = Databases.openPair(terminal, first, second)) {
            Comparison.write(database.session(), terminal::bold, terminal.out());
        }
        return ExitCode.DONE;
    }
}
