package dev.nestor.analysis;

import dev.nestor.analysis.Losses.Loss;
import dev.nestor.analysis.arrow.RunSoFar;
import dev.nestor.analysis.arrow.TableSchema;
import dev.nestor.analysis.arrow.TraceBatches;
import dev.nestor.analysis.export.Dataset;
import dev.nestor.analysis.export.DatasetCatalogue;
import dev.nestor.analysis.sql.BatchLoader;
import dev.nestor.analysis.sql.CostModel;
import dev.nestor.analysis.sql.DatabaseFailedException;
import dev.nestor.analysis.sql.Dimensions;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.ViewCatalog;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingEnd;
import dev.nestor.recorder.RecordingManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Runs as tables: base tables with every event, dimensions with the names of numbers, and the views. Runs are numbered
 * from 1 in the order in which they are loaded.
 */
public final class TraceDatabase implements AutoCloseable {

    private static final long PROGRESS_EVENTS = 1 << 12;

    /** Elements that a transfer states and that were not taken out of its bytes: one row for each such transfer. */
    private static final String LOST_ELEMENTS = """
            INSERT INTO loss
            SELECT
                move.run,
                move.sequence,
                move.moment,
                'undecoded_elements',
                move.elements - COALESCE(part.elements, 0),
                'elements stated by the transfer that its bytes do not give'
            FROM state_transferred AS move
            LEFT JOIN (
                SELECT sequence, COUNT(*) AS elements FROM element_transferred WHERE run = {run} GROUP BY sequence
            ) AS part USING (sequence)
            WHERE move.run = {run} AND COALESCE(part.elements, 0) < move.elements
            """;

    private final DuckDbSession session;
    private final Content content;
    private int runs;
    private Extent followed = new Extent();

    /** Null when nothing was followed, or not to the end, so that all of it must be loaded. */
    private @Nullable RunSoFar runFollowed;

    private TraceDatabase(DuckDbSession session, Content content) {
        this.session = session;
        this.content = content;
    }

    /** An empty database in memory, with tables and views. */
    public static TraceDatabase inMemory() {
        return inMemory(Content.EVERYTHING);
    }

    /** The same; its answers can also be written to files below {@code directory}. */
    public static TraceDatabase exporting(Path directory) {
        return exporting(directory, Content.EVERYTHING);
    }

    /** The same with no more than {@code content}. */
    public static TraceDatabase exporting(Path directory, Content content) {
        TraceDatabase database = new TraceDatabase(DuckDbSession.inMemory(), content);
        database.session.allowDirectories(List.of(directory));
        database.createTables();
        return database;
    }

    /**
     * The recordings of a Parquet dataset, read from its files as questions need them. Nothing can be loaded.
     *
     * @param others directories below which answers can be written
     * @throws dev.nestor.recorder.RefusedException when the dataset has other tables than this build
     */
    public static TraceDatabase ofDataset(Path dataset, List<Path> others) {
        List<DatasetCatalogue.Entry> entries = Dataset.entries(dataset);
        TraceDatabase database = new TraceDatabase(DuckDbSession.inMemory(), Content.EVERYTHING);
        List<Path> readable = new ArrayList<>(others);
        readable.add(dataset);
        database.session.allowDirectories(readable);
        try {
            database.createTables();
            Dataset.showIn(database.session, dataset, entries);
            database.session.refuseCopies();
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
        database.runs = entries.size();
        return database;
    }

    /** The same with no more than {@code content}. */
    public static TraceDatabase inMemory(Content content) {
        TraceDatabase database = new TraceDatabase(DuckDbSession.inMemory(), content);
        database.createTables();
        return database;
    }

    /**
     * A recording as a database of its own that stays beside it, in {@code analysis.duckdb} of its directory, and is
     * made anew when the recording, the views or this build's tables are not those that it was made from. In memory
     * where nothing can be kept: beside a pack, in a directory that cannot be written to, on a full disk.
     *
     * @param content what must be there; the file then has that and what it had before
     * @param progress hears now and then how many events were loaded
     */
    public static TraceDatabase beside(Recording recording, Content content, LongConsumer progress) {
        RecordingEnd end = RecordingEnd.of(recording)
                .orElseThrow(() -> new IllegalStateException("an unfinished recording may still grow"));
        DatabaseCache cache = new DatabaseCache(recording.directory(), end);
        return cache.openKept(content).orElseGet(() -> cache.make(recording, content, progress));
    }

    /**
     * The database that stays beside the recording at {@code directory} when it is there, holds {@code content} and was
     * made from a recording of that end. All of the log was checked when it was made; now nothing of it is read, so
     * that a long recording answers as fast as a short one.
     */
    public static Optional<TraceDatabase> keptBeside(Path directory, RecordingEnd end, Content content) {
        return new DatabaseCache(directory, end).openKept(content);
    }

    /** Whether a database stays beside it that was made from another recording, or by another build: it is no use. */
    public static boolean isStaleBeside(Path directory, RecordingEnd end) {
        return new DatabaseCache(directory, end).isStale();
    }

    /** A database that was loaded before, for questions only. */
    static TraceDatabase loaded(DuckDbSession session, Content content) {
        TraceDatabase database = new TraceDatabase(session, content);
        database.runs = 1;
        return database;
    }

    /** An empty database in a new file, with tables and views. */
    static TraceDatabase inNewFile(Path file, Content content) {
        TraceDatabase database = new TraceDatabase(DuckDbSession.inFile(file), content);
        try {
            database.createTables();
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /** For questions, which cannot change settings. */
    public DuckDbSession session() {
        session.lockSettings();
        return session;
    }

    /** Replaces the table {@code cost_model}; not in a database that is open for questions only. */
    public void price(CostModel model) {
        model.createIn(session);
    }

    /** A line for each run that never held what this database is for, by its level or its build. */
    public List<String> absences() {
        return Losses.remarks(session, content);
    }

    /** How many runs were loaded. */
    public int runs() {
        return runs;
    }

    /**
     * Loads a recording.
     *
     * @param progress hears now and then how many events were loaded
     */
    public void load(Recording recording, LongConsumer progress) {
        SortedMap<String, String> properties = new TreeMap<>(recording.config().toProperties());
        RecordingManifest manifest = recording.manifest();
        properties.putAll(Losses.properties(recording));
        properties.put("scenario", manifest.scenario());
        properties.put("nestor_version", manifest.nestorVersion());
        manifest.images().forEach(image -> properties.put("image_" + image.role() + "_sha256", image.sha256()));
        RunSoFar begin =
                recording.summary().map(end -> RunSoFar.ofLength(end.moment())).orElseGet(RunSoFar::new);
        SortedMap<String, Loss> losses = Losses.of(recording);
        List<String> nulls = Losses.nulls(recording, runs + 1, content);
        load(nameOf(recording.directory()), properties, losses, nulls, begin, sink -> {
            EventCursor event = recording.events();
            while (event.next()) {
                event.sendTo(sink);
                if (event.sequence() % PROGRESS_EVENTS == 0) {
                    progress.accept(event.sequence());
                }
            }
            Losses.addUnknown(losses, event.unknown());
        });
    }

    /**
     * Loads one run in constant memory: all of it or, when an exception passes, none of it.
     *
     * @param name what the view {@code run} calls it
     * @param properties configuration and provenance, names and values
     * @param events gives all its events, in order, to the sink that it is given
     */
    public void load(String name, Map<String, String> properties, Consumer<EventSink> events) {
        load(name, properties, new TreeMap<>(), List.of(), new RunSoFar(), events);
    }

    /**
     * Loads what a recording that still grows has more than at the last call, as run 1 of a database that holds no
     * other; without its properties. When an exception passes, the database is as it was before, and the next call
     * loads all of the recording: what turns are followed by has seen a part of the events then.
     */
    public void follow(Recording recording) {
        RunSoFar soFar = runFollowed;
        Extent extent = soFar == null ? new Extent() : followed.copy();
        runFollowed = null;
        RunSoFar now = soFar == null ? new RunSoFar() : soFar;
        inTransaction(() -> {
            if (soFar == null) {
                TableSchema.all().stream()
                        .filter(table -> content.has(table.name()))
                        .forEach(table -> session.execute("DELETE FROM " + table.name()));
            } else {
                deleteUnfinishedTurns(soFar);
            }
            fill(1, extent, now, sink -> {
                EventCursor event = recording.events();
                for (boolean isThere = event.seekFrom(extent.nextSequence); isThere; isThere = event.next()) {
                    event.sendTo(sink);
                }
            });
            session.execute("DELETE FROM recording");
            insertRecording(1, nameOf(recording.directory()), extent);
        });
        runFollowed = now;
        followed = extent;
        runs = 1;
    }

    private void deleteUnfinishedTurns(RunSoFar soFar) {
        if (content.has(TableSchema.L2_TURN.name())) {
            for (long unfinished : soFar.unfinishedTurns()) {
                session.execute("DELETE FROM " + TableSchema.L2_TURN.name() + " WHERE sequence = " + unfinished);
            }
        }
        for (TableSchema counts : List.of(TableSchema.L2_TURN_COUNT, TableSchema.L2_TURN_SLICE)) {
            if (content.has(counts.name())) {
                session.execute("DELETE FROM " + counts.name() + " WHERE is_complete = 0");
            }
        }
    }

    private void load(
            String name,
            Map<String, String> properties,
            SortedMap<String, Loss> losses,
            List<String> nulls,
            RunSoFar begin,
            Consumer<EventSink> events) {
        int run = runs + 1;
        Extent extent = new Extent();
        SortedMap<String, String> sorted = new TreeMap<>(properties);
        List<List<Object>> rows = new ArrayList<>();
        sorted.forEach((key, value) -> rows.add(List.of(run, key, value)));
        inTransaction(() -> {
            fill(run, extent, begin, events);
            insertRecording(run, name, extent);
            session.insert("recording_property", rows);
            losses.forEach((kind, loss) -> session.insert(
                    "loss",
                    List.of(List.of(run, extent.events, extent.momentLast, kind, loss.missing(), loss.detail()))));
            nulls.forEach(session::execute);
            if (content.has("loss")) {
                session.execute(LOST_ELEMENTS.replace("{run}", Integer.toString(run)));
            }
        });
        runs = run;
    }

    private void insertRecording(int run, String name, Extent extent) {
        session.insert("recording", List.of(List.of(run, name, extent.events, extent.momentLast)));
    }

    /** All of {@code work} or, when an exception passes, none of it. */
    private void inTransaction(Runnable work) {
        session.execute("BEGIN TRANSACTION");
        try {
            work.run();
            session.execute("COMMIT");
        } catch (RuntimeException | Error e) {
            try {
                session.execute("ROLLBACK");
            } catch (QueryException | DatabaseFailedException undone) {
                // Where the database itself failed it has undone everything already.
                e.addSuppressed(undone);
            }
            throw e;
        }
    }

    /** Inserts events into the base tables. */
    private void fill(int run, Extent extent, RunSoFar soFar, Consumer<EventSink> events) {
        session.prepareForInserts();
        try (BufferAllocator allocator = new RootAllocator();
                TraceBatches batches =
                        new TraceBatches(run, allocator, content::has, soFar, new BatchLoader(session, allocator))) {
            events.accept((type, sequence, moment, values, payload, offset, length) -> {
                batches.event(type, sequence, moment, values, payload, offset, length);
                extent.events++;
                extent.nextSequence = sequence + 1;
                extent.momentLast = moment;
            });
            batches.finish();
        }
    }

    /** A recording goes by the name of its directory. */
    static String nameOf(Path recording) {
        return String.valueOf(recording.toAbsolutePath().normalize().getFileName());
    }

    @Override
    public void close() {
        session.close();
    }

    private void createTables() {
        session.execute("BEGIN TRANSACTION");
        BatchLoader.createTables(session, content::has);
        session.execute("CREATE TABLE recording (run INTEGER, name VARCHAR, events BIGINT, moment_last BIGINT)");
        session.execute("CREATE TABLE recording_property (run INTEGER, name VARCHAR, value VARCHAR)");
        session.execute("CREATE TABLE loss (run INTEGER, sequence BIGINT, moment BIGINT, kind VARCHAR, missing BIGINT,"
                + " detail VARCHAR)");
        Dimensions.createIn(session, content::has);
        CostModel.PUBLISHED.createIn(session);
        ViewCatalog.load().createIn(session, content::has);
        session.execute("COMMIT");
    }

    /** How far a run went. */
    private static final class Extent {
        private long events;
        private long nextSequence;
        private long momentLast;

        Extent copy() {
            Extent copy = new Extent();
            copy.events = events;
            copy.nextSequence = nextSequence;
            copy.momentLast = momentLast;
            return copy;
        }
    }
}
