package dev.nestor.recorder;

import com.sun.management.OperatingSystemMXBean;
import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What recording costs: the same run with a recorder and without, in turns in one JVM. Prints, for each workload and
 * API, the median of the pairwise ratios with the least and the greatest, of elapsed time, of the machine thread's CPU
 * time and of the whole process's, and what the recording takes.
 *
 * <pre>
 * java FLAGS -cp analysis/target/nestor.jar:recorder/target/test-classes dev.nestor.recorder.OverheadBench [PAIRS
 * [OPTION...]]
 *     OPTION: interpreter, none (no keyframes), calls, inputs, sync (after every MiB)
 * </pre>
 */
public final class OverheadBench {

    private static final OperatingSystemMXBean HOST =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final List<String> WORKLOADS = List.of("compute", "exit-storm", "page-touch");
    private static final int PAIRS = 7;
    private static final int WARM_UP = 2;

    private OverheadBench() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : PAIRS;
        List<String> options = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        System.out.println("ratio on/off: median (least to greatest) of " + pairs + " pairs " + options);
        for (String workload : WORKLOADS) {
            for (NestedApi api : NestedApi.values()) {
                measure(workload, api, pairs, options);
            }
        }
    }

    private static void measure(String workload, NestedApi api, int pairs, List<String> options) throws IOException {
        double[][] ratios = new double[3][pairs];
        Run last = run(workload, api, false, options);
        for (int i = -WARM_UP; i < pairs; i++) {
            boolean isOnFirst = (i & 1) == 0;
            Run first = run(workload, api, isOnFirst, options);
            Run second = run(workload, api, !isOnFirst, options);
            Run on = isOnFirst ? first : second;
            Run off = isOnFirst ? second : first;
            for (int k = 0; i >= 0 && k < 3; k++) {
                ratios[k][i] = on.nanos[k] / (double) off.nanos[k];
            }
            last = on;
        }
        System.out.printf(
                Locale.ROOT,
                "%-10s %s  elapsed %s  machine thread %s  process %s  events %d  log %d B%n",
                workload,
                api.text(),
                text(ratios[0]),
                text(ratios[1]),
                text(ratios[2]),
                last.events,
                last.bytes);
    }

    private static String text(double[] ratios) {
        Arrays.sort(ratios);
        return String.format(
                Locale.ROOT, "%.3f (%.3f to %.3f)", ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    private static Run run(String workload, NestedApi api, boolean isOn, List<String> options) throws IOException {
        MachineConfig config = MachineConfig.of(api);
        MachineImages images = new MachineImages(resource("l1-hypervisor.elf"), resource("l2-" + workload + ".elf"));
        EngineKind engine = options.contains("interpreter") ? EngineKind.INTERPRETER : EngineKind.TRANSLATOR;
        Path directory = Files.createTempDirectory("overhead");
        long elapsed = System.nanoTime();
        long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long process = HOST.getProcessCpuTime();
        long events = 0;
        if (isOn) {
            try (Recorder recorder = Recorder.create(directory, config, images, workload, optionsOf(options))) {
                Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder, engine);
                events = recorder.finish(recorder.run(machine), machine).events();
            }
        } else {
            Machine machine = new Machine(config, images, InputSource.SILENCE, EventSink.NOWHERE, engine);
            machine.run();
            machine.digest();
        }
        long[] nanos = {
            System.nanoTime() - elapsed,
            ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread,
            HOST.getProcessCpuTime() - process
        };
        long bytes = isOn ? Files.size(dev.nestor.recorder.log.RecordingLayout.queueFile(directory)) : 0;
        remove(directory);
        return new Run(nanos, events, bytes);
    }

    private static RecorderOptions optionsOf(List<String> options) {
        RecorderOptions chosen = RecorderOptions.DEFAULT;
        chosen = options.contains("none") ? chosen.withKeyframeMoments(0) : chosen;
        chosen = options.contains("calls") ? chosen.withLevel(TraceLevel.CALLS) : chosen;
        chosen = options.contains("inputs") ? chosen.withLevel(TraceLevel.INPUTS) : chosen;
        return options.contains("sync") ? chosen.withSyncBytes(1 << 20) : chosen;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Machine.class.getResourceAsStream("/guests/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private record Run(long[] nanos, long events, long bytes) {}
}
