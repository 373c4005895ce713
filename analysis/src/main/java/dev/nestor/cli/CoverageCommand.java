package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** How much of what the L0 declares some recordings have shown. */
@Command(
        name = "coverage",
        description = {
            "Says how much of the L0's interface recordings show: return codes of each hypercall, state elements with"
                    + " what was tried, exits, interrupts; and by name what they do not.",
            "All recordings count together, each profile for itself."
        },
        footer = {
            "",
            "Examples:",
            "  nestor coverage hello-v1 hello-v2",
            "  nestor coverage analysis/target/conformance/*",
            "",
            "Exit codes: 0 answered, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class CoverageCommand extends Subcommand {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Recordings.")
    private List<Path> directories = List.of();

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        try (TraceDatabase database = Databases.openAll(terminal, directories)) {
            for (Report report : Report.ofFolder("coverage")) {
                terminal.out().append(terminal.bold(report.file().question())).append('\n');
                report.write(database.session(), ResultFormat.TABLE, terminal.out());
                terminal.out().append('\n');
            }
        }
        return ExitCode.DONE;
    }
}
