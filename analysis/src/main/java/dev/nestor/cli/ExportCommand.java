package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.export.Dataset;
import dev.nestor.analysis.export.PerfettoTrace;
import dev.nestor.analysis.export.TableFile;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.log.Frame;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Recordings for other tools. */
@Command(
        name = "export",
        description = {
            "Writes recordings for other tools.",
            "parquet and arrow give a dataset: a directory with a file per table in a directory per recording, the"
                    + " names of numbers, and a catalogue; Parquet also for Apache Spark, in spark.sql. perfetto gives"
                    + " one trace file for Perfetto's viewer, in which one instruction is one nanosecond."
        },
        footer = {
            "",
            "Examples:",
            "  nestor export hello-v1 hello-v2 --format parquet -o dataset",
            "  nestor export hello-v3 --format parquet --append -o dataset",
            "  nestor query dataset \"SELECT recording, l2_exits FROM run\"",
            "  nestor export hello-v2 --format perfetto -o hello.pftrace",
            "",
            "Exit codes: 0 written, 2 no such recording, the output exists or is a dataset with other tables,"
                    + " 3 recording damaged, too old or too new, 5 cannot be written."
        })
final class ExportCommand extends Subcommand {

    private static final String PERFETTO = "perfetto";

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Recordings.")
    private List<Path> directories = List.of();

    @Option(names = "--format", paramLabel = "F", required = true, description = "parquet, arrow or perfetto.")
    private String format = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            required = true,
            description = "What is written: a directory or a file that does not exist, or a dataset with --append.")
    private Path output = Path.of("");

    @Option(names = "--append", description = "Adds to the dataset that --output names, or begins it.")
    private boolean isAppended;

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        boolean isThere = Files.exists(output);
        if (isThere && isAppended && Files.isDirectory(output) && !format.equals(PERFETTO)) {
            terminal.print("added to %s: %s", output, dataset(terminal, output));
            return ExitCode.DONE;
        }
        if (isThere) {
            throw new UserFault("--output: " + output + " exists; name a new place, or a dataset and --append");
        }
        Path place = output.toAbsolutePath().normalize();
        Path part = place.resolveSibling(
                place.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            String said = format.equals(PERFETTO) ? perfetto(terminal, part) : newDataset(terminal, part);
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

    private String newDataset(Terminal terminal, Path part) throws IOException {
        Files.createDirectory(part);
        return dataset(terminal, part);
    }

    /** Each recording by itself, so that one that fails leaves those before it. */
    private String dataset(Terminal terminal, Path place) throws IOException {
        TableFile.Format chosen = TableFile.Format.of(format)
                .orElseThrow(() -> new UserFault(
                        "--format: there is no format \"" + format + "\"; write parquet, arrow or perfetto"));
        int files = 0;
        int recordings = 0;
        try (Dataset dataset = Dataset.open(place, chosen)) {
            for (Path directory : directories) {
                int written = add(terminal, dataset, directory, place);
                files += written;
                recordings += written > 0 ? 1 : 0;
            }
        }
        return recordings + (recordings == 1 ? " recording, " : " recordings, ") + files + " files";
    }

    /** Adds one recording; gives the files written, none where it is in the dataset already. */
    private static int add(Terminal terminal, Dataset dataset, Path directory, Path place) throws IOException {
        try (Recording recording = Recording.open(directory)) {
            String identity = identityOf(recording);
            String there = dataset.placeOf(identity);
            if (there != null) {
                terminal.remark("%s is in the dataset already, in %s", directory, there);
                return 0;
            }
            try (TraceDatabase database =
                    Databases.filled(terminal, List.of(recording), TraceDatabase.exporting(place))) {
                return dataset.add(database.session(), identity);
            }
        }
    }

    /** The chain over all that was recorded. */
    private static String identityOf(Recording recording) {
        List<Frame> frames = recording.frames();
        return HexFormat.of()
                .toHexDigits(frames.get(frames.size() - 1).position().chain());
    }
}
