package dev.nestor.emulator;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kernel in a machine of its own, as an L1; {@link QemuRatioBench} starts a JVM for each. The console goes to
 * standard output, and after each of its lines one with {@link #THREAD} and the nanoseconds of processor time that the
 * thread of the machine has used. Arguments: kernel, engine ({@link EngineKind}), slice in moments (0 for the
 * machine's default).
 */
final class KernelRun {
    /** Begins a line about the thread. */
    static final String THREAD = "thread ";

    /**
     * Its first number is the processor time of the thread that opened it, in nanoseconds, as of the last tick of the
     * kernel. Management beans know the same, and take 30 ms of the very thread to start.
     *
     * @see "Linux, Documentation/scheduler/sched-stats.rst"
     */
    private static final String CLOCK = "/proc/thread-self/schedstat";

    static final long MEMORY_BYTES = 256L << 20;

    private KernelRun() {}

    /** Runs to the end. */
    public static void main(String[] arguments) throws IOException {
        Kernel kernel = Kernel.named(arguments[0]);
        EngineKind engine = EngineKind.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        MachineConfig config = MachineConfig.of(NestedApi.V2).withMemoryBytes(MEMORY_BYTES);
        if (!arguments[2].equals("0")) {
            config = config.withSliceMoments(Long.parseLong(arguments[2]));
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        MachineImages images = new MachineImages(kernel.image(), new byte[0]);
        StopReason why = new Machine(config, images, InputSource.SILENCE, relay(out), engine).run();
        out.println("stopped " + why);
        out.flush();
    }

    private static EventSink relay(PrintStream out) throws IOException {
        RandomAccessFile clock = new RandomAccessFile(CLOCK, "r");
        return (type, sequence, moment, values, payload, offset, length) -> {
            if (type == ConsoleWritten.TYPE) {
                out.write(payload, offset, length);
                if (length > 0 && payload[offset + length - 1] == '\n') {
                    out.println(THREAD + processorNs(clock));
                    out.flush();
                }
            }
        };
    }

    private static long processorNs(RandomAccessFile clock) {
        try {
            clock.seek(0);
            String line = clock.readLine();
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
