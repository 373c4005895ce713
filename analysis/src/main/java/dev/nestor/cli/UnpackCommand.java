package dev.nestor.cli;

import dev.nestor.replayer.LeanPack;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The recording that was packed. */
@Command(
        name = "unpack",
        description = {
            "Gives back the directory of a recording that was packed, byte for byte.",
            "Every file is compared with its SHA-256. What was packed --lean takes about as long as a replay."
        },
        footer = {
            "",
            "Examples:",
            "  nestor unpack hello-v2.nestor -o hello-v2",
            "",
            "Exit codes: 0 unpacked, 2 no pack or a directory in use, 3 pack damaged or too new, 5 host failed."
        })
final class UnpackCommand extends Subcommand {

    @Parameters(paramLabel = "FILE", description = "A pack.")
    private Path pack = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "Directory of the recording; it is created and must not exist, or be empty.")
    private Path directory = Path.of("");

    @Override
    ExitCode run(Terminal terminal) {
        LeanPack.unpack(pack, directory);
        terminal.print(directory.toString());
        return ExitCode.DONE;
    }
}
