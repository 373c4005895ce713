package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.sql.DatabaseFailedException;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a question or with what it is asked of, one line says what to do about it. */
class BadQuestionsTest {

    private static final Path SAMPLE = Path.of(System.getProperty("nestor.root", ".."), "sample-traces", "hello", "v2");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELEC 1 | syntax error at or near \"SELEC\" | write one SELECT, SHOW or DESCRIBE in DuckDB's SQL",
                "SELECT a FROM l2_exit WHERE | syntax error | write one SELECT",
                "SELECT gain FROM l2_exit | column \"gain\" not found | DESCRIBE lists the columns of a table",
                "SELECT * FROM l2_exits | does not exist!; Did you mean \"l2_exit\" | SHOW TABLES lists",
                "SELECT * FROM weather | weather does not exist! | SHOW TABLES lists what there is",
                "SELECT name::INT FROM state_element | Could not convert | TRY_CAST gives NULL instead",
                "SELECT * FROM 'x.csv' | Cannot access file | --output names one for its answer",
                "COPY run TO 'x.csv' | Cannot access file | --output names one for its answer",
                "SELECT * FROM state_at(1) | state_at(at_run, at_sequence) | explicit type casts",
                "SELECT 1; SELECT 2 | one statement | ask one at a time"
            })
    void wrongQuestionSaysHowToMendIt(String question, String what, String mend) {
        nestor("query", SAMPLE, question).failsWith(ExitCode.USER, "nestor query: ", what, mend);
    }

    @Test
    void damagedRecordingSaysWhatCanBeAsked() throws IOException {
        Path damaged = copyOfSample("damaged");
        Path log = RecordingLayout.queueFile(damaged);
        byte[] bytes = Files.readAllBytes(log);
        for (int i = 0; i < bytes.length - 8; i++) {
            // Within the events, which follow their frame's magic and kind.
            if (bytes[i] == 'N'
                    && bytes[i + 1] == 'S'
                    && bytes[i + 2] == 'T'
                    && bytes[i + 3] == 'F'
                    && bytes[i + 4] == 3) {
                bytes[i + 100] ^= 1;
                break;
            }
        }
        Files.write(log, bytes);
        nestor("query", damaged, "SELECT COUNT(*) FROM l2_exit")
                .failsWith(ExitCode.DATA, log.toString(), "damaged at", "nestor check", "query --up-to-damage");
    }

    @Test
    void recordingThatIsNotThereIsNamed() {
        nestor("query", directory.resolve("none"), "SELECT 1")
                .failsWith(ExitCode.USER, "none is no recording: give a directory that was recorded to");
    }

    @Test
    void fullDiskForAnAnswerIsTheHostsFailure() throws IOException, InterruptedException {
        try (MountedDisk disk = MountedDisk.tmpfs(directory, 1)) {
            Path answer = disk.root().resolve("answer.csv");
            nestor("query", SAMPLE, "SELECT range, 'a long word to fill it with' FROM range(100000)", "-o", answer)
                    .failsWith(ExitCode.HOST, "No space left on device", answer.toString());
            assertFalse(Files.exists(answer), "half an answer was left");
        }
    }

    @Test
    void noMemoryAndNoSpaceSaysWhereItIsNeeded() {
        try (DuckDbSession session = DuckDbSession.inMemory()) {
            session.execute("SET memory_limit = '12MB'");
            session.execute("SET max_temp_directory_size = '0KB'");
            DatabaseFailedException failure = assertThrows(
                    DatabaseFailedException.class,
                    () -> session.query(
                                    "SELECT COUNT(*) FROM (SELECT DISTINCT range, range::VARCHAR FROM range(3000000))")
                            .rest());
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("; free memory, or space below "), failure::toString);
        }
    }

    private Path copyOfSample(String name) throws IOException {
        Path copy = directory.resolve(name);
        try (Stream<Path> files = Files.walk(SAMPLE)) {
            for (Path file : files.filter(file -> !file.toString().contains("analysis.duckdb"))
                    .toList()) {
                Files.copy(file, copy.resolve(SAMPLE.relativize(file).toString()));
            }
        }
        return copy;
    }
}
