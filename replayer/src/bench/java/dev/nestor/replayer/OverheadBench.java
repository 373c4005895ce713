package dev.nestor.replayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What recording and replay cost, in whole processes of the {@code nestor} command: the workloads W1 to W3 of {@code
 * l2-load} under both APIs, in turns without a recorder, with one, replayed with every digest checked by one thread and
 * by two. Prints the median of the ratios within each turn, with the least and the greatest.
 *
 * <p>It needs nothing but the built command, and is run as a source file from the root of the project:
 *
 * <pre>
 * mvn -q -Dquick package
 * java replayer/src/bench/java/dev/nestor/replayer/OverheadBench.java [SECONDS [TURNS [W1|W2|W3...]]]
 * </pre>
 *
 * <p>SECONDS is how long a run without a recorder is to take (default 40); each workload is made that long by its
 * number of rounds, which is printed. Elapsed time is from the start of the process to its end.
 */
public final class OverheadBench {

    private static final Path JAR = Path.of("analysis/target/nestor.jar");
    private static final Path GUESTS = Path.of("emulator/src/main/resources/guests");
    private static final double CALIBRATION_SHARE = 0.15;
    private static final double NANOS = 1e9;

    /** A workload: the word of the boot arguments, rounds to begin with, and what the L1 is told under v2. */
    private enum Workload {
        W1("compute", 20, ""),
        W2("storm", 20_000, ""),
        W3("churn", 4_000, "inspect=1 ");

        private final String load;
        private final long rounds;
        private final String inV2;

        Workload(String load, long rounds, String inV2) {
            this.load = load;
            this.rounds = rounds;
            this.inV2 = inV2;
        }
    }

    /** Times of one process: elapsed and of all its threads, in seconds. */
    private record Times(double elapsed, double cpu) {}

    private final Path directory;
    private final double seconds;
    private final int turns;

    private OverheadBench(Path directory, double seconds, int turns) {
        this.directory = directory;
        this.seconds = seconds;
        this.turns = turns;
    }

    /** See the class. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 40;
        int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        List<String> chosen = Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
        Path directory = Files.createTempDirectory("overhead");
        OverheadBench bench = new OverheadBench(directory, seconds, turns);
        System.out.printf("%d turns of about %.0f s; ratios: median (least to greatest)%n", turns, seconds);
        System.out.println("| workload | rounds | log | record/run elapsed | record/run CPU | replay/record elapsed"
                + " | one thread/two elapsed |");
        System.out.println("|---|---|---|---|---|---|---|");
        try {
            for (Workload workload : Workload.values()) {
                for (String api : List.of("v1", "v2")) {
                    if (chosen.isEmpty() || chosen.contains(workload.name())) {
                        bench.measure(workload, api);
                    }
                }
            }
        } finally {
            remove(directory);
        }
    }

    private void measure(Workload workload, String api) throws IOException, InterruptedException {
        long rounds = rounds(workload, api);
        double[][] ratios = new double[4][turns];
        long bytes = 0;
        Path recording = directory.resolve("recording");
        for (int turn = 0; turn < turns; turn++) {
            boolean isOnFirst = turn % 2 == 1;
            Times before = isOnFirst ? record(workload, api, rounds, recording) : run(workload, api, rounds);
            Times behind = isOnFirst ? run(workload, api, rounds) : record(workload, api, rounds, recording);
            Times on = isOnFirst ? before : behind;
            Times off = isOnFirst ? behind : before;
            Times replay = nestor("replay", recording.toString(), "--jobs", "1");
            Times parallel = nestor("replay", recording.toString(), "--jobs", "2");
            ratios[0][turn] = on.elapsed / off.elapsed;
            ratios[1][turn] = on.cpu / off.cpu;
            ratios[2][turn] = replay.elapsed / on.elapsed;
            ratios[3][turn] = replay.elapsed / parallel.elapsed;
            bytes = Files.size(recording.resolve("log/19700101F.cq4"));
            remove(recording);
        }
        StringBuilder row = new StringBuilder();
        row.append(String.format(Locale.ROOT, "| %s %s %s | %,d", workload, workload.load, api, rounds));
        row.append(String.format(Locale.ROOT, " | %,d B", bytes));
        for (double[] ratio : ratios) {
            Arrays.sort(ratio);
            double median = ratio[turns / 2];
            row.append(String.format(Locale.ROOT, " | %.3f (%.3f to %.3f)", median, ratio[0], ratio[turns - 1]));
        }
        System.out.println(row.append(" |"));
    }

    /** Rounds that take about as long as asked for, by runs long enough that their start hardly counts. */
    private long rounds(Workload workload, String api) throws IOException, InterruptedException {
        long rounds = workload.rounds;
        double shorter = run(workload, api, rounds).elapsed;
        while (true) {
            double longer = run(workload, api, 2 * rounds).elapsed;
            if (longer >= CALIBRATION_SHARE * seconds && longer > shorter) {
                double more = Math.max(0, seconds - longer) / (longer - shorter);
                return (long) (rounds * (2 + more));
            }
            rounds *= 2;
            shorter = longer;
        }
    }

    private Times run(Workload workload, String api, long rounds) throws IOException, InterruptedException {
        return nestor(machine(workload, api, rounds, "run"));
    }

    private Times record(Workload workload, String api, long rounds, Path recording)
            throws IOException, InterruptedException {
        return nestor(machine(workload, api, rounds, "record", "--output", recording.toString()));
    }

    private static String[] machine(Workload workload, String api, long rounds, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        String inspect = api.equals("v2") ? workload.inV2 : "";
        words.addAll(List.of("--l1", GUESTS.resolve("l1-hypervisor.elf").toString()));
        words.addAll(List.of("--l2", GUESTS.resolve("l2-load.elf").toString()));
        words.addAll(List.of("--memory", "64M", "--api", api, "--bootargs"));
        words.add("console=hvc0 " + inspect + "-- " + workload.load + "=" + rounds);
        return words.toArray(String[]::new);
    }

    private Times nestor(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("java", "-jar", JAR.toString()));
        command.addAll(List.of(words));
        Path said = directory.resolve("said");
        double cpuBefore = cpuOfChildren();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        double elapsed = (System.nanoTime() - start) / NANOS;
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ":\n" + Files.readString(said));
        }
        return new Times(elapsed, cpuOfChildren() - cpuBefore);
    }

    /** Seconds of CPU of all children that have ended, in steps of 10 ms: proc(5), cutime and cstime. */
    private static double cpuOfChildren() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.exists(stat)) {
            return Double.NaN;
        }
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
