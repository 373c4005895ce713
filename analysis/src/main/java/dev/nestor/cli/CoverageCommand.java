package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.QueryResult;
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

    /** Characters of a list of names in one line: with the columns before it a terminal's line holds it. */
    private static final int LIST_WIDTH = 70;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Recordings.")
    private List<Path> directories = List.of();

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        try (TraceDatabase database = Databases.openAll(terminal, directories)) {
            for (Report report : Report.ofFolder("coverage")) {
                terminal.out().append(terminal.bold(report.file().question())).append('\n');
                try (QueryResult result = database.session().query(report.file().query())) {
                    ResultFormat.writeWrapped(result, LIST_WIDTH, terminal.out());
                }
                terminal.out().append('\n');
            }
        }
        return ExitCode.DONE;
    }
}
