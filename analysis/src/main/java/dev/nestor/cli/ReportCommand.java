package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.page.ReportPage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One HTML page about a recording, or about two side by side. */
@Command(
        name = "report",
        description = {
            "Writes one HTML page with pictures of a recording, or of two side by side.",
            "The page needs nothing else: no script, no other file, no network."
        },
        footer = {
            "",
            "Examples:",
            "  nestor report hello-v2 -o hello.html",
            "  nestor report hello-v1 hello-v2 -o hello.html",
            "",
            "Exit codes: 0 written, 2 no such recording or the file exists, 3 recording damaged, too old or too new, 5"
                    + " cannot be written."
        })
final class ReportCommand extends Subcommand {

    @Parameters(arity = "1..2", paramLabel = "DIR", description = "A recording, or two.")
    private List<Path> directories = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The page, a new file.")
    private Path output = Path.of("");

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        if (directories.size() > 2) {
            throw new UserFault("a page shows one recording or two, not " + directories.size());
        }
        if (Files.exists(output)) {
            throw new UserFault("--output: " + output + " exists; name a new file");
        }
        try (TraceDatabase database = Databases.openAll(terminal, directories)) {
            NewFile.write(output, out -> ReportPage.write(database.session(), out));
        } catch (FileAlreadyExistsException e) {
            throw new UserFault("--output: " + output + " exists; name a new file", e);
        }
        terminal.print("wrote %s", output);
        return ExitCode.DONE;
    }
}
