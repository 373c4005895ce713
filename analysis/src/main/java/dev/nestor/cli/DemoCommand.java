package dev.nestor.cli;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.compare.Comparison;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.replayer.ReplayResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job on three workloads, without a question asked. */
@Command(
        name = "demo",
        description = {
            "Records three workloads under both APIs, replays and compares them.",
            "Every event and digest of the six replays is compared. Then it shows why the L2s exited and what v2"
                    + " changes. Takes less than a minute."
        },
        footer = {
            "",
            "Examples:",
            "  nestor demo",
            "  nestor demo -o /tmp/nestor-demo",
            "",
            "Exit codes: 0 done, 2 the directory holds something else, 4 a replay differs, 5 host failed,",
            "70 Nestor is wrong."
        })
final class DemoCommand extends Subcommand {

    private static final List<String> SCENARIOS = List.of("exit-storm", "page-touch", "hello");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "nestor-demo",
            description = "Where the recordings go; those of an earlier demo are replaced. Default: nestor-demo.")
    private Path directory = Path.of("");

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        clearEarlier();
        Files.createDirectories(directory);
        terminal.print(terminal.bold("Recording three workloads under both nested APIs"));
        for (String scenario : SCENARIOS) {
            for (NestedApi api : NestedApi.values()) {
                record(terminal, Scenario.named(scenario), api);
            }
        }
        terminal.print("");
        terminal.print(terminal.bold("Replaying each with every event and digest compared"));
        boolean isSame = true;
        for (String scenario : SCENARIOS) {
            for (NestedApi api : NestedApi.values()) {
                isSame &= replay(terminal, recordingOf(scenario, api));
            }
        }
        if (!isSame) {
            return ExitCode.DIFFERS;
        }
        for (String scenario : SCENARIOS) {
            explain(terminal, scenario);
        }
        sayWhatNext(terminal);
        return ExitCode.DONE;
    }

    private void record(Terminal terminal, Scenario scenario, NestedApi api) {
        MachineConfig config = scenario.config(api);
        MachineImages images = scenario.images();
        Path recording = recordingOf(scenario.name(), api);
        terminal.print(MachineRun.record(
                        config,
                        images,
                        InputSource.SILENCE,
                        scenario.name(),
                        recording,
                        RecorderOptions.DEFAULT,
                        terminal)
                .line());
        terminal.out().flush();
    }

    private static boolean replay(Terminal terminal, Path recording) {
        ReplayResult result = ReplayCommand.replay(terminal, recording);
        terminal.print(recording + ": " + ReplayCommand.summary(result));
        result.divergence().ifPresent(divergence -> ReplayCommand.print(terminal, divergence));
        terminal.out().flush();
        return result.isEqual();
    }

    private void explain(Terminal terminal, String scenario) throws IOException {
        List<Path> both = List.of(recordingOf(scenario, NestedApi.V1), recordingOf(scenario, NestedApi.V2));
        Content content = Content.of(
                Comparison.countQuestions(), Report.named("stat/exit").file().query());
        try (TraceDatabase database = Databases.openPair(terminal, both.get(0), both.get(1), content)) {
            for (NestedApi each : NestedApi.values()) {
                int run = 1 + both.indexOf(recordingOf(scenario, each));
                String api = each.text();
                terminal.print("");
                terminal.print(terminal.bold("L2 exits of " + scenario + " under " + api + ", time in instructions"));
                Report.named("stat/exit").write(database.session(), run, ResultFormat.TABLE, terminal.out());
            }
            terminal.print("");
            terminal.print(terminal.bold("v1 against v2: " + scenario));
            Comparison.writeCounts(database.session(), terminal::bold, terminal.out());
        }
        terminal.out().flush();
    }

    private void sayWhatNext(Terminal terminal) {
        Path v2 = recordingOf("page-touch", NestedApi.V2);
        terminal.print("");
        terminal.print("The recordings are in " + directory.toAbsolutePath() + ". Try next:");
        terminal.print("  nestor query " + v2 + " \"SELECT name, direction, COUNT(*) AS moved FROM state_element"
                + " GROUP BY ALL ORDER BY moved DESC LIMIT 10\"");
        terminal.print("  nestor events " + v2 + " --limit 40");
        terminal.print("  nestor record --scenario radix --api v2 -o my-recording");
        terminal.print("where nestor stands for: java -jar analysis/target/nestor.jar");
    }

    private Path recordingOf(String scenario, NestedApi api) {
        return directory.resolve(scenario + "-" + api.text());
    }

    /** Removes the recordings that an earlier demo made here, and nothing else. */
    private void clearEarlier() {
        for (String scenario : SCENARIOS) {
            for (NestedApi api : NestedApi.values()) {
                clear(recordingOf(scenario, api));
            }
        }
    }

    private static void clear(Path recording) {
        if (!Files.exists(recording)) {
            return;
        }
        if (!Files.isRegularFile(RecordingLayout.manifest(recording))) {
            throw new UserFault("--output: " + recording + " is there and is no recording; name another directory");
        }
        RecordingPlace.remove(recording);
    }
}
