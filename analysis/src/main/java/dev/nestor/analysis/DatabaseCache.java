package dev.nestor.analysis;

import dev.nestor.analysis.arrow.TableSchema;
import dev.nestor.analysis.sql.CostModel;
import dev.nestor.analysis.sql.DatabaseFailedException;
import dev.nestor.analysis.sql.Dimensions;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.PortableFunctions;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.ViewCatalog;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A recording's database, kept in a file of the recording's directory. Its table {@code made_from} holds one text that
 * names all it depends on; when that text is another one today the file is stale and is replaced as a whole. So it is
 * when a question needs more of the recording than the file has; then the new one has both.
 */
final class DatabaseCache {

    private static final String FILE = "analysis.duckdb";
    private static final String TABLE = "made_from";

    /** Names of what of a recording the file has. */
    private static final String CONTENT = "content";

    private final Path file;
    private final String origin;

    /** Of the recording at {@code directory} that ends like that. */
    DatabaseCache(Path directory, RecordingEnd end) {
        this.file = directory.resolve(FILE);
        this.origin = origin(directory, end);
    }

    /** Whether there is a file, and it is not made from the same as it would be today. */
    boolean isStale() {
        DuckDbSession session = openFresh();
        if (session != null) {
            session.close();
        }
        return session == null && Files.exists(file);
    }

    /** The kept database when it is made from that recording and holds {@code content}. */
    Optional<TraceDatabase> openKept(Content content) {
        DuckDbSession session = openFresh();
        if (session == null) {
            return Optional.empty();
        }
        Content kept = kept(session);
        if (kept.holds(content)) {
            return Optional.of(TraceDatabase.loaded(session, kept));
        }
        session.close();
        return Optional.empty();
    }

    /**
     * Makes the database anew, with what the kept one holds of that recording as well; in memory where no file can be
     * kept, as on a full disk.
     */
    TraceDatabase make(Recording recording, Content content, LongConsumer progress) {
        if (recording.isPacked() || !Files.isWritable(recording.directory())) {
            return inMemory(recording, content, progress);
        }
        Content wanted = content;
        DuckDbSession before = openFresh();
        if (before != null) {
            wanted = kept(before).with(content);
            before.close();
        }
        try {
            write(recording, wanted, progress);
        } catch (DatabaseFailedException e) {
            return inMemory(recording, content, progress);
        }
        return TraceDatabase.loaded(DuckDbSession.inFileReadOnly(file), wanted);
    }

    private static TraceDatabase inMemory(Recording recording, Content content, LongConsumer progress) {
        TraceDatabase database = TraceDatabase.inMemory(content);
        try {
            database.load(recording, progress);
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /** Made beside its place and moved there whole, so that nobody ever sees half of it. */
    private void write(Recording recording, Content content, LongConsumer progress) {
        Path part = file.resolveSibling(FILE + "." + ProcessHandle.current().pid() + ".part");
        try {
            removePart(part);
            try (TraceDatabase database = TraceDatabase.inNewFile(part, content)) {
                database.load(recording, progress);
                DuckDbSession session = database.session();
                session.execute("CREATE TABLE " + CONTENT + " (name VARCHAR)");
                session.insert(CONTENT, content.names().stream().map(List::of).toList());
                session.execute("CREATE TABLE " + TABLE + " (origin VARCHAR)");
                session.insert(TABLE, List.of(List.of(origin)));
                session.execute("CHECKPOINT");
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            removePart(part);
        }
    }

    /** Removes what is there of a database that was begun: the file and its log of changes. */
    private static void removePart(Path part) {
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(part.resolveSibling(part.getFileName() + ".wal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database in the file when it was made from the same as it would be today; else null. */
    private @Nullable DuckDbSession openFresh() {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            DuckDbSession session = DuckDbSession.inFileReadOnly(file);
            if (isMadeFrom(session)) {
                return session;
            }
            session.close();
            return null;
        } catch (QueryException e) {
            // A file that another version of DuckDB wrote, or somebody else: stale like any other.
            return null;
        }
    }

    private boolean isMadeFrom(DuckDbSession session) {
        try (QueryResult result = session.query("SELECT origin FROM " + TABLE)) {
            return result.rest().equals(List.of(List.of(origin)));
        } catch (QueryException e) {
            session.close();
            throw e;
        }
    }

    private static Content kept(DuckDbSession session) {
        try (QueryResult result = session.query("SELECT name FROM " + CONTENT)) {
            return Content.ofNames(result.rest().stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .toList());
        }
    }

    /** All that the database depends on: the recording, the tables, the names and the views. */
    private static String origin(Path directory, RecordingEnd end) {
        CRC32C definitions = new CRC32C();
        TableSchema.all().forEach(table -> add(definitions, table.toString()));
        Dimensions.all().forEach(dimension -> add(definitions, dimension.toString()));
        CostModel.PUBLISHED.parameters().forEach(parameter -> add(definitions, parameter.toString()));
        PortableFunctions.all().forEach(function -> add(definitions, function.toString()));
        ViewCatalog catalog = ViewCatalog.load();
        catalog.views().forEach(view -> add(definitions, view.toString()));
        catalog.macros().forEach(macro -> add(definitions, macro.toString()));
        HexFormat hex = HexFormat.of();
        return String.join(
                " ",
                TraceDatabase.nameOf(directory),
                end.schemaFingerprint(),
                hex.toHexDigits(end.chain()),
                hex.toHexDigits(end.crc()),
                hex.toHexDigits(end.summary().digest()),
                Long.toString(end.summary().events()),
                hex.toHexDigits((int) definitions.getValue()));
    }

    private static void add(CRC32C checksum, String text) {
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
