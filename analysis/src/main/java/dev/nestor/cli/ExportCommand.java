package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.export.Dataset;
import dev.nestor.analysis.export.PerfettoTrace;
import dev.nestor.recorder.RecordingPlace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Recordings for other tools. */
@Command(
        name = "export",
        description = {
            "Writes recordings for other tools.",
            "parquet and arrow give a directory: a file per table in a directory per recording, the names of numbers,"
                    + " and a catalogue. perfetto gives one trace file for Perfetto's viewer, in which one instruction"
                    + " is one nanosecond."
        },
        footer = {
            "",
            "Examples:",
            "  nestor export hello-v1 hello-v2 --format parquet -o dataset",
            "  nestor export hello-v2 --format perfetto -o hello.pftrace",
            "",
            "Exit codes: 0 written, 2 no such recording or the output exists, 3 recording damaged, too old or too new,"
                    + " 5 cannot be written."
        })
final class ExportCommand extends Subcommand {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Recordings.")
    private List<Path> directories = List.of();

    @Option(names = "--format", paramLabel = "F", required = true, description = "parquet, arrow or perfetto.")
    private String format = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            required = true,
            description = "What is written: a directory or a file that does not exist.")
    private Path output = Path.of("");

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        if (Files.exists(output)) {
            throw new UserFault("--output: " + output + " exists; name a new place");
        }
        Path place = output.toAbsolutePath().normalize();
        Path part = place.resolveSibling(
                place.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            String said = format.equals("perfetto") ? perfetto(terminal, part) : dataset(terminal, part);
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            terminal.print("wrote %s: %s", output, said);
        } finally {
            RecordingPlace.remove(part); // what a failure left
        }
        return ExitCode.DONE;
    }

    private String perfetto(Terminal terminal, Path part) throws IOException {
        try (TraceDatabase database = Databases.openAll(terminal, directories);
                OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
            return String.format(Locale.ROOT, "%,d events", PerfettoTrace.write(database.session(), out));
        }
    }

    private String dataset(Terminal terminal, Path part) throws IOException {
        Dataset.Format chosen = Stream.of(Dataset.Format.values())
                .filter(known -> known.text().equals(format))
                .findFirst()
                .orElseThrow(() -> new UserFault(
                        "--format: there is no format \"" + format + "\"; write parquet, arrow or perfetto"));
        Files.createDirectory(part);
        try (TraceDatabase database = Databases.openAll(terminal, directories, TraceDatabase.exporting(part))) {
            return Dataset.write(database.session(), part, chosen) + " files";
        }
    }
}
