package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports and answers as files, read back by other readers than wrote them. */
class ExportCommandTest {
    @TempDir
    static Path directory;

    private static Path first;
    private static Path second;

    @BeforeAll
    static void record() {
        first = directory.resolve("runs/hello-v1");
        second = directory.resolve("runs/hello-v2");
        assertTrue(directory.resolve("runs").toFile().mkdir());
        nestor("record", "--scenario", "hello", "--api", "v1", "-o", first);
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", second);
    }

    private static long answer(String question) {
        try (DuckDbSession session = DuckDbSession.inMemory();
                QueryResult result = session.query(question)) {
            return ((Number) result.rest().get(0).get(0)).longValue();
        }
    }

    private static long counted(Path recording, String table) {
        String out = nestor("query", recording, "SELECT COUNT(*) FROM " + table, "--format", "csv")
                .out();
        return Long.parseLong(out.lines().toList().get(1));
    }

    @Test
    void aDatasetHoldsEveryRowOfEveryRecording() {
        Path dataset = directory.resolve("dataset");
        nestor("export", first, second, "--format", "parquet", "-o", dataset).succeeds();
        for (String table : List.of("hcall_entered", "nested_exited", "state_transferred", "element_transferred")) {
            for (Path recording : List.of(first, second)) {
                Path file = dataset.resolve("recording=" + recording.getFileName() + "/" + table + ".parquet");
                assertEquals(counted(recording, table), answer("SELECT COUNT(*) FROM '" + file + "'"), table);
            }
        }
        assertEquals(2, answer("SELECT COUNT(DISTINCT recording) FROM '" + dataset.resolve("catalogue.json") + "'"));
        String across = "SELECT COUNT(DISTINCT recording) FROM read_parquet('" + dataset
                + "/*/nested_exited.parquet', hive_partitioning = true)";
        assertEquals(2, answer(across));
    }

    @Test
    void arrowFilesAreReadByArrow() throws IOException {
        Path dataset = directory.resolve("arrow");
        nestor("export", second, "--format", "arrow", "-o", dataset).succeeds();
        Path file = dataset.resolve("recording=hello-v2/nested_exited.arrow");
        long rows = 0;
        try (RootAllocator allocator = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(
                        Files.newByteChannel(file), allocator, CommonsCompressionFactory.INSTANCE)) {
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
        }
        assertEquals(counted(second, "nested_exited"), rows);
    }

    @Test
    void nothingIsWrittenOverAndNothingHalf() throws IOException {
        Path there = Files.createFile(directory.resolve("there"));
        nestor("export", second, "--format", "parquet", "-o", there).failsWith(ExitCode.USER, "exists");
        Path nowhere = directory.resolve("nowhere.pftrace");
        nestor("export", directory.resolve("none"), "--format", "perfetto", "-o", nowhere)
                .failsWith(ExitCode.USER, "none");
        nestor("export", second, "--format", "xml", "-o", nowhere).failsWith(ExitCode.USER, "no format \"xml\"");
        try (Stream<Path> left = Files.list(directory)) {
            assertFalse(left.anyMatch(file -> file.toString().contains("nowhere")));
        }
    }

    @Test
    void aPatternIsAllTheRecordingsItMatches() {
        nestor("query", directory.resolve("runs/*"), "SELECT run, recording FROM run", "--format", "markdown")
                .succeeds()
                .prints("| run | recording |\n|---:|---|\n| 1 | hello-v1 |\n| 2 | hello-v2 |\n");
        nestor("query", directory.resolve("walks/*"), "SELECT 1").failsWith(ExitCode.USER, "matches no directory");
    }

    @Test
    void aStatementReadsItsParameters() {
        nestor(
                        "query",
                        second,
                        "SELECT getvariable('n') + 1 AS n, getvariable('t') AS t",
                        "--format",
                        "csv",
                        "-p",
                        "n=41",
                        "-p",
                        "t=it's")
                .succeeds()
                .prints("n,t\n42,it's\n");
        nestor("query", second, "SELECT 1", "-p", "a b=1").failsWith(ExitCode.USER, "is no name");
    }

    @Test
    void anAnswerGoesToAFile() {
        Path parquet = directory.resolve("exits.parquet");
        nestor("query", second, "SELECT * FROM l2_exit", "--format", "parquet", "-o", parquet)
                .succeeds();
        assertEquals(counted(second, "l2_exit"), answer("SELECT COUNT(*) FROM '" + parquet + "'"));
        nestor("query", second, "SELECT 1", "--format", "arrow").failsWith(ExitCode.USER, "--output");
        nestor("query", second, "SELECT 1", "--format", "csv", "-o", parquet).failsWith(ExitCode.USER, "exists");
        nestor("query", second, " ").failsWith(ExitCode.USER, "is empty");
    }

    /** Only the file that was asked for may be written. */
    @Test
    void aStatementWritesNoOtherFile() {
        Path other = directory.resolve("runs/other.csv");
        nestor("query", second, "COPY (SELECT 1) TO '" + other + "'", "--format", "csv")
                .failsWith(ExitCode.USER, "");
        assertFalse(Files.exists(other));
    }
}
