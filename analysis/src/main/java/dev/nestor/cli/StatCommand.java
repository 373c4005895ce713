package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.TraceDatabase.Content;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The exit table. */
@Command(
        name = "stat",
        description = {
            "Counts the exits of L2s by reason, as perf kvm stat report does.",
            "Time is counted in instructions, from an exit to the same L2 vCPU's next entry."
        },
        footer = {
            "",
            "Examples:",
            "  nestor stat hello-v2",
            "  nestor stat hello-v2 --event hcall",
            "",
            "Exit codes: 0 answered, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class StatCommand extends Subcommand {

    private static final List<String> EVENTS = List.of("exit", "hcall", "l2-hcall");

    @Parameters(paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Option(
            names = "--event",
            paramLabel = "E",
            defaultValue = "exit",
            description = "exit (default): exits of L2s to their L1; hcall: hypercalls of the L1 to the L0; l2-hcall:"
                    + " hypercalls of L2s to their L1.")
    private String event = "";

    @Option(names = "--format", paramLabel = "F", defaultValue = "table", description = "table (default), csv or json.")
    private String format = "";

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        if (!EVENTS.contains(event)) {
            throw new UserFault("--event: there is no \"" + event + "\"; write " + String.join(", ", EVENTS));
        }
        ResultFormat chosen = ResultFormat.parse(format);
        if (chosen == null) {
            throw new UserFault("--format: there is no format \"" + format + "\"; write table, csv or json");
        }
        try (TraceDatabase database = Databases.open(terminal, directory, Content.WITHOUT_ELEMENTS)) {
            Report.named("stat/" + event).write(database.session(), chosen, terminal.out());
        }
        return ExitCode.DONE;
    }
}
