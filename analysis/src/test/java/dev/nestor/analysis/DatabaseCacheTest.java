package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that stays beside its recording: made once, used again, and never used when stale. */
class DatabaseCacheTest {

    private static final Path SAMPLE = Path.of(System.getProperty("nestor.root", ".."), "sample-traces", "hello", "v2");

    @TempDir
    private Path directory;

    private Path recording;
    private final AtomicInteger loads = new AtomicInteger();

    @BeforeEach
    void copySample() throws IOException {
        recording = directory.resolve("hello");
        try (Stream<Path> files = Files.walk(SAMPLE)) {
            for (Path file : files.filter(file -> !file.toString().contains("analysis.duckdb"))
                    .toList()) {
                Files.copy(file, recording.resolve(SAMPLE.relativize(file).toString()));
            }
        }
    }

    @Test
    void secondQuestionDoesNotLoad() {
        assertEquals("[[8]]", countExits());
        assertEquals(1, loads.get());
        assertEquals("[[8]]", countExits());
        assertEquals(1, loads.get());
    }

    @Test
    void twoProcessesMayAskAtATime() {
        countExits();
        try (DuckDbSession other = DuckDbSession.inFileReadOnly(recording.resolve("analysis.duckdb"));
                QueryResult result = other.query("SELECT COUNT(*) FROM l2_exit")) {
            assertEquals("[[8]]", result.rest().toString());
            assertEquals("[[8]]", countExits());
        }
    }

    @Test
    void staleDatabaseIsMadeAnew() {
        countExits();
        try (DuckDbSession session = DuckDbSession.inFile(recording.resolve("analysis.duckdb"))) {
            session.execute("UPDATE made_from SET origin = 'another recording'");
            session.execute("DELETE FROM nested_exited");
        }
        assertEquals("[[8]]", countExits());
        assertEquals(2, loads.get());
    }

    @Test
    void foreignFileIsReplaced() throws IOException {
        Files.writeString(recording.resolve("analysis.duckdb"), "no database");
        assertEquals("[[8]]", countExits());
    }

    @Test
    void keptDatabaseCannotBeChanged() {
        countExits();
        try (Recording opened = Recording.open(recording);
                TraceDatabase database = TraceDatabase.beside(opened, Content.EVERYTHING, events -> {})) {
            assertThrows(QueryException.class, () -> database.session().execute("DELETE FROM nested_exited"));
        }
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        countExits();
        try (Stream<Path> files = Files.list(recording)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
        }
    }

    private String countExits() {
        try (Recording opened = Recording.open(recording);
                TraceDatabase database =
                        TraceDatabase.beside(opened, Content.EVERYTHING, events -> loads.incrementAndGet());
                QueryResult result = database.session().query("SELECT COUNT(*) FROM l2_exit")) {
            return result.rest().toString();
        }
    }
}
