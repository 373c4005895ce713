package dev.nestor.cli;

import dev.nestor.recorder.RecordingCheck;
import dev.nestor.recorder.RecordingLoss;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.log.LogException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
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
            "",
            "Exit codes: 0 intact, finished or not; 2 no such recording; 3 damaged, too old or too new."
        })
final class CheckCommand extends Subcommand {

    @Parameters(paramLabel = "DIR", description = "A recording, as a directory or a pack.")
    private Path path = Path.of("");

    @Option(names = "--json", description = "Prints one JSON object; the README of analysis has its names.")
    private boolean isJson;

    @Override
    ExitCode run(Terminal terminal) {
        try (RecordingPlace recording = RecordingPlace.of(path)) {
            RecordingCheck check = RecordingCheck.of(recording.directory());
            if (isJson) {
                terminal.out().print(json(check).text());
            } else {
                print(terminal, check);
            }
            return check.isIntact() ? ExitCode.DONE : ExitCode.DATA;
        }
    }

    private void print(Terminal terminal, RecordingCheck check) {
        for (RecordingCheck.Part part : check.parts()) {
            String state = part.damage().isPresent() ? "DAMAGED" : "intact";
            terminal.print("%-24s %-8s %s", part.name(), state, textOf(part));
        }
        terminal.print("%-24s %s", "complete", check.isComplete() ? "yes" : "no");
        terminal.print(
                "%-24s %,d frames, %,d events up to moment %,d, %,d keyframes",
                "usable", check.framesUsable(), check.eventsUsable(), check.momentUsable(), check.keyframesUsable());
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
            return check.isComplete() ? "none" : "at most one batch of events that was not acknowledged";
        }
        String events = counted(check.eventsLost(), "events");
        return events + ", " + counted(check.framesLost(), "frames");
    }

    private static String counted(OptionalLong count, String what) {
        return count.isPresent()
                ? String.format(Locale.ROOT, "%,d %s", count.getAsLong(), what)
                : what + " cannot be counted";
    }

    private Json json(RecordingCheck check) {
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
                .put("events", check.eventsUsable())
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
