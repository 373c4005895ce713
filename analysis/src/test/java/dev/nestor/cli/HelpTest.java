package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/** Every command explains itself. */
class HelpTest {

    static Stream<String> commands() {
        return NestorCommand.COMMANDS.stream()
                .map(command -> command.getAnnotation(Command.class).name());
    }

    @Test
    void nestorListsCommandsAndExitCodes() {
        CommandRun run = nestor("--help").succeeds();
        commands().forEach(run::prints);
        for (ExitCode code : ExitCode.values()) {
            run.prints(String.format(java.util.Locale.ROOT, "  %-4d %s", code.number(), code.meaning()));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasExamplesAndFitsTheWidth(String command) {
        CommandRun run =
                nestor(command, "--help").succeeds().prints("Examples:").prints("  nestor " + command);
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    }

    @Test
    void versionIsOneLine() {
        assertTrue(nestor("--version").succeeds().out().lines().count() == 1);
    }

    @Test
    void scenariosAreListedByName() {
        nestor("scenarios")
                .succeeds()
                .prints("  The shortest nested run")
                .prints("radix")
                .prints("bugs: ");
        nestor("scenarios", "--long").succeeds().prints("boot arguments");
    }
}
