package dev.nestor.cli;

import dev.nestor.cli.mutant.Mutants;
import dev.nestor.cli.mutant.Mutants.Mutant;
import dev.nestor.emulator.MachineImages;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.replayer.Replayer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hands changed recordings to the commands that read recordings, in a JVM of its own whose heap is small. Each command
 * ends well, says that the replay differs, or refuses in one line with the promised exit code; anything else is printed
 * with the seed, and the process ends with 1. A changed recording at which a command computes for a minute or stays for
 * ten is printed with the stack, and the process ends with 3.
 *
 * <p>Arguments: an empty directory, the first seed, how many.
 */
final class MutantsMain {

    private static final long HANG_CPU_NS = 60_000_000_000L;
    private static final long HANG_MS = 600_000;
    private static final int FINDINGS_MOST = 40;
    private static final int PRINTED_EVERY = 10_000;
    private static final List<String> OLDER = List.of("format-1-v1", "format-1-v2");

    private final Mutants mutants;
    private final MutantReaders readers;
    private final SortedMap<String, Long> kinds = new TreeMap<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private volatile long startedAtMs;
    private volatile long startedAtCpuNs;
    private volatile long seed;
    private int findings;

    private MutantsMain(Path work) throws IOException {
        Path tiny = TinyGuest.write(work.resolve("tiny.elf"));
        MachineImages hello = new MachineImages(Guests.shipped("l1-hypervisor"), Guests.shipped("l2-hello"));
        Path golden = Path.of(System.getProperty("nestor.root"), "recorder/src/test/resources/golden");
        List<Path> older = OLDER.stream().map(golden::resolve).toList();
        this.mutants = Mutants.in(work, new MachineImages(Files.readAllBytes(tiny), new byte[0]), hello, older);
        this.readers = new MutantReaders(work.resolve("output"));
    }

    public static void main(String[] arguments) throws IOException {
        Recorder.prepareHost();
        MutantsMain main = new MutantsMain(Path.of(arguments[0]));
        main.mutants.sound().forEach(MutantsMain::requireSound);
        main.watch(Thread.currentThread());
        main.run(Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
        System.exit(main.findings == 0 ? 0 : 1);
    }

    private static void requireSound(Path path) {
        try (Recording recording = Recording.open(path)) {
            if (!Replayer.of(recording).run().isEqual()) {
                throw new IllegalStateException(path + " differs before anything was changed");
            }
        }
    }

    private void run(long first, long count) throws IOException {
        for (long i = 0; i < count && findings < FINDINGS_MOST; i++) {
            seed = first + i;
            startedAtCpuNs = threads.getCurrentThreadCpuTime();
            startedAtMs = System.nanoTime() / 1_000_000;
            try {
                Mutant mutant = mutants.write(seed);
                kinds.merge(mutant.kind(), 1L, Long::sum);
                readers.read(mutant, seed);
            } catch (Throwable e) {
                findings++;
                System.out.println("FOUND seed " + seed + ", " + readers.reader() + ": " + e);
                e.printStackTrace(System.out);
                readers.clear();
            }
            if ((i + 1) % PRINTED_EVERY == 0 && i + 1 < count) {
                print(i + 1);
            }
        }
        print(count);
    }

    private void watch(Thread worker) {
        Thread watcher = new Thread(() -> {
            while (worker.isAlive()) {
                try {
                    worker.join(1000);
                } catch (InterruptedException e) {
                    return;
                }
                long since = startedAtMs;
                boolean isLong = since > 0 && System.nanoTime() / 1_000_000 - since > HANG_MS;
                if (isLong || since > 0 && threads.getThreadCpuTime(worker.getId()) - startedAtCpuNs > HANG_CPU_NS) {
                    System.out.println("HANGS seed " + seed + ", " + readers.reader());
                    Arrays.stream(worker.getStackTrace()).forEach(frame -> System.out.println("\tat " + frame));
                    System.out.flush();
                    Runtime.getRuntime().halt(3);
                }
            }
        });
        watcher.setDaemon(true);
        watcher.start();
    }

    private void print(long count) {
        System.out.println(count + " mutants, " + findings + " findings, " + readers.commands() + " commands; the last"
                + " seed was " + seed + "; " + threads.getCurrentThreadCpuTime() / 1_000_000_000 + " s of CPU time");
        kinds.forEach((kind, times) -> System.out.println("  " + times + " " + kind));
        System.out.print(readers.table());
        System.out.flush();
    }
}
