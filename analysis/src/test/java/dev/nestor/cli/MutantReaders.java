package dev.nestor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nestor.cli.mutant.Mutants.Mutant;
import dev.nestor.recorder.RecordingPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Hands a changed recording to the commands that read one, and counts what they say. */
final class MutantReaders {

    /** How a command answered a changed recording; the order of the columns of the table. */
    private enum Answer {
        CLEAN,
        DIFFERS,
        DAMAGED,
        TOO_OLD,
        TOO_NEW,
        REFUSED
    }

    /** What a command is handed. */
    private enum Taken {
        ANY,
        /** Everything but one in sixteen of those that take long to run. */
        SHORT,
        PACKS
    }

    /**
     * A command line: the changed recording is {}, a sound one is [], a place for output is ().
     *
     * @param every one in so many of those that are taken
     */
    private record Reader(int every, Taken taken, List<String> words) {
        static Reader of(int every, Taken taken, String line) {
            return new Reader(every, taken, List.of(line.split(" ")));
        }

        boolean writes() {
            return words.get(words.size() - 1).startsWith("()");
        }

        static Reader sql(String sql, String... more) {
            List<String> words = new ArrayList<>(List.of("query", "{}", sql));
            words.addAll(List.of(more));
            return new Reader(TABLES, Taken.ANY, words);
        }
    }

    /** Loading tables takes a hundred times as long as reading. */
    private static final int TABLES = 32_768;

    private static final int LINE_MOST = 4000;
    private static final int LONG_EVERY = 16;

    /** Every changed recording goes to one of these, in turn. */
    private static final List<Reader> FIRST = List.of(
            Reader.of(1, Taken.ANY, "check {}"),
            Reader.of(1, Taken.ANY, "info {}"),
            Reader.of(1, Taken.ANY, "check {}"),
            Reader.of(1, Taken.ANY, "events {}"),
            Reader.of(1, Taken.ANY, "check {}"),
            Reader.of(1, Taken.SHORT, "replay {} --jobs 1"));

    private static final List<Reader> READERS = List.of(
            Reader.of(32, Taken.ANY, "check {} [] --json --junit ()"),
            Reader.of(32, Taken.ANY, "info {} --json"),
            Reader.of(32, Taken.ANY, "events {} --from 3 --limit 50 --wide"),
            Reader.of(64, Taken.ANY, "events {} --type nested_exited"),
            Reader.of(64, Taken.SHORT, "replay {} --to 400 --state"),
            Reader.of(256, Taken.SHORT, "replay {} [] --json --junit ()"),
            Reader.of(256, Taken.SHORT, "replay {} --jobs 2 --explain"),
            Reader.of(64, Taken.ANY, "repair {} -o ()"),
            Reader.of(128, Taken.ANY, "pack {} -o ()"),
            Reader.of(256, Taken.SHORT, "pack --lean {} -o ()"),
            Reader.of(1, Taken.PACKS, "unpack {} -o ()"),
            Reader.of(256, Taken.ANY, "unpack {} -o ()"),
            Reader.of(64, Taken.ANY, "diff {} []"),
            Reader.of(256, Taken.SHORT, "explain [] {}"),
            Reader.of(256, Taken.SHORT, "explain {} --engines"),
            Reader.of(TABLES / 8, Taken.ANY, "stat {}"),
            Reader.of(TABLES / 8, Taken.ANY, "stat {} --event hcall --percentiles"),
            Reader.sql("SELECT COUNT(*), MAX(moment) FROM hcall_entered"),
            Reader.sql("SELECT * FROM l2_exit"),
            Reader.sql("SELECT * FROM state_element", "--format", "csv"),
            Reader.sql("SELECT COUNT(*) FROM l2_exit", "--up-to-damage"),
            Reader.of(TABLES, Taken.ANY, "export {} --format parquet -o ()"),
            Reader.of(TABLES, Taken.ANY, "export {} --format perfetto -o ()"),
            Reader.of(TABLES, Taken.ANY, "export {} --format arrow -o ()"),
            Reader.of(TABLES, Taken.ANY, "export {} --format parquet --append -o ()"),
            Reader.of(TABLES, Taken.SHORT, "compare {} []"),
            Reader.of(TABLES, Taken.ANY, "coverage {}"),
            Reader.of(TABLES, Taken.ANY, "report {} -o ().html"));

    private final Path output;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CommandLine line = Main.commandLine(
            new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false, () -> 0));
    private final SortedMap<String, long[]> answers = new TreeMap<>();
    private volatile String reader = "";
    private long commands;

    /** With a place for output, where nothing is. */
    MutantReaders(Path output) {
        this.output = output;
    }

    /** The command that reads, or read last. */
    String reader() {
        return reader;
    }

    /** Hands {@code mutant} to those whose turn it is; the others' comes with other seeds. */
    void read(Mutant mutant, long seed) throws IOException {
        Reader first = FIRST.get((int) (seed % FIRST.size()));
        boolean isLong = first.taken == Taken.SHORT && mutant.isLong() && seed / FIRST.size() % LONG_EVERY != 0;
        read(isLong ? FIRST.get(0) : first, mutant);
        for (int i = 0; i < READERS.size(); i++) {
            Reader each = READERS.get(i);
            boolean isTaken = switch (each.taken) {
                case ANY -> true;
                case SHORT -> !mutant.isLong() || turn(seed, i, LONG_EVERY * each.every);
                case PACKS -> Files.isRegularFile(mutant.path());
            };
            if (isTaken && turn(seed, i, each.every)) {
                read(each, mutant);
            }
        }
    }

    /** Mixed, so that the turns of commands do not fall on the same seeds. */
    private static boolean turn(long seed, int reader, int every) {
        long mixed = (seed * 31 + reader) * 0x9E37_79B9_7F4A_7C15L;
        return Math.floorMod(mixed ^ mixed >>> 29, every) == 0;
    }

    private void read(Reader each, Mutant mutant) throws IOException {
        String[] words = new String[each.words.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = each.words
                    .get(i)
                    .replace("{}", mutant.path().toString())
                    .replace("[]", mutant.sound().toString())
                    .replace("()", output.toString());
        }
        int code = run(each, words);
        Answer answer = answer(code);
        if (each.words.get(0).equals("repair") && answer == Answer.CLEAN) {
            String[] check = {"check", output.toString()};
            if (run(each, check) != ExitCode.DONE.number()) {
                throw new IllegalStateException("repaired, but " + said());
            }
        }
        if (each.writes()) {
            remove();
        }
    }

    private int run(Reader each, String... words) throws IOException {
        out.reset();
        err.reset();
        commands++;
        reader = String.join(" ", words);
        int code = Main.run(line, words);
        Answer answer = answer(code);
        if (answer == null) {
            String said = said();
            remove();
            String[] again = Arrays.copyOf(words, words.length + 1);
            again[words.length] = "--debug";
            Main.run(line, again);
            throw new IllegalStateException("exit code " + code + ", said: " + said + "again: " + said());
        }
        String name = String.join(" ", each.words).replaceAll(" (\\{}|\\[]|-o \\(\\)(.html)?|--junit \\(\\))", "");
        answers.computeIfAbsent(name, key -> new long[Answer.values().length])[answer.ordinal()]++;
        return code;
    }

    /** What a command said of a recording, in one line and with a promised exit code; null for anything else. */
    private @org.jspecify.annotations.Nullable Answer answer(int code) {
        if (code == ExitCode.DONE.number()) {
            return Answer.CLEAN;
        }
        if (code == ExitCode.DIFFERS.number()) {
            return out.size() == 0 ? null : Answer.DIFFERS;
        }
        // That a recording ends early is a remark before the answer of replay, stat and others; pack refuses it.
        String remark = err.toString(UTF_8)
                .lines()
                .filter(each ->
                        !each.contains(" was not finished: it is ") && !each.contains(" was not finished: the "))
                .collect(Collectors.joining("\n"));
        boolean isLine = remark.lines().count() == 1 && remark.length() <= LINE_MOST;
        if (code == ExitCode.USER.number()) {
            return isLine ? Answer.REFUSED : null;
        }
        if (code != ExitCode.DATA.number()) {
            return null;
        }
        // check and replay say among their results what is wrong with each recording.
        String text = isLine ? remark : out.toString(UTF_8);
        if (text.contains("too old at")) {
            return Answer.TOO_OLD;
        }
        if (text.contains("too new at")) {
            return Answer.TOO_NEW;
        }
        return text.contains("amage") ? Answer.DAMAGED : null;
    }

    private String said() {
        return err.toString(UTF_8) + out.toString(UTF_8);
    }

    private void remove() throws IOException {
        Path page = output.resolveSibling(output.getFileName() + ".html");
        Files.deleteIfExists(page);
        if (Files.isDirectory(output)) {
            RecordingPlace.remove(output);
        } else {
            Files.deleteIfExists(output);
        }
    }

    /** Removes what a command left that failed. */
    void clear() throws IOException {
        remove();
    }

    /** How many command lines were run. */
    long commands() {
        return commands;
    }

    /** A line for each command: how often it answered how. */
    String table() {
        StringBuilder table = new StringBuilder();
        String columns = " %9s".repeat(Answer.values().length) + "%n";
        Object[] heads = Arrays.stream(Answer.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toArray();
        table.append(String.format(Locale.ROOT, "%-64s %9s", "command", "read"))
                .append(String.format(Locale.ROOT, columns, heads));
        answers.forEach((name, counts) -> {
            Object[] cells = Arrays.stream(counts).boxed().toArray();
            table.append(String.format(
                            Locale.ROOT,
                            "%-64s %9d",
                            name,
                            Arrays.stream(counts).sum()))
                    .append(String.format(Locale.ROOT, columns, cells));
        });
        return table.toString();
    }
}
