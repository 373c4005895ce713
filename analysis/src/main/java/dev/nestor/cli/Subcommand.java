package dev.nestor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What every command has: {@code --help}, and a terminal to speak to. */
abstract class Subcommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean isHelpAsked;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private NestorCommand nestor = new NestorCommand(null);

    @Override
    public final Integer call() throws IOException {
        return run(nestor.terminal()).number();
    }

    /** Does the work. */
    abstract ExitCode run(Terminal terminal) throws IOException;

    /** The command as the user calls it. */
    final String commandName() {
        return spec.qualifiedName();
    }
}
