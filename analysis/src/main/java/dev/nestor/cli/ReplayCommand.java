package dev.nestor.cli;

import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.log.LogException;
import dev.nestor.replayer.ReplayExplainer;
import dev.nestor.replayer.ReplayResult;
import dev.nestor.replayer.Replayer;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Divergence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recorded machine again and compares. */
@Command(
        name = "replay",
        description = {
            "Runs a recorded machine again and compares it with the recording.",
            "It starts from the images in the recording and compares every event and every digest of the state. It"
                    + " stops at the first difference."
        },
        footer = {
            "",
            "Examples:",
            "  nestor replay hello-v2",
            "  nestor replay hello-v2 --explain",
            "  nestor replay hello-v1 hello-v2 --junit replay.xml",
            "  nestor replay hello-v2 --to 3000000 --state",
            "  nestor replay hello-v2 --flip 3000000:GPR5:40",
            "",
            "Exit codes: 0 the same, 2 no such recording, 3 recording damaged, too old or too new, 4 differs."
        })
final class ReplayCommand extends Subcommand {

    private static final int JOBS_MAX = 1024;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Recordings.")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--json", description = "Prints one JSON object; the README of analysis has its names.")
    private boolean isJson;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Also writes a report in JUnit's XML, a test case for each recording.")
    private @Nullable Path junit;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Slices between keyframes replayed at a time, those of long runs; the result is the same."
                    + " Default: one for each processor.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--explain",
            description = "When it differs, finds the first instruction and the fields of the state that differ.")
    private boolean isExplained;

    @Option(names = "--to", paramLabel = "MOMENT", description = "Ends at that moment, a plain number.")
    private @Nullable String to;

    @Option(names = "--state", description = "Prints the registers where the replay ends.")
    private boolean isStateShown;

    @Option(
            names = "--flip",
            paramLabel = "MOMENT:FIELD:BIT",
            description = "Flips one bit of the machine at that moment and explains what differs: of a register, as in"
                    + " 3000000:GPR5:40 (bit 0 is the lowest; GPR5@1 on vCPU 1), or of a byte of L1 memory, as in"
                    + " 3000000:0x3000012:7.")
    private @Nullable String flip;

    @Override
    ExitCode run(Terminal terminal) {
        if (flip != null) {
            return runFlipped(terminal, flip);
        }
        if (jobs < 1 || jobs > JOBS_MAX) {
            throw new UserFault("--jobs: " + jobs + " is no number of slices; write 1 to " + JOBS_MAX);
        }
        if (isJson && isStateShown) {
            throw new UserFault("--state and --json exclude each other");
        }
        long until = to == null ? Long.MAX_VALUE : ByteSize.number("--to", to);
        if (until < 0) {
            throw new UserFault("--to: " + until + " is no moment; write 0 or more");
        }
        CheckedRecording.requireThere(directories);
        List<CheckedRecording> checked = new ArrayList<>();
        for (Path directory : directories) {
            checked.add(replay(terminal, directory, until));
        }
        if (junit != null) {
            JunitReport.write(junit, "nestor replay", checked);
        }
        if (isJson) {
            terminal.out().print(CheckedRecording.json(checked).text());
        }
        return CheckedRecording.worst(checked);
    }

    private ExitCode runFlipped(Terminal terminal, String asked) {
        if (directories.size() != 1 || isJson || junit != null || to != null || isStateShown) {
            throw new UserFault("--flip takes one recording and neither --to, --state, --json nor --junit");
        }
        CheckedRecording.requireThere(directories);
        return FlippedReplay.run(terminal, directories.get(0), asked);
    }

    private CheckedRecording replay(Terminal terminal, Path directory, long until) {
        try (Recording recording = Recording.open(directory)) {
            ReplayResult result = replay(terminal, recording, jobs, until);
            if (!isJson) {
                terminal.print(directory + ": " + summary(result));
                result.divergence().ifPresent(divergence -> print(terminal, divergence));
                result.divergence().ifPresent(divergence -> explain(terminal, recording, divergence));
            }
            if (isStateShown) {
                RegistersText.print(terminal, Rerun.of(recording), result.moment());
            }
            return CheckedRecording.of(directory, result);
        } catch (LogException e) {
            terminal.remark(commandName() + ": " + Failures.oneLine(String.valueOf(e.getMessage())));
            return CheckedRecording.of(directory, e);
        }
    }

    private void explain(Terminal terminal, Recording recording, Divergence divergence) {
        if (isExplained) {
            ReplayExplainer.of(recording).explain(divergence).lines().forEach(line -> terminal.print("  " + line));
        } else {
            terminal.print("  explain   nestor replay %s --explain", recording.directory());
        }
    }

    /** Replays the recording in {@code directory}. */
    static ReplayResult replay(Terminal terminal, Path directory) {
        try (Recording recording = Recording.open(directory)) {
            return replay(terminal, recording, Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE);
        }
    }

    private static ReplayResult replay(Terminal terminal, Recording recording, int jobs, long until) {
        if (!recording.isComplete()) {
            terminal.remark("%s was not finished: it is compared up to its last event", recording.directory());
        }
        long moments = Math.min(
                until, recording.summary().map(RecordingSummary::moment).orElse(0L));
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        try (Progress progress = new Progress(terminal, "replaying " + recording.directory())) {
            return Replayer.of(recording)
                    .until(until)
                    .inSlices(jobs, Replayer.SLICE_WORK_MIN)
                    .withProgress(moment -> progress.at(moment, moments, "moments"))
                    .run(threads);
        } finally {
            threads.shutdown();
        }
    }

    /** What a replay compared, on one line. */
    static String summary(ReplayResult result) {
        int differences = result.divergence().isPresent() ? 1 : 0;
        return String.format(
                Locale.ROOT,
                "%,d events compared, %,d of them digests, %d differences",
                result.events(),
                result.digests(),
                differences);
    }

    /** The first difference, a line for each thing that is known of it. */
    static void print(Terminal terminal, Divergence divergence) {
        terminal.print(terminal.bold("first difference"));
        terminal.print("  position  event %d at moment %d", divergence.sequence(), divergence.moment());
        terminal.print("  event     %s", divergence.event());
        terminal.print("  field     %s", divergence.field());
        terminal.print("  expected  %s", divergence.expected());
        terminal.print("  actual    %s", divergence.actual());
        terminal.print("  go there  %s", divergence.command());
    }
}
