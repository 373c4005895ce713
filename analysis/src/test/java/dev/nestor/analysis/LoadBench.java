package dev.nestor.analysis;

import com.sun.management.OperatingSystemMXBean;
import dev.nestor.analysis.arrow.BatchSink;
import dev.nestor.analysis.arrow.RunSoFar;
import dev.nestor.analysis.arrow.TraceBatches;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * How fast a recording becomes columns, stage by stage: events decoded, in Arrow batches, in a database in memory, in a
 * database in a file. Rates are events for each second of processor time of the whole process, so they are per core.
 *
 * <pre>
 * java FLAGS -Xmx256m -cp analysis/target/nestor.jar:analysis/target/test-classes dev.nestor.analysis.LoadBench \
 *     RECORDING [ROUNDS [STAGE...]]
 *     STAGE: decode, arrow, memory, file
 * </pre>
 */
public final class LoadBench {

    private static final OperatingSystemMXBean HOST =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final BatchSink NOWHERE = (table, rows) -> {};

    private static final Content CONTENT = contentOf(System.getProperty("nestor.bench.question", ""));

    private LoadBench() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        Recorder.prepareHost();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        try (Recording recording = Recording.open(Path.of(arguments[0]))) {
            for (String stage : new String[] {"decode", "arrow", "memory", "file"}) {
                boolean isChosen = arguments.length < 3;
                for (int i = 2; i < arguments.length; i++) {
                    isChosen |= arguments[i].equals(stage);
                }
                for (int round = 0; isChosen && round < rounds; round++) {
                    measure(recording, stage);
                }
            }
        }
    }

    private static Content contentOf(String question) {
        return question.isEmpty() ? Content.EVERYTHING : Content.of(question);
    }

    private static void measure(Recording recording, String stage) throws IOException {
        long elapsed = System.nanoTime();
        long processor = HOST.getProcessCpuTime();
        long events = run(recording, stage);
        double cpuSeconds = (HOST.getProcessCpuTime() - processor) / 1e9;
        double seconds = (System.nanoTime() - elapsed) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-7s %,d events  %.2f s  %.2f s of processor  %.2f M events/s per core  peak %s%n",
                stage,
                events,
                seconds,
                cpuSeconds,
                events / cpuSeconds / 1e6,
                peak());
    }

    private static long run(Recording recording, String stage) throws IOException {
        long events = recording.summary().orElseThrow().events();
        switch (stage) {
            case "decode" -> {
                long found = 0;
                EventCursor cursor = recording.events();
                while (cursor.next()) {
                    found++;
                }
                return found;
            }
            case "arrow" -> {
                try (BufferAllocator allocator = new RootAllocator();
                        TraceBatches batches = new TraceBatches(1, allocator, CONTENT::has, new RunSoFar(), NOWHERE)) {
                    EventCursor cursor = recording.events();
                    while (cursor.next()) {
                        cursor.sendTo(batches);
                    }
                    batches.finish();
                }
            }
            case "memory" -> {
                try (TraceDatabase database = TraceDatabase.inMemory(CONTENT)) {
                    database.load(recording, done -> {});
                }
            }
            default -> {
                Path file = Files.createTempDirectory(recording.directory(), "bench")
                        .resolve("bench.duckdb");
                try (TraceDatabase database = TraceDatabase.inNewFile(file, CONTENT)) {
                    database.load(recording, done -> {});
                    database.session().execute("CHECKPOINT");
                }
                System.out.printf(Locale.ROOT, "%,d bytes ", Files.size(file));
                Files.delete(file);
                Files.delete(file.getParent());
            }
        }
        return events;
    }

    /** The most memory that the process had at a time, as the host counts it. */
    private static String peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.substring(6).strip())
                .findFirst()
                .orElse("unknown");
    }
}
