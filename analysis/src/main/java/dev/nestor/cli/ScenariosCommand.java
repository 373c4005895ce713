package dev.nestor.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the machines that ship with Nestor. */
@Command(
        name = "scenarios",
        description = "Lists the machines that ship with Nestor.",
        footer = {"", "Examples:", "  nestor scenarios", "  nestor run --scenario hello --api v2"})
final class ScenariosCommand extends Subcommand {

    @Option(names = "--long", description = "Also tells what happens in each.")
    private boolean isLong;

    @Override
    ExitCode run(Terminal terminal) {
        List<Scenario> scenarios = Scenario.all();
        int width = scenarios.stream().mapToInt(s -> s.name().length()).max().orElse(0);
        for (Scenario scenario : scenarios) {
            String name = scenario.name() + " ".repeat(width - scenario.name().length());
            terminal.print(name + "  " + scenario.title());
            if (isLong) {
                terminal.print(" ".repeat(width + 2) + scenario.story());
                terminal.print(" ".repeat(width + 2) + "L1 " + scenario.l1() + ", L2 " + scenario.l2() + ", memory "
                        + ByteSize.text(scenario.memoryBytes()) + ", boot arguments \"" + scenario.bootArguments()
                        + "\"");
            }
        }
        return ExitCode.DONE;
    }
}
