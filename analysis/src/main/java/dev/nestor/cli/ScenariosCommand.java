package dev.nestor.cli;

import dev.nestor.analysis.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the machines that ship with Nestor, or tells all about one of them. */
@Command(
        name = "scenarios",
        description = {
            "Lists the machines that ship with Nestor: workloads, and real bugs to record and find.",
            "Of one, tells its story and the query that shows the failure."
        },
        footer = {
            "",
            "Examples:",
            "  nestor scenarios",
            "  nestor scenarios mer-stuck",
            "  nestor record --scenario mer-stuck --api v2 -o stuck",
            "  nestor record --scenario mer-stuck --api v2 --fixed -o unstuck"
        })
final class ScenariosCommand extends Subcommand {

    private static final int WIDTH = 100;

    @Option(names = "--long", description = "Also tells what happens in each.")
    private boolean isLong;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Tells all about this one.")
    private @Nullable String name;

    @Override
    ExitCode run(Terminal terminal) {
        if (name != null) {
            tell(terminal, Scenario.named("NAME", name), "");
            return ExitCode.DONE;
        }
        List<Scenario> scenarios = Scenario.all();
        int width = scenarios.stream().mapToInt(s -> s.name().length()).max().orElse(0);
        String group = "";
        for (Scenario scenario : scenarios) {
            if (!scenario.group().equals(group)) {
                group = scenario.group();
                terminal.print("");
                terminal.print(group + ": recorded as they were, or with --fixed as they should be");
            }
            terminal.print(scenario.name() + " ".repeat(width - scenario.name().length()) + "  " + about(scenario));
            if (isLong) {
                tell(terminal, scenario, " ".repeat(width + 2));
            }
        }
        return ExitCode.DONE;
    }

    private static String about(Scenario scenario) {
        return (scenario.api() == null ? "" : scenario.api().text() + ": ") + scenario.title();
    }

    private void tell(Terminal terminal, Scenario scenario, String indent) {
        if (!isLong) {
            terminal.print(about(scenario));
            terminal.print("");
        }
        wrap(scenario.story(), WIDTH - indent.length()).forEach(line -> terminal.print(indent + line));
        terminal.print(indent + machine(scenario));
        SqlFile failure = scenario.failure();
        if (failure != null && !isLong) {
            terminal.print("");
            terminal.print("-- question: " + failure.question());
            failure.remarks().forEach(remark -> terminal.print("-- " + remark));
            failure.columns()
                    .forEach(column -> terminal.print(
                            "-- column " + column.column() + " (" + column.unit() + "): " + column.says()));
            terminal.print(failure.query().stripTrailing());
        }
    }

    private static String machine(Scenario scenario) {
        StringBuilder machine = new StringBuilder("L1 " + scenario.l1() + ", L2 " + scenario.l2() + ", memory "
                + ByteSize.text(scenario.memoryBytes()) + ", boot arguments \"" + scenario.bootArguments() + "\"");
        scenario.settings().forEach((key, value) -> machine.append(", ").append(key + " " + value));
        if (scenario.hasBug()) {
            List<String> parts = new ArrayList<>();
            if (!scenario.bug().isEmpty()) {
                parts.add("boot argument bug=" + scenario.bug());
            }
            scenario.bugSettings().forEach((key, value) -> parts.add(key + " " + value));
            machine.append("; the bug: ").append(String.join(", ", parts));
        }
        return machine.toString();
    }

    /** Text in lines of at most {@code width} characters, unless a word is longer. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
