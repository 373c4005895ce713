package dev.nestor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nestor.cli.mutant.Mutants;
import dev.nestor.cli.mutant.Mutants.Mutant;
import dev.nestor.emulator.MachineImages;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingCheck;
import dev.nestor.recorder.RecordingRepair;
import dev.nestor.recorder.RecordingSizes;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.log.LogException;
import dev.nestor.replayer.Replayer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Hands changed recordings to everything that reads recordings, in a JVM of its own whose heap is small. Each is
 * checked, read and replayed; every 20th goes to one of the commands, every 200th is loaded as tables. A reader ends
 * well or refuses in one line; anything else is printed with the seed, and the process ends with 1. One that neither
 * ends nor refuses in ten minutes is printed with its stack, and the process ends with 3.
 *
 * <p>Arguments: an empty directory, the first seed, how many.
 */
final class MutantsMain {

    private static final long HANG_MS = 600_000;
    private static final int COMMANDS_EVERY = 20;
    private static final int TABLES_EVERY = 200;
    private static final int FINDINGS_MOST = 40;
    private static final int LINE_MOST = 4000;

    /** The changed recording is {}, a sound one is [], a place for output is (). */
    private static final List<String> COMMANDS = List.of(
            "check {}",
            "check {} [] --json",
            "info {}",
            "info {} --json",
            "replay {} --jobs 1",
            "replay {} --jobs 2 --explain",
            "replay {} --to 1700 --state",
            "replay {} [] --json --junit ()",
            "events {} --from 3 --limit 50",
            "events {} --limit 100000",
            "repair {} -o ()",
            "pack {} -o ()",
            "unpack {} -o ()",
            "diff {} []",
            "explain [] {}",
            "explain {} --engines");

    private static final List<String> TABLES = List.of(
            "stat {}",
            "stat {} --event hcall",
            "query {} \"SELECT_COUNT(*),_MAX(moment)_FROM_event\"",
            "query {} [] \"SELECT_*_FROM_l2_exit\"",
            "query {} \"SELECT_*_FROM_state_element\" --format csv",
            "export {} --format parquet -o ()",
            "export {} --format perfetto -o ()",
            "export {} --format arrow -o ()",
            "compare {} []",
            "coverage {}",
            "report {} -o ().html");

    private final Path work;
    private final Mutants mutants;
    private final SortedMap<String, long[]> tally = new TreeMap<>();
    private volatile long startedAtMs;
    private volatile long seed;
    private volatile String reader = "";
    private int findings;

    private MutantsMain(Path work) throws IOException {
        this.work = work;
        Path tiny = TinyGuest.write(work.resolve("tiny.elf"));
        MachineImages hello = new MachineImages(Guests.shipped("l1-hypervisor"), Guests.shipped("l2-hello"));
        this.mutants = Mutants.in(work, new MachineImages(Files.readAllBytes(tiny), new byte[0]), hello);
    }

    public static void main(String[] arguments) throws IOException {
        Recorder.prepareHost();
        MutantsMain main = new MutantsMain(Path.of(arguments[0]));
        main.watch(Thread.currentThread());
        long first = Long.parseLong(arguments[1]);
        main.run(first, Long.parseLong(arguments[2]));
        System.exit(main.findings == 0 ? 0 : 1);
    }

    private void run(long first, long count) throws IOException {
        for (Path sound : mutants.sound()) {
            requireSound(sound);
        }
        for (long i = 0; i < count && findings < FINDINGS_MOST; i++) {
            seed = first + i;
            startedAtMs = System.nanoTime() / 1_000_000;
            reader = "mutate";
            Mutant mutant = mutants.write(seed);
            boolean isDirectory = Files.isDirectory(mutant.path());
            if (isDirectory) {
                read("check (in process)", () -> repairIfDamaged(mutant.path()));
                read("open up to damage", () -> readAll(mutant.path(), false, false));
            }
            boolean isWhole = !mutant.isNested() || seed % 16 == 0;
            read("open, read, replay", () -> readAll(mutant.path(), true, isWhole));
            if (seed % COMMANDS_EVERY == 0) {
                command(COMMANDS.get((int) (seed / COMMANDS_EVERY % COMMANDS.size())), mutant);
            }
            if (seed % TABLES_EVERY == 1) {
                command(TABLES.get((int) (seed / TABLES_EVERY % TABLES.size())), mutant);
            }
            if ((i + 1) % 10_000 == 0) {
                print(i + 1);
            }
        }
        print(count);
    }

    private void requireSound(Path path) {
        String name = "replay " + path;
        read(name, () -> {
            try (Recording recording = Recording.open(path)) {
                if (!Replayer.of(recording).run().isEqual()) {
                    throw new IllegalStateException(path + " differs before anything was changed");
                }
            }
        });
    }

    private interface Reader {
        void run() throws IOException;
    }

    private void read(String name, Reader body) {
        reader = name;
        long[] counts = tally.computeIfAbsent(name, key -> new long[2]);
        counts[0]++;
        try {
            body.run();
        } catch (LogException | RefusedException | dev.nestor.emulator.platform.MalformedImageException e) {
            counts[1]++;
            if (String.valueOf(e.getMessage()).length() > LINE_MOST) {
                find(new IllegalStateException("a long message", e));
            }
        } catch (Throwable e) {
            find(e);
        }
    }

    private void find(Throwable e) {
        findings++;
        System.out.println("FOUND seed " + seed + ", " + reader + ": " + e);
        e.printStackTrace(System.out);
    }

    private void repairIfDamaged(Path path) throws IOException {
        RecordingCheck check = RecordingCheck.of(path);
        if (check.isUsable() && !check.isIntact() && seed % 8 == 0) {
            Path clean = fresh();
            RecordingRepair.repair(path, clean);
            RecordingCheck ofClean = RecordingCheck.of(clean);
            if (!ofClean.isIntact()) {
                throw new IllegalStateException("repaired, but " + ofClean.parts());
            }
        }
    }

    private static void readAll(Path path, boolean isReplayed, boolean isWhole) {
        try (Recording recording = isReplayed ? Recording.open(path) : Recording.openUpToDamage(path)) {
            EventCursor cursor = recording.events();
            long count = 0;
            while (cursor.next()) {
                count++;
            }
            cursor.seek(count / 2);
            recording.inputs();
            List<Keyframe> keyframes = recording.keyframes();
            RecordingSizes.of(recording);
            if (!isReplayed) {
                keyframes.forEach(recording::check);
                return;
            }
            Replayer replayer = Replayer.of(recording);
            if (!isWhole && !keyframes.isEmpty()) {
                replayer.fromKeyframe(keyframes.get(keyframes.size() - 1));
            }
            if (isWhole || !keyframes.isEmpty()) {
                replayer.run();
            }
        }
    }

    private void command(String line, Mutant mutant) throws IOException {
        Path output = fresh();
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("{}", mutant.path().toString())
                    .replace("[]", mutant.sound().toString())
                    .replace("()", output.toString())
                    .replace("\"", "")
                    .replace('_', words[i].startsWith("\"") ? ' ' : '_')
                    .replace("l2 exit", "l2_exit")
                    .replace("state element", "state_element");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String name = line.replaceAll(" .*", "") + (line.contains("--e") ? " " + words[2] : "") + " (command)";
        reader = line;
        long[] counts = tally.computeIfAbsent(name, key -> new long[2]);
        counts[0]++;
        Terminal terminal = new Terminal(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false, () -> 0);
        int code = Main.run(terminal, words);
        counts[1] += code == ExitCode.DONE.number() ? 0 : 1;
        String said = err.toString(UTF_8);
        boolean isClear = code == ExitCode.DONE.number()
                || code == ExitCode.DIFFERS.number() && !out.toString(UTF_8).isEmpty()
                || (code == ExitCode.DATA.number() || code == ExitCode.USER.number())
                        && (said.lines().count() == 1
                                || said.isEmpty() && out.toString(UTF_8).contains("amage"));
        if (!isClear) {
            find(new IllegalStateException("exit code " + code + ", said: " + said));
            String[] again = Arrays.copyOf(words, words.length + 1);
            again[words.length] = "--debug";
            fresh();
            Main.run(new Terminal(System.out, System.out, false, false, () -> 0), again);
        }
    }

    private Path fresh() throws IOException {
        Path output = work.resolve("output");
        for (Path each : List.of(output, work.resolve("output.html"))) {
            if (Files.exists(each)) {
                try (Stream<Path> all = Files.walk(each)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        }
        return output;
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
                if (since > 0 && System.nanoTime() / 1_000_000 - since > HANG_MS) {
                    System.out.println("HANGS seed " + seed + ", " + reader);
                    for (StackTraceElement frame : worker.getStackTrace()) {
                        System.out.println("\tat " + frame);
                    }
                    System.out.flush();
                    Runtime.getRuntime().halt(3);
                }
            }
        });
        watcher.setDaemon(true);
        watcher.start();
    }

    private void print(long count) {
        System.out.println(count + " mutants, " + findings + " findings");
        tally.forEach((name, counts) ->
                System.out.println("  " + name + ": " + counts[0] + " read, " + counts[1] + " refused or different"));
        System.out.flush();
    }
}
