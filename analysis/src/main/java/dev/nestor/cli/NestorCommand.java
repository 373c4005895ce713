package dev.nestor.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a subcommand: shows what there is. */
@Command(
        name = "nestor",
        description = "Records, replays and explains nested virtualization on POWER, deterministically.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; what a guest did wrong is a result, not a failure",
            "2:the command line, or a file that it names, is wrong",
            "3:a recording is damaged, too old or too new",
            "4:a replay differs from its recording",
            "5:the host failed: disk full, no memory, input or output error",
            "70:Nestor itself is wrong"
        },
        footer = {
            "",
            "Examples:",
            "  nestor demo",
            "  nestor record --scenario hello --api v2 -o hello-v2",
            "  nestor query hello-v2 \"SELECT reason, count(*) FROM l2_exit GROUP BY reason\"",
            "",
            "nestor COMMAND --help tells more about a command."
        })
final class NestorCommand implements Callable<Integer> {

    /** All commands, in the order in which the help names them. */
    static final List<Class<? extends Subcommand>> COMMANDS = List.of(
            DemoCommand.class,
            ScenariosCommand.class,
            RunCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            ExplainCommand.class,
            InfoCommand.class,
            EventsCommand.class,
            StatCommand.class,
            QueryCommand.class,
            SqlCommand.class,
            CompareCommand.class,
            DiffCommand.class,
            CoverageCommand.class,
            ReportCommand.class,
            CheckCommand.class,
            RepairCommand.class,
            ExportCommand.class,
            PackCommand.class,
            UnpackCommand.class);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean isHelpAsked;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    @SuppressWarnings("UnusedVariable")
    private boolean isVersionAsked;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows the stack trace of a failure.")
    private boolean isDebug;

    private final @Nullable Terminal terminal;

    NestorCommand(@Nullable Terminal terminal) {
        this.terminal = terminal;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        CommandLine.usage(this, terminal().err(), CommandLine.Help.Ansi.OFF);
        return ExitCode.USER.number();
    }

    /** Where commands speak. */
    Terminal terminal() {
        if (terminal == null) {
            throw new IllegalStateException("a command was started without its parent");
        }
        return terminal;
    }

    /** Whether failures show their stack trace. */
    boolean isDebug() {
        return isDebug;
    }
}
