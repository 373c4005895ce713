package dev.nestor.cli;

import dev.nestor.analysis.compare.RecordingDiff;
import dev.nestor.analysis.compare.RecordingDiff.Difference;
import dev.nestor.analysis.compare.RecordingDiff.Place;
import dev.nestor.analysis.compare.RecordingDiff.Tally;
import dev.nestor.emulator.event.EventColumn;
import dev.nestor.recorder.RecordedImage;
import dev.nestor.recorder.Recording;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What differs between two recordings. */
@Command(
        name = "diff",
        description = {
            "Shows what differs between two recordings.",
            "Events are aligned over what only one recording has: alike are events of one type with the same ids,"
                    + " opcodes and vectors. It shows the first difference and counts all by the exit after which they"
                    + " lie. A moment alone is no difference."
        },
        footer = {
            "",
            "Examples:",
            "  nestor diff monday tuesday",
            "",
            "Exit codes: 0 compared, the same or not; 2 no such recording; 3 recording damaged, too old or too new."
        })
final class DiffCommand extends Subcommand {

    private static final String ROW = "%-28s %-20s %10s %10s %10s %10s  %s";

    @Parameters(index = "0", paramLabel = "FIRST", description = "A recording.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "SECOND", description = "Another recording.")
    private Path second = Path.of("");

    @Override
    ExitCode run(Terminal terminal) {
        try (Recording one = Recording.open(first);
                Recording two = Recording.open(second)) {
            printSetup(terminal, one, two);
            RecordingDiff diff = RecordingDiff.of(one.events(), two.events());
            diff.firstDifference().ifPresent(difference -> print(terminal, difference));
            print(terminal, diff);
        }
        return ExitCode.DONE;
    }

    /** What was recorded differently: configuration and images. */
    private static void printSetup(Terminal terminal, Recording one, Recording two) {
        SortedMap<String, String> ofOne = setup(one);
        SortedMap<String, String> ofTwo = setup(two);
        TreeSet<String> names = new TreeSet<>(ofOne.keySet());
        names.addAll(ofTwo.keySet());
        for (String name : names) {
            String before = ofOne.getOrDefault(name, "none");
            String after = ofTwo.getOrDefault(name, "none");
            if (!before.equals(after)) {
                terminal.print("%-24s %s / %s", name, before, after);
            }
        }
    }

    private static SortedMap<String, String> setup(Recording recording) {
        SortedMap<String, String> setup = new TreeMap<>(recording.config().toProperties());
        for (RecordedImage image : recording.manifest().images()) {
            setup.put("image " + image.role(), image.sha256());
        }
        return setup;
    }

    private void print(Terminal terminal, Difference difference) {
        terminal.print(terminal.bold("first difference"));
        difference.first().ifPresent(place -> print(terminal, first, place));
        difference.second().ifPresent(place -> print(terminal, second, place));
        if (difference.first().isEmpty() || difference.second().isEmpty()) {
            terminal.print("  only in  %s", difference.first().isPresent() ? first : second);
            return;
        }
        Place one = difference.first().get();
        Place two = difference.second().get();
        for (int i = 0; i < one.values().size(); i++) {
            EventColumn column = one.type().columns().get(i);
            if (!Objects.equals(one.values().get(i), two.values().get(i))) {
                terminal.print(
                        "  %-7s  %s / %s",
                        column.name(),
                        EventLine.number(column.unit(), one.values().get(i)),
                        EventLine.number(column.unit(), two.values().get(i)));
            }
        }
        if (difference.columns().contains("bytes")) {
            terminal.print("  bytes    differ");
        }
    }

    private static void print(Terminal terminal, Path recording, Place place) {
        terminal.print(
                "  %s: event %d at moment %d, %s",
                recording, place.sequence(), place.moment(), place.type().name());
    }

    private static void print(Terminal terminal, RecordingDiff diff) {
        long same = 0;
        long differences = 0;
        for (Tally tally : diff.tallies().values()) {
            same += tally.same();
            differences += tally.differences();
        }
        terminal.print(
                "%,d events the same, %,d differences; moments of %,d differ, by up to %,d",
                same, differences, diff.shifted(), diff.shiftMax());
        if (differences == 0) {
            return;
        }
        terminal.print("");
        terminal.print(ROW, "after exit", "event", "same", "changed", "only 1st", "only 2nd", "columns that changed");
        diff.tallies().forEach((heap, tally) -> {
            if (tally.differences() > 0) {
                terminal.print(
                        ROW,
                        heap.cause(),
                        heap.event(),
                        tally.same(),
                        tally.changed(),
                        tally.onlyFirst(),
                        tally.onlySecond(),
                        String.join(", ", tally.columns().keySet()));
            }
        });
    }
}
