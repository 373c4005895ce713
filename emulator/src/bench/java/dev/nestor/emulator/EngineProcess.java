package dev.nestor.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A process that runs a kernel and prints its marks; measured from outside, in processor time, user and system. */
final class EngineProcess {
    /** Ticks of the time base for a thousand instructions, in Nestor and in QEMU with -icount shift=0. */
    private static final long TICKS_PER_THOUSAND = 512;

    private static final int PARTS = 8;
    private static final List<String> MARKS = marks();

    private EngineProcess() {}

    private static List<String> marks() {
        List<String> marks = new ArrayList<>(List.of("begins"));
        marks.addAll(Collections.nCopies(PARTS - 1, "eighth"));
        marks.add("ends");
        return marks;
    }

    /**
     * What a run came to. Arrays have an element for each mark: the instruction, counted from the first mark; processor
     * time of the process and of its guest's thread since they began, in nanoseconds (thread: 0 where it does not say).
     */
    record Run(long[] instructions, long[] processNs, long[] threadNs, String checksum) {
        long instructionsInAll() {
            return instructions[PARTS];
        }

        /** Millions of instructions a second over the whole run, begin of the process included. */
        double wholeMips(long[] ns) {
            return instructions[PARTS] * 1e3 / ns[PARTS];
        }

        /** The same over the second half as one. */
        double secondHalfMips(long[] ns) {
            return mips(ns, PARTS / 2, PARTS);
        }

        /** The median of the four eighths of the second half. */
        double steadyMips(long[] ns) {
            double[] eighths = IntStream.range(PARTS / 2, PARTS)
                    .mapToDouble(part -> mips(ns, part, part + 1))
                    .sorted()
                    .toArray();
            return (eighths[1] + eighths[2]) / 2;
        }

        private double mips(long[] ns, int from, int to) {
            return (instructions[to] - instructions[from]) * 1e3 / (ns[to] - ns[from]);
        }
    }

    /**
     * Runs {@code command} to its end.
     *
     * @throws IOException when it cannot be started or does not print every mark; the message has what it printed
     */
    static Run run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        long[] instructions = new long[MARKS.size()];
        long[] processNs = new long[MARKS.size()];
        long[] threadNs = new long[MARKS.size()];
        String checksum = "";
        List<String> printed = new ArrayList<>();
        int mark = -1;
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
                printed.add(line);
                String[] words = line.trim().split(" ");
                if (words.length == 4 && mark + 1 < MARKS.size() && words[1].equals(MARKS.get(mark + 1))) {
                    mark++;
                    processNs[mark] = used.toNanos();
                    instructions[mark] = Long.parseUnsignedLong(words[2], 16) * 1000 / TICKS_PER_THOUSAND;
                    checksum = words[3];
                } else if (line.startsWith(KernelRun.THREAD) && mark >= 0) {
                    threadNs[mark] = Long.parseLong(words[1]);
                }
            }
        } finally {
            process.destroy();
        }
        if (mark != MARKS.size() - 1) {
            throw new IOException(String.join(" ", command) + " printed only: " + printed);
        }
        for (int i = MARKS.size() - 1; i >= 0; i--) {
            instructions[i] -= instructions[0];
        }
        return new Run(instructions, processNs, threadNs, checksum);
    }
}
