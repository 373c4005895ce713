package dev.nestor.cli;

import dev.nestor.recorder.Recorder;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of {@code nestor.jar}. */
public final class Main {

    private static final int BUFFER_BYTES = 1 << 16;

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        boolean isInteractive = isInteractive();
        boolean hasColour = isInteractive && System.getenv("NO_COLOR") == null;
        PrintStream out = stream(FileDescriptor.out, isInteractive);
        Terminal terminal = new Terminal(
                out, stream(FileDescriptor.err, true), isInteractive, hasColour, () -> System.nanoTime() / 1_000_000);
        int code = run(terminal, arguments);
        terminal.out().flush();
        System.exit(code);
    }

    /** Runs one command and returns its exit code; for {@link #main} and for tests. */
    static int run(Terminal terminal, String... arguments) {
        Recorder.prepareHost();
        return run(commandLine(terminal, commandsFor(arguments)), arguments);
    }

    /** Runs one command of a line that {@link #commandLine} made and returns its exit code. */
    static int run(CommandLine line, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError | AssertionError e) {
            NestorCommand nestor = line.getCommand();
            return Failures.report(nestor.terminal(), "nestor", e, nestor.isDebug())
                    .number();
        }
    }

    /** All commands; making them takes longer than many of them take, and the line can be used again. */
    static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, NestorCommand.COMMANDS);
    }

    /** The one command that the line begins with, or all where it begins otherwise. */
    private static List<Class<? extends Subcommand>> commandsFor(String... arguments) {
        return NestorCommand.COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .map(List::<Class<? extends Subcommand>>of)
                .orElse(NestorCommand.COMMANDS);
    }

    private static CommandLine commandLine(Terminal terminal, List<Class<? extends Subcommand>> commands) {
        NestorCommand nestor = new NestorCommand(terminal);
        CommandLine line = new CommandLine(nestor);
        commands.forEach(line::addSubcommand);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.hasColour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setUsageHelpWidth(100);
        line.getCommandSpec().version(version());
        // SQL may begin with a comment, whose two hyphens are no option's.
        CommandLine query = line.getSubcommands().get("query");
        if (query != null) {
            query.setUnmatchedOptionsArePositionalParams(true);
        }
        line.setParameterExceptionHandler((e, typed) -> {
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            String problem = Failures.oneLine(String.valueOf(e.getMessage()));
            if (e.getCommandLine() == line && typed.length > 0 && !typed[0].startsWith("-")) {
                problem = "there is no command \"" + Failures.oneLine(typed[0]) + "\"";
            }
            terminal.remark(command + ": " + problem + "; see " + command + " --help");
            return ExitCode.USER.number();
        });
        line.setExecutionExceptionHandler((e, failed, typed) -> {
            String command = failed.getCommandSpec().qualifiedName();
            return Failures.report(terminal, command, e, nestor.isDebug()).number();
        });
        return line;
    }

    /** The version in the jar's manifest. */
    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "nestor " + (version == null ? "unreleased" : version) + ", Java " + Runtime.version();
    }

    /** A buffered stream; one that a person or another program reads as it comes is flushed at every line. */
    private static PrintStream stream(FileDescriptor descriptor, boolean isFlushedByLine) {
        FileOutputStream file = new FileOutputStream(descriptor);
        return new PrintStream(new BufferedOutputStream(file, BUFFER_BYTES), isFlushedByLine, StandardCharsets.UTF_8);
    }

    /** Since JDK 22 there is a console object even where no person watches; it then says so itself. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
