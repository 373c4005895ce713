package dev.nestor.cli;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.replayer.ReplayResult;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a machine and records it. */
@Command(
        name = "record",
        description = {
            "Runs a machine and records everything that crosses its L0.",
            "The recording is a directory that needs nothing else: it carries the configuration and the images."
        },
        footer = {
            "",
            "Examples:",
            "  nestor record --scenario hello --api v2 -o hello-v2",
            "  nestor record --scenario hello --api v2 --twice -o hello-twice",
            "  nestor record --scenario mer-stuck --api v2 --fixed -o unstuck",
            "  nestor record --scenario hello --api v2 --fault 'call=H_GUEST_CREATE effect=H_BUSY times=3' -o busy",
            "  nestor record --l1 my-hypervisor.elf --l2 my-guest.elf --api v1 --memory 512M --seed 7 -o mine-v1",
            "",
            "Exit codes: 0 recorded, whatever the guest did; 2 wrong command line, image or directory;",
            "4 run twice and not the same; 5 host failed; 70 Nestor is wrong."
        })
final class RecordCommand extends Subcommand {

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private RecordingOptions recording = new RecordingOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "Directory of the recording; it is created and must not exist, or be empty.")
    private Path directory = Path.of("");

    @Option(
            names = "--twice",
            description = "Runs a second time and compares every event and digest with the recording.")
    private boolean isTwice;

    @Override
    ExitCode run(Terminal terminal) {
        MachineConfig config = machine.config();
        MachineImages images = machine.images();
        InputSource inputs = machine.inputs(config);
        terminal.print(MachineRun.record(
                config, images, inputs, machine.scenario(), directory, recording.options(), terminal));
        return isTwice ? runAgain(terminal) : ExitCode.DONE;
    }

    /** The recording of the first run stays, whatever the second one does. */
    private ExitCode runAgain(Terminal terminal) {
        ReplayResult second = ReplayCommand.replay(terminal, directory);
        terminal.print("%s: run twice: %s", directory, ReplayCommand.summary(second));
        second.divergence().ifPresent(divergence -> ReplayCommand.print(terminal, divergence));
        return second.isEqual() ? ExitCode.DONE : ExitCode.DIFFERS;
    }
}
