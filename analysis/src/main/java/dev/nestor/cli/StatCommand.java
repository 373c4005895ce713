package dev.nestor.cli;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.report.FooterStat;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.report.StatQuery;
import dev.nestor.analysis.report.StatQuery.Group;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.log.LogDamagedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The exit table. */
@Command(
        name = "stat",
        description = {
            "Counts the exits of L2s by reason, as perf kvm stat report does.",
            "Time is counted in instructions, from an exit to the same L2 vCPU's next entry. Any option beside --event"
                    + " and --format adds percentiles."
        },
        footer = {
            "",
            "Examples:",
            "  nestor stat hello-v2",
            "  nestor stat hello-v2 --event hcall",
            "  nestor stat hello-v2 --by guest,vcpu --key p99",
            "  nestor stat hello-v2 --histogram",
            "  nestor stat hello-v2 --slice 1000000 --format csv",
            "  nestor stat still-recorded --live",
            "",
            "Exit codes: 0 answered, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class StatCommand extends Subcommand {

    /** Damage seen so often in a row while a recording grows is damage, and not a file caught between two states. */
    private static final int DAMAGE_SEEN_MAX = 3;

    @Parameters(paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Option(
            names = "--event",
            paramLabel = "E",
            defaultValue = "exit",
            description = "exit (default): exits of L2s to their L1; hcall: hypercalls of the L1 to the L0; l2-hcall:"
                    + " hypercalls of L2s to their L1; fault: what L2s wanted when they faulted.")
    private String event = "";

    @Option(names = "--vcpu", paramLabel = "N", description = "Only this vCPU: of the L2, of the L1 for hcall.")
    private @Nullable Long vcpu;

    @Option(names = "--guest", paramLabel = "ID", description = "Only this guest id (v2) or lpid (v1).")
    private @Nullable Long guest;

    @Option(
            names = {"--key", "-k"},
            paramLabel = "KEY",
            description = "Order: samples (default), time, name, min, max, avg, p50, p90, p99 or p99.9.")
    private @Nullable String key;

    @Option(names = "--by", paramLabel = "G", split = ",", description = "Groups by guest, by vcpu, or both.")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--slice",
            paramLabel = "MOMENTS",
            description = "Counts each time slice of that length by itself. Of a long recording, a multiple of a round"
                    + " length, which it then names, is answered from counts.")
    private @Nullable Long slice;

    @Option(names = "--percentiles", description = "Adds p50, p90, p99 and p99.9: times that so many do not exceed.")
    private boolean isPercentiles;

    @Option(names = "--histogram", description = "Counts times in buckets, each twice as wide as the one before.")
    private boolean isHistogram;

    @Option(
            names = "--live",
            description = "Follows a recording that is still being written and prints anew what changed; ends with it.")
    private boolean isLive;

    @Option(
            names = "--interval",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Milliseconds between two looks of --live, from 1; default 1000.")
    private long intervalMs;

    @Option(names = "--format", paramLabel = "F", defaultValue = "table", description = "table (default), csv or json.")
    private String format = "";

    private int damageSeen;

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        if (!StatQuery.EVENTS.contains(event)) {
            throw new UserFault("--event: there is no \"" + event + "\"; write " + String.join(", ", StatQuery.EVENTS));
        }
        ResultFormat chosen = ResultFormat.parse(format);
        if (chosen == null) {
            throw new UserFault("--format: there is no format \"" + format + "\"; write table, csv or json");
        }
        if (intervalMs < 1 || slice != null && slice < 1) {
            throw new UserFault("--interval and --slice count from 1");
        }
        long counted = isLive || slice == null ? 0 : Databases.slicesCounted(directory);
        String question = question(counted);
        if (isLive) {
            follow(terminal, question, chosen);
            return ExitCode.DONE;
        }
        if (event.equals("exit") && isPlain() && footerAnswers(chosen, terminal.out())) {
            return ExitCode.DONE;
        }
        try (TraceDatabase database = Databases.open(terminal, directory, Content.of(question))) {
            answer(database, question, chosen, terminal.out());
        }
        remarkOnSlices(terminal, counted);
        return ExitCode.DONE;
    }

    /** How exact an answer about slices is, and what would make it another one. */
    private void remarkOnSlices(Terminal terminal, long counted) {
        if (counted == 0 || isHistogram || !StatQuery.isOfExits(event)) {
            return;
        }
        if (isFromSlices(counted)) {
            terminal.remark(
                    "percentiles of these slices are less than 0.8 %% too large; a length that is no multiple of %d"
                            + " reads every exit for exact ones",
                    counted);
        } else {
            terminal.remark("this read every exit; a multiple of %d as length is answered from counts", counted);
        }
    }

    private boolean isFromSlices(long counted) {
        return slice != null && counted > 0 && slice % counted == 0;
    }

    private boolean isPlain() {
        boolean isAll = vcpu == null && guest == null && groups.isEmpty() && slice == null;
        return isAll && key == null && !isPercentiles && !isHistogram;
    }

    /** What the footer knows need not be counted, so that a long recording answers as fast as a short one. */
    private boolean footerAnswers(ResultFormat chosen, Appendable out) throws IOException {
        Optional<QueryResult> known = RecordingSummary.ofFooter(directory).flatMap(FooterStat::of);
        if (known.isPresent()) {
            chosen.write(known.get(), out);
        }
        return known.isPresent();
    }

    private String question(long counted) {
        StatQuery.Key order = keyOf(key == null ? StatQuery.Key.SAMPLES.text() : key);
        List<Group> by = groups.stream().map(StatCommand::groupOf).toList();
        return isPlain()
                ? Report.named("stat/" + event).file().query()
                : new StatQuery(
                                event,
                                vcpu,
                                guest,
                                by,
                                slice == null ? 0 : slice,
                                order,
                                isHistogram,
                                isFromSlices(counted))
                        .sql();
    }

    private static StatQuery.Key keyOf(String text) {
        return Arrays.stream(StatQuery.Key.values())
                .filter(each -> each.text().equals(text) || each == StatQuery.Key.SAMPLES && text.equals("sample"))
                .findFirst()
                .orElseThrow(() ->
                        new UserFault("--key: there is no key \"" + text + "\"; write " + String.join(", ", keys())));
    }

    private static List<String> keys() {
        return Arrays.stream(StatQuery.Key.values()).map(StatQuery.Key::text).toList();
    }

    private static Group groupOf(String text) {
        return Arrays.stream(Group.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new UserFault("--by: there is no \"" + text + "\"; write guest, vcpu or both"));
    }

    private static void answer(TraceDatabase database, String question, ResultFormat format, Appendable out)
            throws IOException {
        try (QueryResult result = database.session().query(question)) {
            format.write(result, out);
        }
    }

    private void follow(Terminal terminal, String question, ResultFormat chosen) throws IOException {
        try (TraceDatabase database = TraceDatabase.inMemory(Content.of(question))) {
            boolean isAwaited = true;
            damageSeen = 0;
            String shown = "";
            while (isAwaited) {
                boolean isComplete = isCompleteAfterLoading(database);
                StringBuilder text = new StringBuilder();
                answer(database, question, chosen, text);
                if (!text.toString().equals(shown)) {
                    shown = text.toString();
                    terminal.print((terminal.isInteractive() ? "\u001b[H\u001b[2J" : "") + shown);
                    terminal.out().flush();
                }
                isAwaited = !isComplete && sleep();
            }
        }
    }

    private boolean isCompleteAfterLoading(TraceDatabase database) {
        try (Recording recording = Recording.open(directory)) {
            database.follow(recording);
            damageSeen = 0;
            return recording.isComplete();
        } catch (LogDamagedException e) {
            if (++damageSeen == DAMAGE_SEEN_MAX) {
                throw e;
            }
            return false;
        }
    }

    /** False when the thread was asked to end. */
    private boolean sleep() {
        try {
            Thread.sleep(intervalMs);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
