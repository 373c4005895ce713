package dev.nestor.cli;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.export.Dataset;
import dev.nestor.analysis.export.TableFile;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
            "  nestor query 'runs/*' \"SELECT run, recording, l2_exits FROM run\" --format markdown",
            "  nestor query hello-v2 \"SELECT * FROM l2_exit WHERE reason = getvariable('why')\" -p why=HCALL",
            "",
            "Exit codes: 0 answered, 2 wrong SQL or no such recording, 3 recording damaged, too old or too new."
        })
final class QueryCommand extends Subcommand {

    /** What the database says when a question reads what is not there. */
    private static final String NO_SUCH_NAME = "does not exist";

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR... [SQL]",
            description = "Recordings, or a dataset of nestor export; a pattern such as 'runs/*' counts as all it"
                    + " matches; then one statement with a result, unless --file names it.")
    private List<String> words = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Reads the statement from a file.")
    private @Nullable Path file;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A value that the statement reads as getvariable('NAME'); repeatable.")
    private Map<String, String> parameters = Map.of();

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "table",
            description = "table (default), csv, json, markdown; with --output also parquet and arrow.")
    private String format = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes the answer to a new file instead.")
    private @Nullable Path output;

    @Option(
            names = "--up-to-damage",
            description = "Asks what lies before the first damage of a recording; the table loss says what is missing.")
    private boolean isUpToDamage;

    @Mixin
    private CostOptions costs = new CostOptions();

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        TableFile.Format binary = TableFile.Format.of(format).orElse(null);
        ResultFormat chosen = ResultFormat.parse(format);
        if (binary == null && chosen == null) {
            throw new UserFault("--format: there is no format \"" + format
                    + "\"; write table, csv, json, markdown, parquet or arrow");
        }
        if (binary != null && output == null) {
            throw new UserFault("--format " + format + " is not for a terminal; name a file with --output");
        }
        if (output != null && Files.exists(output)) {
            throw new UserFault("--output: " + output + " exists; name a new file");
        }
        String question = question();
        List<Path> directories = directories();
        Content content = Content.of(question);
        try {
            ask(terminal, directories, question, content, binary);
        } catch (QueryException e) {
            // A name that is not there: perhaps one that the question puts together. Else the message says what is.
            if (content.isEverything() || !String.valueOf(e.getMessage()).contains(NO_SUCH_NAME)) {
                throw e;
            }
            ask(terminal, directories, question, Content.EVERYTHING, binary);
        }
        return ExitCode.DONE;
    }

    private void ask(
            Terminal terminal,
            List<Path> directories,
            String question,
            Content content,
            TableFile.@Nullable Format binary)
            throws IOException {
        try (TraceDatabase database = open(terminal, directories, content, binary != null)) {
            parameters.forEach((name, value) -> setVariable(database.session(), name, value));
            if (binary != null) {
                TableFile.write(
                        database.session(),
                        question,
                        Objects.requireNonNull(output).toAbsolutePath(),
                        binary);
            } else {
                answer(terminal, database.session(), question, Objects.requireNonNull(ResultFormat.parse(format)));
            }
        }
    }

    private void answer(Terminal terminal, DuckDbSession session, String question, ResultFormat chosen)
            throws IOException {
        try (QueryResult result = session.query(question)) {
            if (output == null) {
                chosen.write(result, terminal.out());
                return;
            }
            NewFile.write(output, out -> chosen.write(result, out));
        }
    }

    private static void setVariable(DuckDbSession session, String name, String value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new UserFault("--param: \"" + name + "\" is no name; write NAME=VALUE, letters, digits and _");
        }
        String literal = value.matches("-?[0-9]{1,18}") ? value : "'" + value.replace("'", "''") + "'";
        session.execute("SET VARIABLE " + name + " = " + literal);
    }

    private String question() {
        if (file == null) {
            if (words.size() < 2) {
                throw new UserFault("give the question as SQL behind the recording, or with --file");
            }
            return nonEmpty(words.get(words.size() - 1), "the question");
        }
        if (words.stream().anyMatch(word -> word.contains(" ") && !Files.exists(Path.of(word)))) {
            throw new UserFault("give the question as SQL or with --file, one of the two");
        }
        try {
            return nonEmpty(Files.readString(file), "--file: " + file);
        } catch (IOException e) {
            throw new UserFault("--file: " + file + " cannot be read as UTF-8 text; name a file with one statement", e);
        }
    }

    private static String nonEmpty(String text, String where) {
        if (text.isBlank()) {
            throw new UserFault(where + " is empty; write one statement with a result");
        }
        return text;
    }

    private List<Path> directories() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String word : file == null ? words.subList(0, words.size() - 1) : words) {
            found.addAll(matching(word));
        }
        return found;
    }

    /** A pattern stands for the recordings that match its last name, in order of name. */
    private static List<Path> matching(String word) throws IOException {
        Path given = Path.of(word);
        String last = String.valueOf(given.getFileName());
        if (Files.exists(given) || !last.contains("*")) {
            return List.of(given);
        }
        Path parent = given.getParent() == null ? Path.of("") : given.getParent();
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, last)) {
                entries.forEach(entry -> {
                    if (Files.isDirectory(entry)) {
                        found.add(entry);
                    }
                });
            }
        }
        if (found.isEmpty()) {
            throw new UserFault(word + " matches no directory; name recordings, or a pattern that does");
        }
        Collections.sort(found);
        return found;
    }

    private TraceDatabase open(Terminal terminal, List<Path> directories, Content content, boolean writesFile) {
        Path dataset = directories.get(0);
        if (directories.size() == 1 && Dataset.isAt(dataset)) {
            Path folder = output == null ? null : output.toAbsolutePath().getParent();
            return TraceDatabase.ofDataset(dataset, folder == null ? List.of() : List.of(folder));
        }
        if (writesFile) {
            Path folder =
                    Objects.requireNonNull(output).toAbsolutePath().normalize().getParent();
            return Databases.openAll(
                    terminal, directories, TraceDatabase.exporting(Objects.requireNonNull(folder), content));
        }
        if (directories.size() > 1) {
            return Databases.openAll(terminal, directories, TraceDatabase.inMemory(content));
        }
        if (isUpToDamage) {
            TraceDatabase database = Databases.upToDamage(terminal, directories.get(0), content);
            database.price(costs.model());
            return database;
        }
        return Databases.priced(terminal, directories.get(0), content, costs.model());
    }
}
