package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code record --seeds}: many runs, of which those that fail are kept. */
class SeedsTest {

    @TempDir
    private Path directory;

    private Path output = Path.of("");
    private Path guest = Path.of("");

    @BeforeEach
    void writeGuest() throws IOException {
        guest = TinyGuest.write(directory.resolve("tiny.elf"));
        output = directory.resolve("out");
    }

    @Test
    void keepsTheRunsThatFail() throws IOException {
        Path question = Files.writeString(directory.resolve("thirds.sql"), "SELECT seed FROM run WHERE seed % 3 = 0");
        CommandRun run = nestor(
                        "record",
                        "--scenario",
                        "hello",
                        "--api",
                        "v2",
                        "--seeds",
                        "2..4",
                        "--record-on-failure",
                        "--fail-sql",
                        question,
                        "-o",
                        output)
                .succeeds()
                .prints(output.resolve("seed-3") + ": powered off, ")
                .prints(", failed: " + question + " has rows\n")
                .prints(output + ": 3 runs, 1 failed, 1 recordings kept\n");
        assertEquals(2, run.out().lines().count(), run.out());
        assertEquals(List.of("seed-3"), names());
        nestor("replay", output.resolve("seed-3")).succeeds().prints(" 0 differences");
    }

    @Test
    void aRunThatDoesNotPowerOffFails() throws IOException {
        record("--seeds", "-1..1", "--record-on-failure").succeeds().prints("3 runs, 3 failed, 3 recordings kept");
        assertEquals(List.of("seed--1", "seed-0", "seed-1"), names());
    }

    @Test
    void keepsNothingWhereNothingFails() {
        nestor("record", "--scenario", "hello", "--api", "v1", "--seeds", "1..1", "--record-on-failure", "-o", output)
                .succeeds()
                .prints("1 runs, 0 failed, 0 recordings kept");
        assertFalse(Files.exists(output));
    }

    @Test
    void oneRunIsKeptWhenItFails() {
        record("--record-on-failure").succeeds().prints("limit reached").prints("1 runs, 1 failed, 1 recordings kept");
        nestor("check", output).succeeds();
    }

    @Test
    void keepsAllUnlessToldOtherwise() throws IOException {
        CommandRun run = record("--seeds", "5..6", "--twice").succeeds().prints("seed-5: run twice: ");
        assertEquals(5, run.out().lines().count(), run.out());
        assertEquals(List.of("seed-5", "seed-6"), names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1..", "2..1", "a..b", "0..1000000", "-9223372036854775808..9223372036854775807"})
    void badRange(String range) {
        record("--seeds", range).failsWith(ExitCode.USER, "--seeds");
    }

    @Test
    void whatIsWrongIsFoundBeforeAnythingRuns() throws IOException {
        record("--seeds", "1..2", "--seed", "1").failsWith(ExitCode.USER, "exclude each other");
        Path wrong = Files.writeString(directory.resolve("wrong.sql"), "SELECT nothing FROM nowhere");
        record("--seeds", "1..2", "--fail-sql", wrong).failsWith(ExitCode.USER, "nowhere");
        record("--seeds", "1..2", "--fail-sql", directory.resolve("none.sql")).failsWith(ExitCode.USER, "--fail-sql");
        record("--fail-sql", Files.writeString(directory.resolve("e.sql"), " ")).failsWith(ExitCode.USER, "is empty");
        assertFalse(Files.exists(output));
        Files.writeString(Files.createDirectory(output).resolve("letter.txt"), "mine");
        record("--seeds", "1..2", "--record-on-failure").failsWith(ExitCode.USER, "is not empty");
        assertTrue(Files.exists(output.resolve("letter.txt")));
    }

    private CommandRun record(Object... options) {
        return nestor(Stream.concat(
                        Stream.of("record", "--l1", guest, "--api", "v2", "--limit", "1000", "-o", output),
                        Stream.of(options))
                .toArray());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(output)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
