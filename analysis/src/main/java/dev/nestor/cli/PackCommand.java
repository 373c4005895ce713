package dev.nestor.cli;

import dev.nestor.recorder.RecordingPack;
import dev.nestor.replayer.LeanPack;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A recording as one file. */
@Command(
        name = "pack",
        description = {
            "Makes one portable file of a recording.",
            "Everything is in it, compressed and with checksums. The same recording gives the same bytes. Commands that"
                    + " read recordings read a pack as well."
        },
        footer = {
            "",
            "Examples:",
            "  nestor pack hello-v2 -o hello-v2.nestor",
            "  nestor pack --lean hello-v2 -o hello-v2-lean.nestor",
            "",
            "Exit codes: 0 packed, 2 no such recording, not finished, or the file exists, 3 recording damaged,",
            "too old or too new, 5 host failed."
        })
final class PackCommand extends Subcommand {

    @Parameters(paramLabel = "DIR", description = "A recording that was finished.")
    private Path directory = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The pack; must not exist.")
    private Path pack = Path.of("");

    @Option(
            names = "--lean",
            description = "Leaves the digests of state out: they are half of a pack. unpack computes them again by"
                    + " running the machine, and proves them by checksums; no other command reads such a pack.")
    private boolean isLean;

    @Override
    ExitCode run(Terminal terminal) {
        long bytes = isLean ? LeanPack.pack(directory, pack) : RecordingPack.pack(directory, pack);
        long before = RecordingPack.sizeBytes(directory);
        terminal.print("%s: %,d bytes of %,d, %.1f%%", pack, bytes, before, 100.0 * bytes / before);
        return ExitCode.DONE;
    }
}
