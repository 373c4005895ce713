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
 * by two. Prints the median of the ratios within each turn, with the least and the greatest, and the seconds.
 *
 * <p>It needs nothing but the built command, and is run as a source file from the root of the project:
 *
 * <pre>
 * mvn -q -Dquick package
 * java replayer/src/bench/java/dev/nestor/replayer/OverheadBench.java [SECONDS [TURNS [WORD...]]]
 * </pre>
 *
 * <p>SECONDS is how long a run without a recorder is to take (default 40); each workload is made that long by its
 * number of rounds, which is printed. Elapsed time is from the start of the process to its end. Of the words {@code
 * W1}, {@code W2} and {@code W3} choose workloads and {@code v1} and {@code v2} an API; {@code record} leaves out the
 * replays; {@code archive} lets every process start from an archive of loaded classes (root README, The command), which
 * is made first. SECONDS * TURNS * 12 and about a quarter more is what all takes with {@code record}, else more than
 * twice that.
 */
public final class OverheadBench {

    private static final Path JAR = Path.of("analysis/target/nestor.jar");
    private static final Path GUESTS = Path.of("emulator/src/main/resources/guests");
    private static final double CALIBRATION_SHARE = 0.15;
    private static final double CLOSE_ENOUGH = 0.15;
    private static final double NANOS = 1e9;
    private static final List<String> APIS = List.of("v1", "v2");
    private static final List<String> WORDS = List.of("W1", "W2", "W3", "v1", "v2", "record", "archive");

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
    private final boolean isReplayed;
    private final List<String> flags;

    private OverheadBench(Path directory, double seconds, int turns, List<String> words)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.seconds = seconds;
        this.turns = turns;
        this.isReplayed = !words.contains("record");
        this.flags = words.contains("archive") ? archive(directory) : List.of();
    }

    /** See the class. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 40;
        int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        List<String> words = Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
        if (!WORDS.containsAll(words)) {
            throw new IllegalArgumentException(words + " are not all among " + WORDS);
        }
        Path directory = Files.createTempDirectory("overhead");
        System.out.printf("%d turns of about %.0f s; ratios: median (least to greatest)%n", turns, seconds);
        System.out.println("| workload | rounds | log | run elapsed, CPU | record/run elapsed | record/run CPU"
                + " | replay/record elapsed | one thread/two elapsed |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        try {
            OverheadBench bench = new OverheadBench(directory, seconds, turns, words);
            for (Workload workload : Workload.values()) {
                for (String api : APIS) {
                    if (isChosen(words, List.of("W1", "W2", "W3"), workload.name()) && isChosen(words, APIS, api)) {
                        bench.measure(workload, api);
                    }
                }
            }
        } finally {
            remove(directory);
        }
    }

    /** Whether {@code word} is among the words, or none of its {@code group} is. */
    private static boolean isChosen(List<String> words, List<String> group, String word) {
        return words.contains(word) || words.stream().noneMatch(group::contains);
    }

    /** The flag by which a process starts from an archive of the classes that recording loads; makes the archive. */
    private static List<String> archive(Path directory) throws IOException, InterruptedException {
        Path archive = directory.resolve("nestor.jsa");
        Path made = directory.resolve("archived");
        List<String> command = new ArrayList<>(List.of("java", "-XX:ArchiveClassesAtExit=" + archive));
        command.addAll(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-jar", JAR.toString()));
        command.addAll(List.of("record", "--scenario", "exit-storm", "--api", "v2", "-o", made.toString()));
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
        remove(made);
        return List.of("-XX:SharedArchiveFile=" + archive);
    }

    private void measure(Workload workload, String api) throws IOException, InterruptedException {
        long rounds = rounds(workload, api);
        double[][] ratios = new double[4][turns];
        double[] elapsed = new double[turns];
        double[] cpu = new double[turns];
        long bytes = 0;
        Path recording = directory.resolve("recording");
        for (int turn = 0; turn < turns; turn++) {
            boolean isOnFirst = turn % 2 == 1;
            Times before = isOnFirst ? record(workload, api, rounds, recording) : run(workload, api, rounds);
            Times behind = isOnFirst ? run(workload, api, rounds) : record(workload, api, rounds, recording);
            Times on = isOnFirst ? before : behind;
            Times off = isOnFirst ? behind : before;
            elapsed[turn] = off.elapsed;
            cpu[turn] = off.cpu;
            ratios[0][turn] = on.elapsed / off.elapsed;
            ratios[1][turn] = on.cpu / off.cpu;
            if (isReplayed) {
                Times replay = nestor("replay", recording.toString(), "--jobs", "1");
                Times parallel = nestor("replay", recording.toString(), "--jobs", "2");
                ratios[2][turn] = replay.elapsed / on.elapsed;
                ratios[3][turn] = replay.elapsed / parallel.elapsed;
            }
            bytes = Files.size(recording.resolve("log/19700101F.cq4"));
            remove(recording);
        }
        StringBuilder row = new StringBuilder();
        row.append(String.format(Locale.ROOT, "| %s %s %s | %,d", workload, workload.load, api, rounds));
        Arrays.sort(elapsed);
        Arrays.sort(cpu);
        row.append(String.format(Locale.ROOT, " | %,d B", bytes));
        row.append(String.format(Locale.ROOT, " | %.1f s, %.1f s", elapsed[turns / 2], cpu[turns / 2]));
        for (int i = 0; i < ratios.length; i++) {
            row.append(i < 2 || isReplayed ? spread(ratios[i]) : " | -");
        }
        System.out.println(row.append(" |"));
    }

    private static String spread(double[] ratio) {
        double[] sorted = ratio.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        return String.format(Locale.ROOT, " | %.3f (%.3f to %.3f)", median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Rounds that take about as long as asked for; a guest that gets warm is faster than its first seconds say. */
    private long rounds(Workload workload, String api) throws IOException, InterruptedException {
        long fewer = workload.rounds;
        double shorter = run(workload, api, fewer).elapsed;
        long rounds = 2 * fewer;
        double longer = run(workload, api, rounds).elapsed;
        while (longer < CALIBRATION_SHARE * seconds || longer <= shorter) {
            fewer = rounds;
            shorter = longer;
            rounds *= 2;
            longer = run(workload, api, rounds).elapsed;
        }
        while (longer < (1 - CLOSE_ENOUGH) * seconds && longer > shorter) {
            double more = (rounds - fewer) * (seconds - longer) / (longer - shorter);
            fewer = rounds;
            shorter = longer;
            rounds += Math.max(1, (long) more);
            longer = run(workload, api, rounds).elapsed;
        }
        return rounds;
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
        List<String> command = new ArrayList<>(List.of("java"));
        command.addAll(flags);
        command.addAll(List.of("-jar", JAR.toString()));
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
