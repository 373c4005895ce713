package dev.nestor.cli;

import dev.nestor.emulator.EngineKind;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.explain.Explanation;
import dev.nestor.replayer.explain.FirstDifference;
import dev.nestor.replayer.timeline.Rerun;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where two recorded runs part. */
@Command(
        name = "explain",
        description = {
            "Finds where two recorded runs part: the first instruction with another effect, and the fields of the"
                    + " state that differ behind it.",
            "Both are run again, side by side. They may differ in configuration, inputs or images. With --engines,"
                    + " a single recording is run by the interpreter beside the translator. For a workload under v1"
                    + " beside the same under v2 there is nestor compare."
        },
        footer = {
            "",
            "Examples:",
            "  nestor explain seed-1 seed-2",
            "  nestor explain hello-v2 --engines",
            "",
            "Exit codes: 0 no difference, 2 no such recording, 3 recording damaged, too old or too new, 4 they differ."
        })
final class ExplainCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "A", description = "A recording; values are expected as they are in it.")
    private Path first = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "B", description = "The recording that is explained.")
    private Path second = Path.of("");

    @Option(names = "--engines", description = "Runs A by both engines instead.")
    private boolean areEnginesCompared;

    @Override
    ExitCode run(Terminal terminal) {
        boolean hasSecond = !second.toString().isEmpty();
        if (hasSecond == areEnginesCompared) {
            throw new UserFault("name a second recording to compare with, or say --engines; not both");
        }
        return areEnginesCompared ? compareEngines(terminal) : compareRecordings(terminal);
    }

    private ExitCode compareEngines(Terminal terminal) {
        try (Recording recording = Recording.open(first)) {
            Rerun reference = Rerun.of(recording);
            Rerun subject = reference.withEngine(EngineKind.TRANSLATOR);
            return explain(
                    terminal,
                    recording,
                    FirstDifference.between(reference, "the interpreter", subject, "the translator"));
        }
    }

    private ExitCode compareRecordings(Terminal terminal) {
        try (Recording recording = Recording.open(first);
                Recording other = Recording.open(second)) {
            if (recording.config().api() != other.config().api()) {
                throw new UserFault(
                        first + " ran under " + recording.config().api().text() + " and " + second + " under "
                                + other.config().api().text()
                                + ", so they part at the L1's first nested call and on purpose; nestor"
                                + " compare " + first + " " + second + " puts one beside the other");
            }
            Map<String, String> theirs = other.config().toProperties();
            recording.config().toProperties().forEach((name, value) -> {
                String its = String.valueOf(theirs.get(name));
                if (!value.equals(its)) {
                    terminal.print("%s  %s in %s, %s in %s", name, orNone(value), first, orNone(its), second);
                }
            });
            return explain(
                    terminal,
                    recording,
                    FirstDifference.between(Rerun.of(recording), first.toString(), Rerun.of(other), second.toString()));
        }
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "none" : value;
    }

    private static ExitCode explain(Terminal terminal, Recording recording, FirstDifference difference) {
        long moments = recording.summary().map(RecordingSummary::moment).orElse(0L);
        Optional<Explanation> found;
        try (Progress progress = new Progress(terminal, "comparing")) {
            found = difference
                    .withProgress(moment -> progress.at(moment, Math.max(moment, moments), "moments"))
                    .find();
        }
        if (found.isEmpty()) {
            terminal.print("no difference");
            return ExitCode.DONE;
        }
        found.get().lines().forEach(terminal::print);
        return ExitCode.DIFFERS;
    }
}
