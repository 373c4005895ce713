package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.export.Dataset;
import dev.nestor.analysis.export.TableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dataset grows, is asked as recordings are, and refuses what does not fit. */
class DatasetTest {

    private static final Path HELLO =
            Path.of(System.getProperty("nestor.root", "..")).resolve("sample-traces/hello");
    private static final Path V1 = HELLO.resolve("v1");
    private static final Path V2 = HELLO.resolve("v2");
    private static final String EXITS = "SELECT recording, l2_exits, bytes_in FROM run";

    @TempDir
    private Path directory;

    private Path dataset;

    @BeforeEach
    void exportOne() {
        dataset = directory.resolve("dataset");
        add(V1).succeeds();
    }

    private CommandRun add(Path recording) {
        return nestor("export", recording, "--format", "parquet", "--append", "-o", dataset);
    }

    private List<String> entries() throws IOException {
        return Files.readAllLines(dataset.resolve("catalogue.json"));
    }

    @Test
    void answersOfADatasetAreThoseOfItsRecordings() {
        add(V2).succeeds().prints("added to " + dataset);
        for (String question : List.of(EXITS, "SELECT * FROM exit_chain", "SELECT * FROM anomaly", "SHOW TABLES")) {
            String expected = nestor("query", V1, V2, question, "--format", "csv")
                    .succeeds()
                    .out();
            assertEquals(
                    expected,
                    nestor("query", dataset, question, "--format", "csv")
                            .succeeds()
                            .out());
        }
    }

    @Test
    void catalogueSaysWhatEachRecordingHas() throws IOException {
        add(V2);
        assertEquals(2, entries().size());
        String exits = nestor("query", V2, "SELECT COUNT(*) FROM nested_exited", "--format", "csv")
                .out()
                .lines()
                .toList()
                .get(1);
        String second = entries().get(1);
        for (String part : List.of(
                "\"run\":2",
                "\"recording\":\"v2\"",
                "\"directory\":\"recording=v2\"",
                "\"scenario\":\"hello\"",
                "\"nested_exited\":" + exits)) {
            assertTrue(second.contains(part), part + " is not in " + second);
        }
    }

    /** Also where the table was not filled in order, as turns are not. */
    @ParameterizedTest
    @ValueSource(strings = {"hcall_entered", "element_transferred", "l2_turn", "l2_turn_count", "l2_turn_slice"})
    void rowsAreInOrder(String table) {
        String question = "SELECT COUNT(*) > 1 AND BOOL_AND(before <= sequence) AS ordered FROM (SELECT sequence,"
                + " LAG(sequence, 1, -1::BIGINT) OVER () AS before FROM " + table + " WHERE run = 1)";
        assertEquals(
                "ordered\ntrue\n",
                nestor("query", dataset, question, "--format", "csv").succeeds().out());
    }

    @Test
    void recordingThatIsThereIsNotAddedTwice() throws IOException {
        CommandRun again = add(V1);
        assertEquals(ExitCode.DONE.number(), again.code());
        assertTrue(again.err().contains("is in the dataset already, in recording=v1"), again.err());
        assertEquals(1, entries().size());
    }

    @Test
    void whatAKilledProcessLeftIsMadeAnew() throws IOException {
        Files.createDirectory(dataset.resolve(".recording=v2.part"));
        Path unlisted = Files.createDirectory(dataset.resolve("recording=v2"));
        Files.writeString(unlisted.resolve("nested_exited.parquet"), "half");
        add(V2).succeeds();
        nestor("query", dataset, EXITS).succeeds().prints("v2");
        assertFalse(Files.exists(dataset.resolve(".recording=v2.part")));
    }

    @Test
    void datasetOfAnotherSchemaIsRefused() throws IOException {
        String other = entries().get(0).replaceFirst("\"schema\":\"[0-9a-f]+\"", "\"schema\":\"0123456789abcdef\"");
        Files.writeString(dataset.resolve("catalogue.json"), other + "\n");
        add(V2).failsWith(ExitCode.USER, "0123456789abcdef", "new dataset");
        nestor("query", dataset, EXITS).failsWith(ExitCode.USER, "0123456789abcdef", "new dataset");
        assertFalse(Files.exists(dataset.resolve("recording=v2")));
    }

    @Test
    void datasetOfAnotherFormatIsRefused() {
        nestor("export", V2, "--format", "arrow", "--append", "-o", dataset)
                .failsWith(ExitCode.USER, "format parquet, not arrow");
    }

    @Test
    void damagedCatalogueIsNamed() throws IOException {
        for (String line : List.of("no JSON", "{}", "{\"run\":\"x\"}")) {
            Files.writeString(dataset.resolve("catalogue.json"), entries().get(0) + "\n" + line + "\n");
            nestor("query", dataset, EXITS).failsWith(ExitCode.USER, "catalogue.json: line 2");
            add(V2).failsWith(ExitCode.USER, "catalogue.json: line 2");
        }
    }

    @Test
    void damagedFileIsNamed() throws IOException {
        Files.writeString(dataset.resolve("recording=v1/nested_exited.parquet"), "no Parquet");
        nestor("query", dataset, EXITS).failsWith(ExitCode.USER, "nested_exited.parquet");
        Files.delete(dataset.resolve("recording=v1/nested_exited.parquet"));
        nestor("query", dataset, EXITS).failsWith(ExitCode.USER, "nested_exited.parquet");
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
        Path mine = Files.createDirectory(directory.resolve("mine"));
        Files.writeString(mine.resolve("letter.txt"), "mine");
        nestor("export", V1, "--format", "parquet", "--append", "-o", mine).failsWith(ExitCode.USER, "is no dataset");
        nestor("export", V1, "--format", "parquet", "-o", dataset).failsWith(ExitCode.USER, "exists", "--append");
        try (Stream<Path> files = Files.list(mine)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void oneAddsAtATime() throws IOException {
        try (Dataset other = Dataset.open(dataset, TableFile.Format.PARQUET)) {
            assertEquals(null, other.placeOf("another"));
            add(V2).failsWith(ExitCode.USER, "another process");
        }
        add(V2).succeeds();
    }

    @Test
    void aFullDiskLeavesTheDatasetAsItWas() throws IOException, InterruptedException {
        try (MountedDisk disk = MountedDisk.tmpfs(directory, 1)) {
            Path ballast = disk.root().resolve("ballast");
            dataset = disk.root().resolve("dataset");
            fill(ballast);
            add(V1).failsWith(ExitCode.HOST, "No space left on device");
            assertFalse(Files.exists(dataset));
            Files.delete(ballast);
            add(V1).succeeds();
            fill(ballast);
            add(V2).failsWith(ExitCode.HOST, "No space left on device");
            Files.delete(ballast);
            assertEquals(1, entries().size());
            nestor("query", dataset, EXITS).succeeds().prints("v1");
            add(V2).succeeds();
        }
    }

    /** Leaves a disk room for a few files. */
    private static void fill(Path ballast) throws IOException {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try {
                while (file.size() < 1 << 20) {
                    file.write(ByteBuffer.allocate(4096));
                }
            } catch (IOException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e.toString());
            }
            file.truncate(Math.max(0, file.size() - (20 << 10)));
        }
    }

    @Test
    void aQuestionWritesNothing() {
        Path file = dataset.resolve("recording=v1/nested_exited.parquet");
        nestor("query", dataset, "COPY (SELECT 1) TO '" + file + "'").failsWith(ExitCode.USER, "writes nothing");
        nestor("query", dataset, "SELECT * FROM l2_exit", "--format", "parquet", "-o", directory.resolve("x.parquet"))
                .succeeds();
        assertTrue(Files.exists(directory.resolve("x.parquet")));
    }
}
