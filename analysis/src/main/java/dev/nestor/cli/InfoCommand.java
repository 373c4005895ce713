package dev.nestor.cli;

import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.recorder.RecordedImage;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingLoss;
import dev.nestor.recorder.RecordingManifest;
import dev.nestor.recorder.RecordingSizes;
import dev.nestor.recorder.RecordingSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a recording is a recording of. */
@Command(
        name = "info",
        description = {
            "Shows what was recorded, how it ended and what there is of it.",
            "Checked are manifest, images and the head of every frame; nestor check reads every byte."
        },
        footer = {
            "",
            "Examples:",
            "  nestor info hello-v2",
            "",
            "Exit codes: 0 intact, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class InfoCommand extends Subcommand {

    @Parameters(paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "Prints one JSON object; the README of analysis has its names.")
    private boolean isJson;

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        try (Recording recording = Recording.openLazily(directory)) {
            if (isJson) {
                terminal.out().print(json(directory, recording).text());
                return ExitCode.DONE;
            }
            RecordingManifest manifest = recording.manifest();
            line(terminal, "recording", directory.toString());
            line(terminal, "scenario", manifest.scenario().isEmpty() ? "none" : manifest.scenario());
            manifest.config().toProperties().forEach((name, value) -> line(terminal, name, value));
            for (RecordedImage image : manifest.images()) {
                String text = String.format(Locale.ROOT, "%,d bytes, SHA-256 %s", image.bytes(), image.sha256());
                line(terminal, "image " + image.role(), text);
            }
            line(terminal, "recorded by", "nestor " + manifest.nestorVersion());
            line(terminal, "schema", manifest.schemaFingerprint());
            SortedMap<String, Long> sizes = RecordingSizes.of(recording);
            long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
            int frames = recording.frames().size();
            line(terminal, "size", String.format(Locale.ROOT, "%,d bytes in %,d frames", bytes, frames));
            sizes.forEach((name, part) -> line(terminal, "  " + name, formatted(part)));
            if (recording.isPacked()) {
                line(terminal, "packed", String.format(Locale.ROOT, "%,d bytes", Files.size(directory)));
            }
            line(terminal, "level", manifest.level().text());
            line(terminal, "needs", needs(manifest));
            line(terminal, "keyframes", Integer.toString(recording.keyframes().size()));
            if (recording.droppedEvents() > 0) {
                line(terminal, "dropped", dropped(recording));
            }
            line(terminal, "loss", loss(recording));
            recording
                    .summary()
                    .ifPresentOrElse(
                            summary -> print(terminal, summary),
                            () -> line(
                                    terminal,
                                    "end",
                                    "none: the recording was not finished; what was committed can be replayed"));
        }
        return ExitCode.DONE;
    }

    private static void print(Terminal terminal, RecordingSummary summary) {
        line(terminal, "end", MachineRun.describe(summary.stopReason()));
        line(terminal, "moment", String.format(Locale.ROOT, "%,d", summary.moment()));
        line(terminal, "instructions", String.format(Locale.ROOT, "%,d", summary.instructions()));
        line(terminal, "digest", String.format(Locale.ROOT, "%016x", summary.digest()));
        line(terminal, "events", String.format(Locale.ROOT, "%,d", summary.events()));
        summary.eventCounts().forEach((name, count) -> line(terminal, "  " + name, formatted(count)));
        long exits = summary.exitCounts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        line(terminal, "L2 exits", formatted(exits));
        summary.exitCounts().forEach((vector, count) -> {
            String name = String.format(Locale.ROOT, "  0x%x %s", vector, exitName(vector));
            line(terminal, name, formatted(count));
        });
    }

    /** What a ring gave up on purpose, which is no loss; the counts at the end are those of the whole run. */
    private static String dropped(Recording recording) {
        return String.format(
                Locale.ROOT,
                "the first %,d events: a ring keeps the last part, from moment %,d on",
                recording.droppedEvents(),
                recording.frames().get(0).position().moment());
    }

    private static String loss(Recording recording) {
        String unfinished = recording.isComplete() ? "none" : CheckCommand.LOSS_OF_UNFINISHED;
        return recording.loss().map(RecordingLoss::line).orElse(unfinished);
    }

    /** What a build must have to read and replay it. */
    private static String needs(RecordingManifest manifest) {
        StringBuilder needs = new StringBuilder("machine revision ").append(manifest.machineRevision());
        manifest.capabilities()
                .forEach((name, isRequired) -> needs.append(", ").append(name).append(isRequired ? "" : " (optional)"));
        return needs.toString();
    }

    private static Json json(Path path, Recording recording) {
        RecordingManifest manifest = recording.manifest();
        return new Json()
                .put("recording", path)
                .put("complete", recording.isComplete())
                .put("scenario", manifest.scenario())
                .put("config", manifest.config().toProperties())
                .put("level", manifest.level().text())
                .put("machine_revision", manifest.machineRevision())
                .put("capabilities", List.copyOf(manifest.capabilities().keySet()))
                .put("recorded_by", manifest.nestorVersion())
                .put("schema", manifest.schemaFingerprint())
                .put("frames", recording.frames().size())
                .put("keyframes", recording.keyframes().size())
                .put("dropped_events", recording.droppedEvents())
                .put("bytes", RecordingSizes.of(recording))
                .put("loss", recording.loss().map(RecordingLoss::line))
                .put("end", recording.summary().map(InfoCommand::end));
    }

    private static Json end(RecordingSummary summary) {
        return new Json()
                .put("reason", MachineRun.describe(summary.stopReason()))
                .put("moment", summary.moment())
                .put("instructions", summary.instructions())
                .put("digest", HexFormat.of().toHexDigits(summary.digest()))
                .put("events", summary.events())
                .put("events_by_type", summary.eventCounts())
                .put("exits_by_vector", summary.exitCounts());
    }

    private static String exitName(int vector) {
        for (NestedExit exit : NestedExit.values()) {
            if (exit.vector() == vector) {
                return exit.shortName();
            }
        }
        return "";
    }

    private static String formatted(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static void line(Terminal terminal, String name, String value) {
        terminal.print("%-24s %s", name, value);
    }
}
