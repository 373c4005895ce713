package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingEnd;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    void keptDatabaseIsFoundByTheEndOfItsRecording() {
        RecordingEnd end = RecordingEnd.of(recording).orElseThrow();
        assertEquals(Optional.empty(), TraceDatabase.keptBeside(recording, end, Content.EVERYTHING));
        countExits();
        try (TraceDatabase database = TraceDatabase.keptBeside(recording, end, Content.EVERYTHING)
                        .orElseThrow();
                QueryResult result = database.session().query("SELECT COUNT(*) FROM l2_exit")) {
            assertEquals("[[8]]", result.rest().toString());
        }
        try (Recording opened = Recording.open(recording)) {
            assertEquals(RecordingEnd.of(opened), Optional.of(end));
        }
        List<RecordingEnd> others = List.of(
                new RecordingEnd("another", end.chain(), end.crc(), end.summary()),
                new RecordingEnd(end.schemaFingerprint(), end.chain() + 1, end.crc(), end.summary()),
                new RecordingEnd(end.schemaFingerprint(), end.chain(), end.crc() + 1, end.summary()),
                RecordingEnd.of(SAMPLE.resolveSibling("v1")).orElseThrow());
        for (RecordingEnd other : others) {
            assertEquals(Optional.empty(), TraceDatabase.keptBeside(recording, other, Content.EVERYTHING));
        }
    }

    @Test
    void keptDatabaseIsMadeAnewWithWhatItLacks() {
        RecordingEnd end = RecordingEnd.of(recording).orElseThrow();
        Content exits = Content.of("SELECT * FROM l2_exit");
        try (Recording opened = Recording.open(recording)) {
            TraceDatabase.beside(opened, Content.of("SELECT * FROM console"), events -> {})
                    .close();
            assertEquals(Optional.empty(), TraceDatabase.keptBeside(recording, end, exits));
            TraceDatabase.beside(opened, exits, events -> {}).close();
        }
        for (Content content : List.of(exits, Content.of("SELECT * FROM console"))) {
            TraceDatabase.keptBeside(recording, end, content).orElseThrow().close();
        }
    }

    @Test
    void endOfADamagedOrUnfinishedRecordingIsNotKnown() throws IOException {
        Path log = RecordingLayout.queueFile(recording);
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 20));
        assertEquals(Optional.empty(), RecordingEnd.of(recording));
        Files.write(log, bytes);
        Files.delete(RecordingLayout.seal(recording));
        assertEquals(Optional.empty(), RecordingEnd.of(recording));
    }

    @Test
    void staleDatabaseIsMadeAnew() {
        countExits();
        try (DuckDbSession session = DuckDbSession.inFile(recording.resolve("analysis.duckdb"))) {
            session.execute("UPDATE made_from SET origin = 'another recording'");
            session.execute("DELETE FROM nested_exited");
        }
        RecordingEnd end = RecordingEnd.of(recording).orElseThrow();
        assertTrue(TraceDatabase.isStaleBeside(recording, end));
        assertEquals("[[8]]", countExits());
        assertEquals(2, loads.get());
        assertFalse(TraceDatabase.isStaleBeside(recording, end));
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
