package dev.nestor.cli;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.replayer.ReplayResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a machine and records it. */
@Command(
        name = "record",
        description = {
            "Runs a machine and records everything that crosses its L0.",
            "The recording is a directory that needs nothing else: it carries the configuration and the images."
        },
        footer = {
            "",
            "Examples:",
            "  nestor record --scenario hello --api v2 -o hello-v2",
            "  nestor record --scenario hello --api v2 --twice -o hello-twice",
            "  nestor record --scenario mer-stuck --api v2 --fixed -o unstuck",
            "  nestor record --scenario hello --api v2 --fault 'call=H_GUEST_CREATE effect=H_BUSY times=3' -o busy",
            "  nestor record --scenario hello --api v2 --seeds 1..100 --record-on-failure -o failing",
            "  nestor record --l1 my-hypervisor.elf --l2 my-guest.elf --api v1 --memory 512M --seed 7 -o mine-v1",
            "",
            "A run fails when it ends otherwise than powered off, when --fail-sql has rows, or when --twice differs.",
            "",
            "Exit codes: 0 recorded, whatever the guest did, also when runs of --seeds failed;",
            "2 wrong command line, image or directory; 4 run twice and not the same; 5 host failed; 70 Nestor is wrong."
        })
final class RecordCommand extends Subcommand {

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private RecordingOptions recording = new RecordingOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "Directory of the recording; it is created and must not exist, or be empty.")
    private Path directory = Path.of("");

    @Option(
            names = "--twice",
            description = "Runs a second time and compares every event and digest with the recording.")
    private boolean isTwice;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            description = "Runs once for each of these seeds, into DIR/seed-A to DIR/seed-B.")
    private @Nullable String seeds;

    @Option(names = "--record-on-failure", description = "Keeps the recordings of runs that fail, and no others.")
    private boolean isFailureKept;

    @Option(
            names = "--fail-sql",
            paramLabel = "FILE",
            description = "A question as for nestor query: a run in whose recording it has rows failed.")
    private @Nullable Path failureFile;

    @Option(names = "--json", description = "Prints one JSON object; the README of analysis has its names.")
    private boolean isJson;

    private @Nullable FailureQuestion question;
    private final List<Json> kept = new ArrayList<>();
    private long failed;
    private ExitCode code = ExitCode.DONE;

    @Override
    ExitCode run(Terminal terminal) {
        SeedRange range = seeds == null ? null : SeedRange.parse("--seeds", seeds);
        if (range != null && machine.hasSeed()) {
            throw new UserFault("--seed and --seeds exclude each other");
        }
        MachineConfig config = machine.config();
        MachineImages images = machine.images();
        RecordingPlace.requireFree(directory);
        question = failureFile == null ? null : FailureQuestion.read(failureFile);
        if (range == null) {
            recordOne(terminal, config, images, directory);
        } else {
            recordAll(terminal, config, images, range);
        }
        long runs = range == null ? 1 : range.count();
        if (isJson) {
            Json all = new Json().put("runs", runs).put("failed", failed).put("recordings", kept);
            terminal.out().print(all.text());
        } else if (range != null || isFailureKept) {
            terminal.print("%s: %,d runs, %,d failed, %,d recordings kept", directory, runs, failed, kept.size());
        }
        return code;
    }

    private void recordAll(Terminal terminal, MachineConfig config, MachineImages images, SeedRange range) {
        try (Progress progress = new Progress(terminal, "recording " + directory)) {
            for (long i = 0; i < range.count(); i++) {
                long seed = range.first() + i;
                recordOne(terminal, config.withSeed(seed), images, directory.resolve("seed-" + seed));
                terminal.out().flush();
                progress.at(i + 1, range.count(), "runs");
            }
        }
        if (kept.isEmpty()) {
            RecordingPlace.remove(directory);
        }
    }

    private void recordOne(Terminal terminal, MachineConfig config, MachineImages images, Path target) {
        RecordedRun run = MachineRun.record(
                config, images, machine.inputs(config), machine.scenario(), target, recording.options(), terminal);
        Optional<ReplayResult> second =
                isTwice ? Optional.of(ReplayCommand.replay(terminal, target)) : Optional.empty();
        if (second.isPresent() && !second.get().isEqual()) {
            code = ExitCode.DIFFERS;
        }
        Optional<String> failure = failure(terminal, run, second);
        failed += failure.isPresent() ? 1 : 0;
        if (isFailureKept && failure.isEmpty()) {
            RecordingPlace.remove(target);
            return;
        }
        kept.add(run.json(
                failure,
                second.map(result -> CheckedRecording.of(target, result).facts())));
        if (!isJson) {
            print(terminal, run, failure, second);
        }
    }

    private Optional<String> failure(Terminal terminal, RecordedRun run, Optional<ReplayResult> second) {
        StopReason reason = run.summary().stopReason();
        if (reason != StopReason.POWERED_OFF) {
            return Optional.of(MachineRun.describe(reason));
        }
        if (second.isPresent() && !second.get().isEqual()) {
            return Optional.of("run twice and not the same");
        }
        if (question != null && question.finds(terminal, run.directory())) {
            return Optional.of(question.file() + " has rows");
        }
        return Optional.empty();
    }

    /** The recording of the first run stays, whatever the second one does. */
    private void print(Terminal terminal, RecordedRun run, Optional<String> failure, Optional<ReplayResult> second) {
        boolean isJudged = seeds != null || isFailureKept || question != null;
        terminal.print(run.line()
                + (isJudged ? failure.map(text -> ", failed: " + text).orElse("") : ""));
        second.ifPresent(result -> {
            terminal.print("%s: run twice: %s", run.directory(), ReplayCommand.summary(result));
            result.divergence().ifPresent(divergence -> ReplayCommand.print(terminal, divergence));
        });
    }
}
