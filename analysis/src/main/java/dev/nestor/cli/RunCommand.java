package dev.nestor.cli;

import dev.nestor.emulator.MachineConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a machine without recording it. */
@Command(
        name = "run",
        description = {
            "Runs a machine without recording it.",
            "Prints the L1's console as it comes and, on standard error, instructions, seconds and MIPS at the end."
        },
        footer = {
            "",
            "Examples:",
            "  nestor run --scenario compute --api v2",
            "  nestor run --l1 my-hypervisor.elf --l2 my-guest.elf --api v1 --memory 512M",
            "",
            "Exit codes: 0 whatever the guest did, 2 wrong command line or image, 70 Nestor is wrong."
        })
final class RunCommand extends Subcommand {

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Override
    ExitCode run(Terminal terminal) {
        MachineConfig config = machine.config();
        MachineRun.toEnd(config, machine.images(), machine.inputs(config), terminal);
        return ExitCode.DONE;
    }
}
