package dev.nestor.emulator;

import dev.nestor.emulator.EngineProcess.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Nestor against QEMU with exact instruction counts, on the same ELF files: a pair of runs, QEMU first, then the next
 * pair, each run in a process of its own. What counts is processor time, user and system: the whole process of QEMU;
 * of Nestor the thread of the machine, and beside it the whole process with compilers, collector and start of the JVM.
 * Steady is the median of the four eighths of the second half of a run, whole the run from the begin of its process
 * on. Ratios are taken pair by pair; the table has their median with the least and the greatest.
 *
 * <pre>
 * mvn -Pbench -Dquick test-compile exec:exec@qemu -pl emulator -Dkernels='crc32|calls' -Dpairs=5
 * </pre>
 *
 * Arguments: kernels (a regular expression), pairs, slice of Nestor's scheduler in moments (0 for the default). The
 * environment variable QEMU names another qemu-system-ppc64. Needs Linux.
 */
final class QemuRatioBench {
    private static final int NOT_THERE = 2;
    private static final int DIFFERS = 4;
    /** The two count from the first mark to the last; a few instructions of printing lie between. */
    private static final long COUNT_TOLERANCE = 8;

    private final PrintStream out;
    private final String qemu;
    private final String slice;

    private QemuRatioBench(PrintStream out, String qemu, String slice) {
        this.out = out;
        this.qemu = qemu;
        this.slice = slice;
    }

    /** Prints the table to standard output, pairs as they are run to standard error. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String qemu = System.getenv().getOrDefault("QEMU", "qemu-system-ppc64");
        if (!starts(qemu)) {
            System.err.println(
                    qemu + " is not there (Debian: apt-get install qemu-system-ppc; or set QEMU to its path)");
            System.exit(NOT_THERE);
        }
        try {
            boolean same = new QemuRatioBench(out, qemu, arguments[2])
                    .measure(Kernel.matching(arguments[0]), Integer.parseInt(arguments[1]));
            System.exit(same ? 0 : DIFFERS);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(NOT_THERE);
        }
    }

    private static boolean starts(String qemu) {
        try {
            Process process = new ProcessBuilder(qemu, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private boolean measure(List<Kernel> kernels, int pairs) throws IOException {
        out.println("| Kernel | 10^9 instructions | QEMU MIPS: whole, steady | Nestor MIPS: whole, steady "
                + "| Ratio, whole | Ratio, steady | Whole process: ratio, whole | and steady |");
        out.println("|---|---|---|---|---|---|---|---|");
        List<List<Pair>> hot = new ArrayList<>();
        Map<Kernel, Double> qemuSteady = new EnumMap<>(Kernel.class);
        boolean same = true;
        for (Kernel kernel : kernels.stream().filter(Kernel::isForQemu).toList()) {
            List<Pair> measured = pairs(kernel, pairs);
            same &= measured.stream().allMatch(Pair::agrees);
            out.println(row(kernel.text(), measured));
            qemuSteady.put(kernel, median(measured, Pair::qemuSteady));
            if (kernel.isInMeans()) {
                hot.add(measured);
            }
        }
        if (hot.size() > 1) {
            out.println(String.format(
                    Locale.ROOT,
                    "| geometric mean | | | | %s | %s | %s | %s |",
                    mean(hot, Pair::whole),
                    mean(hot, Pair::steady),
                    mean(hot, Pair::processWhole),
                    mean(hot, Pair::processSteady)));
            out.println("\nThe second half as one, what is compiled for its marks included: geometric mean "
                    + mean(hot, Pair::secondHalf) + ".");
        }
        qemuSharedPage(qemuSteady);
        if (kernels.containsAll(List.of(Kernel.CALLS, Kernel.CALLS_MIXED_LONG))) {
            sharedPage(pairs);
        }
        return same;
    }

    /** How many times slower QEMU runs the program whose data lies in the page of its code. */
    private void qemuSharedPage(Map<Kernel, Double> steadyMips) {
        Double apart = steadyMips.get(Kernel.CALLS);
        Double mixed = steadyMips.get(Kernel.CALLS_MIXED);
        if (apart != null && mixed != null) {
            out.println(String.format(
                    Locale.ROOT,
                    "%nHot data in the page of the code: QEMU slows down %.2fx (steady).",
                    apart / mixed));
        }
    }

    /** The same of Nestor, by runs that are equally long. */
    private void sharedPage(int pairs) throws IOException {
        List<double[]> factors = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Run apart = EngineProcess.run(nestorCommand(Kernel.CALLS));
            Run mixed = EngineProcess.run(nestorCommand(Kernel.CALLS_MIXED_LONG));
            double whole = apart.wholeMips(apart.threadNs()) / mixed.wholeMips(mixed.threadNs());
            double steady = apart.steadyMips(apart.threadNs()) / mixed.steadyMips(mixed.threadNs());
            System.err.println(String.format(
                    Locale.ROOT,
                    "%s slower than %s: whole %.2f steady %.2f; steady MIPS %.0f and %.0f; instructions %d and %d",
                    Kernel.CALLS_MIXED_LONG.text(),
                    Kernel.CALLS.text(),
                    whole,
                    steady,
                    apart.steadyMips(apart.threadNs()),
                    mixed.steadyMips(mixed.threadNs()),
                    apart.instructionsInAll(),
                    mixed.instructionsInAll()));
            factors.add(new double[] {whole, steady});
        }
        out.println(String.format(
                Locale.ROOT,
                "Nestor, in runs of one length: whole %s, steady %s.",
                spread(factors, factor -> factor[0]),
                spread(factors, factor -> factor[1])));
    }

    private List<Pair> pairs(Kernel kernel, int count) throws IOException {
        Path image = Files.createTempFile("nestor-kernel-", ".elf");
        try {
            Files.write(image, kernel.image());
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Pair pair = new Pair(EngineProcess.run(qemuCommand(image)), EngineProcess.run(nestorCommand(kernel)));
                System.err.println(kernel.text() + " " + pair);
                pairs.add(pair);
            }
            return pairs;
        } finally {
            Files.delete(image);
        }
    }

    private List<String> qemuCommand(Path image) {
        List<String> command = new ArrayList<>(List.of(qemu));
        command.addAll(Arrays.asList("-M pseries,x-vof=on,kernel-addr=0 -cpu POWER10 -m 256M".split(" ")));
        command.addAll(Arrays.asList("-icount shift=0 -nographic -nodefaults -serial stdio -kernel".split(" ")));
        command.add(image.toString());
        return command;
    }

    private List<String> nestorCommand(Kernel kernel) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KernelRun.class.getName(),
                kernel.text(),
                EngineKind.TRANSLATOR.name(),
                slice);
    }

    private static String row(String name, List<Pair> pairs) {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.0f, %.0f | %.0f, %.0f | %s | %s | %s | %s |",
                name,
                pairs.get(0).nestor.instructionsInAll() / 1e9,
                median(pairs, p -> p.qemu.wholeMips(p.qemu.processNs())),
                median(pairs, Pair::qemuSteady),
                median(pairs, p -> p.nestor.wholeMips(p.nestor.threadNs())),
                median(pairs, p -> p.nestor.steadyMips(p.nestor.threadNs())),
                spread(pairs, Pair::whole),
                spread(pairs, Pair::steady),
                spread(pairs, Pair::processWhole),
                spread(pairs, Pair::processSteady));
    }

    private static <T> String spread(List<T> pairs, ToDoubleFunction<T> of) {
        double[] values = pairs.stream().mapToDouble(of).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.2f (%.2f-%.2f)", median(pairs, of), values[0], values[values.length - 1]);
    }

    private static <T> double median(List<T> pairs, ToDoubleFunction<T> of) {
        double[] values = pairs.stream().mapToDouble(of).sorted().toArray();
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private static String mean(List<List<Pair>> kernels, ToDoubleFunction<Pair> of) {
        double logarithms = kernels.stream()
                .mapToDouble(pairs -> StrictMath.log(median(pairs, of)))
                .sum();
        return String.format(Locale.ROOT, "%.2f", StrictMath.exp(logarithms / kernels.size()));
    }

    /** A run of each. */
    private record Pair(Run qemu, Run nestor) {
        /** Whether both computed the same in the same number of instructions. */
        boolean agrees() {
            return qemu.checksum().equals(nestor.checksum())
                    && Math.abs(qemu.instructionsInAll() - nestor.instructionsInAll()) <= COUNT_TOLERANCE;
        }

        double qemuSteady() {
            return qemu.steadyMips(qemu.processNs());
        }

        double whole() {
            return nestor.wholeMips(nestor.threadNs()) / qemu.wholeMips(qemu.processNs());
        }

        double steady() {
            return nestor.steadyMips(nestor.threadNs()) / qemuSteady();
        }

        double secondHalf() {
            return nestor.secondHalfMips(nestor.threadNs()) / qemu.secondHalfMips(qemu.processNs());
        }

        double processWhole() {
            return nestor.wholeMips(nestor.processNs()) / qemu.wholeMips(qemu.processNs());
        }

        double processSteady() {
            return nestor.steadyMips(nestor.processNs()) / qemuSteady();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "whole %.2f steady %.2f second half %.2f; instructions %d and %d, checksums %s and %s%s",
                    whole(),
                    steady(),
                    secondHalf(),
                    qemu.instructionsInAll(),
                    nestor.instructionsInAll(),
                    qemu.checksum(),
                    nestor.checksum(),
                    agrees() ? "" : ": THEY DIFFER");
        }
    }
}
