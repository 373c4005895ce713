package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Questions one after the other. */
@Command(
        name = "sql",
        description = {
            "Asks for questions in SQL, one after the other, of one recording or several.",
            "A statement ends with a semicolon. The tab key completes tables, columns and keywords; .help says what"
                    + " else there is. Reads standard input where nobody types."
        },
        footer = {
            "",
            "Examples:",
            "  nestor sql hello-v2",
            "  nestor sql hello-v1 hello-v2 < questions.sql",
            "",
            "Exit codes: 0 at the end of input, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class SqlCommand extends Subcommand {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Recordings.")
    private List<Path> directories = List.of();

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        try (TraceDatabase database = Databases.openAll(terminal, directories)) {
            SqlShell shell = new SqlShell(database.session(), terminal);
            if (terminal.isInteractive()) {
                typed(shell);
            } else {
                read(shell, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            }
        }
        return ExitCode.DONE;
    }

    static void read(SqlShell shell, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!shell.line(line)) {
                return;
            }
        }
        shell.end();
    }

    /** Without native code: the terminal is asked through the system's own commands. */
    private static void typed(SqlShell shell) throws IOException {
        try (org.jline.terminal.Terminal screen =
                TerminalBuilder.builder().jni(false).ffm(false).exec(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(screen)
                    .completer((line, parsed, found) ->
                            shell.candidates(parsed.word()).forEach(word -> found.add(new Candidate(word))))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            boolean goesOn = true;
            while (goesOn) {
                try {
                    goesOn = shell.line(reader.readLine(shell.prompt()));
                } catch (UserInterruptException e) {
                    shell.forget();
                } catch (EndOfFileException e) {
                    shell.end();
                    goesOn = false;
                }
            }
        }
    }
}
