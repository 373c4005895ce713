package dev.nestor.cli;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.compare.Comparison;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import dev.nestor.replayer.verify.RecordedInputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One recording beside another. */
@Command(
        name = "compare",
        description = {
            "Puts one recording beside another.",
            "Above all a workload under v1 beside the same under v2: totals, exits by reason with what each cost,"
                    + " hypercalls, how many exits are the same in both, modelled cost by cause and phase, every byte"
                    + " of state by element and by cause, and what an ideal L1 would have moved.",
            "With --rerun it makes the second recording first: the same images, configuration and inputs under the"
                    + " other API."
        },
        footer = {
            "",
            "Examples:",
            "  nestor compare hello-v1 hello-v2",
            "  nestor compare hello-v1 --rerun v2 -o hello-v2",
            "  nestor compare hello-v1 hello-v2 --cost hcall=800 --cost l2_switch=3000",
            "",
            "Exit codes: 0 compared, 2 no such recording, 3 recording damaged, too old or too new."
        })
final class CompareCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "FIRST", description = "A recording.")
    private Path first = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "SECOND", description = "Another recording.")
    private @Nullable Path second;

    @Option(names = "--rerun", paramLabel = "v1|v2", description = "Records the first again under this API.")
    private @Nullable String rerun;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Directory of that recording; it is created and must not exist, or be empty.")
    private @Nullable Path output;

    @Mixin
    private CostOptions costs = new CostOptions();

    @Override
    ExitCode run(Terminal terminal) throws IOException {
        var model = costs.model();
        Path other = other(terminal);
        try (TraceDatabase database = Databases.openPair(terminal, first, other, Content.of(Comparison.questions()))) {
            database.price(model);
            Comparison.write(database.session(), terminal::bold, terminal.out());
        }
        return ExitCode.DONE;
    }

    private Path other(Terminal terminal) {
        if (second != null && rerun == null && output == null) {
            return second;
        }
        if (second != null || rerun == null || output == null) {
            throw new UserFault("give a second recording, or --rerun v1|v2 with -o DIR to make one");
        }
        NestedApi api = NestedApi.parse(rerun);
        if (api == null) {
            throw new UserFault("--rerun: there is no API \"" + rerun + "\"; write v1 or v2");
        }
        recordAgain(terminal, api, output);
        return output;
    }

    /** Faults that were built into the L0 belong to one API, so the other one runs without them. */
    private void recordAgain(Terminal terminal, NestedApi api, Path directory) {
        try (Recording recording = Recording.open(first)) {
            if (recording.config().api() == api) {
                throw new UserFault("--rerun: " + first + " is a recording under " + api.text() + " already");
            }
            Map<String, String> properties = new TreeMap<>(recording.config().toProperties());
            properties.put("api", api.text());
            properties.put("defects", "");
            MachineRun.record(
                    MachineConfig.fromProperties(properties),
                    recording.images(),
                    new RecordedInputs(recording.inputs(), 0, List.of()),
                    recording.manifest().scenario(),
                    directory,
                    RecorderOptions.DEFAULT,
                    terminal);
        }
    }
}
