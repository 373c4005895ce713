package dev.nestor.emulator.translate;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures an engine on bare guest programs: instructions per second of the guest's thread, whole and steady (the
 * median of pieces of 50 million instructions in the second half). Arguments: {@code interpreter|translator}, most
 * instructions, ELF files; {@code make bench} in {@code emulator/guests} builds them.
 */
final class EngineBench {
    private static final long PIECE = 50_000_000;
    private static final long HORIZON = 1_000_000;
    private static final long MEMORY_BYTES = 64L << 20;

    private EngineBench() {}

    /** Prints one line per program to standard output. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
        long most = Long.parseLong(arguments[1]);
        for (int i = 2; i < arguments.length; i++) {
            Path path = Path.of(arguments[i]);
            BareMachine machine =
                    new BareMachine(Files.readAllBytes(path), MEMORY_BYTES, arguments[0].equals("translator"));
            out.println(path.getFileName() + " " + arguments[0] + " " + measure(machine, most));
        }
    }

    private static String measure(BareMachine machine, long most) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> rates = new ArrayList<>();
        long began = threads.getCurrentThreadCpuTime();
        while (machine.moment < most && !machine.isOff) {
            long from = machine.moment;
            long at = threads.getCurrentThreadCpuTime();
            machine.run(PIECE, HORIZON);
            if (machine.moment - from == PIECE) {
                rates.add(PIECE * 1e3 / (threads.getCurrentThreadCpuTime() - at));
            }
        }
        double seconds = (threads.getCurrentThreadCpuTime() - began) / 1e9;
        List<Double> late = new ArrayList<>(rates.subList(rates.size() / 2, rates.size()));
        Collections.sort(late);
        return String.format(
                Locale.ROOT,
                "instructions %d cpu_s %.2f mips %.0f steady_mips %.0f %s",
                machine.moment,
                seconds,
                machine.moment / seconds / 1e6,
                late.isEmpty() ? 0 : late.get(late.size() / 2),
                machine.console.toString().trim());
    }
}
