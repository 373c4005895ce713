package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.TraceDatabase.Content;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.ViewCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a question in SQL. */
@Command(
        name = "query",
        description = {
            "Answers a question in SQL.",
            "The dialect is DuckDB's. SHOW TABLES lists tables and views, DESCRIBE l2_exit the columns of one. In"
                    + " tables, addresses, registers and other patterns of bits are hexadecimal."
        },
        footer = {
            "",
            "Examples:",
            "  nestor query hello-v2 \"SELECT * FROM run\" --format json",
            "  nestor query hello-v2 \"SELECT hcall, count(*) FROM hcall GROUP BY ALL ORDER BY 2 DESC\"",
            "  nestor query hello-v2 --file question.sql --format csv",
            "",
            "Exit codes: 0 answered, 2 wrong SQL or no such recording, 3 recording damaged, too old or too new."
        })
final class QueryCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "SQL", description = "One statement with a result.")
    private @Nullable String typed;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Reads the statement from a file.")
    private @Nullable Path file;

    @Option(names = "--format", paramLabel = "F", defaultValue = "table", description = "table (default), csv or json.")
    private String format = "";

    @Mixin
    private CostOptions costs = new CostOptions();

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        ResultFormat chosen = ResultFormat.parse(format);
        if (chosen == null) {
            throw new UserFault("--format: there is no format \"" + format + "\"; write table, csv or json");
        }
        String question = question();
        try (TraceDatabase database = open(terminal, question);
                QueryResult result = database.session().query(question)) {
            chosen.write(result, terminal.out());
        }
        return ExitCode.DONE;
    }

    private String question() {
        if ((typed == null) == (file == null)) {
            throw new UserFault("give the question as SQL or with --file, one of the two");
        }
        if (file == null) {
            return Objects.requireNonNull(typed);
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserFault("--file: " + file + " cannot be read as UTF-8 text; name a file with one statement", e);
        }
    }

    /** A question that does not speak of elements need not wait for them. */
    private TraceDatabase open(Terminal terminal, String question) {
        ViewCatalog catalog = ViewCatalog.load();
        boolean asksForElements = catalog.reads(question, "element_transferred") || catalog.reads(question, "loss");
        Content content = asksForElements ? Content.EVERYTHING : Content.WITHOUT_ELEMENTS;
        return Databases.priced(terminal, directory, content, costs.model());
    }
}
