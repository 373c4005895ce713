package dev.nestor.cli;

import dev.nestor.recorder.RecordingCheck;
import dev.nestor.recorder.RecordingLoss;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Integrity without execution. */
@Command(
        name = "check",
        description = {
            "Reads every byte of a recording and says what is intact; executes nothing.",
            "Damage in one part does not keep it from looking at the next. nestor repair makes a clean copy of what is"
                    + " usable."
        },
        footer = {
            "",
            "Examples:",
            "  nestor check hello-v2",
            "  nestor check hello-v2.nestor --json",
            "  nestor check hello-v1 hello-v2 --junit check.xml",
            "",
            "Exit codes: 0 intact, finished or not; 2 no such recording; 3 damaged, too old or too new."
        })
final class CheckCommand extends Subcommand {

    /** What an intact recording lacks whose recorder was ended: recorder/README.md has the bounds. */
    static final String LOSS_OF_UNFINISHED = "nothing that was committed; what its recorder still held is not known";

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Recordings, as directories or packs.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--json", description = "Prints one JSON object; the README of analysis has its names.")
    private boolean isJson;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Also writes a report in JUnit's XML, a test case for each recording.")
    private @Nullable Path junit;

    @Override
    ExitCode run(Terminal terminal) {
        CheckedRecording.requireThere(paths);
        List<CheckedRecording> checked = new ArrayList<>();
        for (Path path : paths) {
            checked.add(check(terminal, path));
        }
        if (junit != null) {
            JunitReport.write(junit, "nestor check", checked);
        }
        if (isJson) {
            terminal.out().print(CheckedRecording.json(checked).text());
        }
        return CheckedRecording.worst(checked);
    }

    private CheckedRecording check(Terminal terminal, Path path) {
        try (RecordingPlace recording = RecordingPlace.of(path)) {
            RecordingCheck check;
            try (Progress progress = new Progress(terminal, "checking " + path)) {
                check = RecordingCheck.of(recording.directory(), progress::at);
            }
            if (!isJson) {
                terminal.print("%-24s %s", "recording", path);
                print(terminal, check);
            }
            ExitCode code = check.isIntact() ? ExitCode.DONE : ExitCode.DATA;
            Optional<String> problem = check.damage().map(damage -> String.valueOf(damage.getMessage()));
            return new CheckedRecording(path, code, problem, json(path, check));
        } catch (LogException e) {
            terminal.remark(commandName() + ": " + Failures.oneLine(String.valueOf(e.getMessage())));
            Json facts = new Json()
                    .put("recording", path)
                    .put("intact", false)
                    .put("usable", false)
                    .put("damage", damage(e));
            return new CheckedRecording(path, ExitCode.DATA, Optional.of(String.valueOf(e.getMessage())), facts);
        }
    }

    private void print(Terminal terminal, RecordingCheck check) {
        for (RecordingCheck.Part part : check.parts()) {
            // What is too old or too new is whole: another build reads it.
            String state = part.damage()
                    .map(damage -> damage instanceof LogDamagedException ? "DAMAGED" : "NOT READ")
                    .orElse("intact");
            terminal.print("%-24s %-8s %s", part.name(), state, textOf(part));
        }
        terminal.print("%-24s %s", "complete", check.isComplete() ? "yes" : "no");
        terminal.print(
                "%-24s %,d frames, %,d events up to moment %,d, %,d keyframes",
                "usable",
                check.framesUsable(),
                check.eventsUsable() - check.eventsDropped(),
                check.momentUsable(),
                check.keyframesUsable());
        terminal.print("%-24s %s", "loss", lossText(check));
    }

    private String textOf(RecordingCheck.Part part) {
        return part.damage()
                .map(damage -> Failures.oneLine(String.valueOf(damage.getMessage())))
                .orElse(part.state());
    }

    private static String lossText(RecordingCheck check) {
        if (check.loss().isPresent()) {
            return check.loss().get().line();
        }
        if (check.isIntact()) {
            return check.isComplete() ? "none" : LOSS_OF_UNFINISHED;
        }
        String events = counted(check.eventsLost(), "events");
        return events + ", " + counted(check.framesLost(), "frames");
    }

    private static String counted(OptionalLong count, String what) {
        return count.isPresent()
                ? String.format(Locale.ROOT, "%,d %s", count.getAsLong(), what)
                : what + " cannot be counted";
    }

    private static Json json(Path path, RecordingCheck check) {
        List<Json> parts = check.parts().stream()
                .map(part -> new Json()
                        .put("name", part.name())
                        .put("intact", part.damage().isEmpty())
                        .put("state", part.state())
                        .put("damage", part.damage().map(CheckCommand::damage)))
                .toList();
        return new Json()
                .put("recording", path)
                .put("intact", check.isIntact())
                .put("complete", check.isComplete())
                .put("usable", check.isUsable())
                .put("frames", check.framesUsable())
                .put("events", check.eventsUsable() - check.eventsDropped())
                .put("moment", check.momentUsable())
                .put("keyframes", check.keyframesUsable())
                .put("events_lost", check.eventsLost())
                .put("frames_lost", check.framesLost())
                .put("loss", check.loss().map(RecordingLoss::line))
                .put("damage", check.damage().map(CheckCommand::damage))
                .put("parts", parts);
    }

    /** What is wrong with a recording, name by name. */
    static Json damage(LogException damage) {
        return new Json()
                .put("file", damage.file())
                .put("place", damage.place())
                .put("expected", damage.expected())
                .put("found", damage.found());
    }
}
