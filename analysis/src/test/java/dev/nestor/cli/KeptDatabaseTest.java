package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that cannot stay beside its recording. */
class KeptDatabaseTest {

    private static final Path SAMPLE = Path.of(System.getProperty("nestor.root", ".."), "sample-traces", "hello", "v2");

    @TempDir
    private Path directory;

    @Test
    void aFullDiskKeepsNothingAndAnswers() throws IOException, InterruptedException {
        try (MountedDisk disk = MountedDisk.tmpfs(directory, 1)) {
            Path recording = disk.root().resolve("hello");
            copySample(recording);
            List<Path> before = list(recording);
            try (Recording opened = Recording.open(recording);
                    TraceDatabase database = TraceDatabase.beside(opened, Content.EVERYTHING, events -> {});
                    QueryResult result = database.session().query("SELECT COUNT(*) FROM l2_exit")) {
                assertEquals("[[8]]", result.rest().toString());
            }
            assertEquals(before, list(recording));
        }
    }

    private static void copySample(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLE)) {
            for (Path file : files.filter(file -> !file.toString().contains("analysis.duckdb"))
                    .toList()) {
                Files.copy(file, to.resolve(SAMPLE.relativize(file).toString()));
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }
}
