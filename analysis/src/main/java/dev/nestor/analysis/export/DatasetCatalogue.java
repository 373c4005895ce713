package dev.nestor.analysis.export;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The file {@code catalogue.json} of a dataset: one JSON object on a line for each recording, as DuckDB and Spark read
 * them. Beside the parts of an {@link Entry} a line has {@code events}, {@code moment_last}, {@code config} (every
 * property of the recording) and {@code tables} (rows of each table).
 */
public final class DatasetCatalogue {

    /** Its name in the dataset. */
    public static final String FILE = "catalogue.json";

    /**
     * What a recording is known by.
     *
     * @param run its number in the dataset, in the column {@code run} of every table
     * @param recording its name
     * @param directory where its files are, in the dataset
     * @param identity what no other recording has
     * @param schema fingerprint of the tables
     * @param format of the files
     */
    public record Entry(int run, String recording, String directory, String identity, String schema, String format) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    /**
     * Reads the catalogue of a dataset.
     *
     * @throws RefusedException when it is none that was written by a dataset
     */
    static DatasetCatalogue read(Path directory) {
        Path file = directory.resolve(FILE);
        DatasetCatalogue catalogue = new DatasetCatalogue();
        try (DuckDbSession session = DuckDbSession.inMemory()) {
            catalogue.lines.addAll(Files.readAllLines(file));
            for (String line : catalogue.lines) {
                catalogue.entries.add(entry(session, line));
            }
            return catalogue;
        } catch (QueryException | IllegalArgumentException e) {
            throw new RefusedException(file + ": line " + (catalogue.entries.size() + 1)
                    + " is no entry of a catalogue; export the recordings to a new dataset");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(DuckDbSession session, String line) {
        String parts = List.of("run", "recording", "directory", "identity", "schema", "format").stream()
                .map(name -> "line ->> '$." + name + "'")
                .collect(Collectors.joining(", "));
        try (QueryResult result =
                session.query("SELECT " + parts + " FROM (SELECT " + DuckDbSession.text(line) + "::JSON AS line)")) {
            List<String> values = result.rest().get(0).stream()
                    .map(value -> value == null ? "" : value.toString())
                    .toList();
            return new Entry(
                    Integer.parseInt(values.get(0)),
                    values.get(1),
                    values.get(2),
                    values.get(3),
                    values.get(4),
                    values.get(5));
        }
    }

    /** The recordings, in the order in which they were added. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    int runNext() {
        return entries.stream().mapToInt(Entry::run).max().orElse(0) + 1;
    }

    String text() {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** Refuses when a recording has other tables, or files of another format. */
    void require(String schema, TableFile.Format format) {
        for (Entry entry : entries) {
            if (!entry.schema().equals(schema)) {
                throw new RefusedException("the dataset holds " + entry.recording() + " with tables of schema "
                        + entry.schema() + ", this build has schema " + schema
                        + "; export all recordings to a new dataset");
            }
            if (!entry.format().equals(format.text())) {
                throw new RefusedException("the dataset holds files of format " + entry.format() + ", not "
                        + format.text() + "; name that format or a new dataset");
            }
        }
    }

    /** Adds the recording of a database, which has these tables. */
    void add(Entry entry, DuckDbSession session, List<String> tables) {
        String counts = tables.stream()
                .map(table -> "'" + table + "', (SELECT COUNT(*) FROM " + table + ")")
                .collect(Collectors.joining(", ", "json_object(", ")"));
        String line = "SELECT json_object('run', " + entry.run()
                + ", 'recording', " + DuckDbSession.text(entry.recording())
                + ", 'directory', " + DuckDbSession.text(entry.directory())
                + ", 'identity', " + DuckDbSession.text(entry.identity())
                + ", 'schema', " + DuckDbSession.text(entry.schema())
                + ", 'format', " + DuckDbSession.text(entry.format())
                + ", 'events', recording.events, 'moment_last', recording.moment_last"
                + ", 'config', (SELECT json_group_object(name, value) FROM"
                + " (SELECT name, value FROM recording_property ORDER BY name))"
                + ", 'tables', " + counts + ")::VARCHAR FROM recording";
        try (QueryResult result = session.query(line)) {
            lines.add(String.valueOf(Objects.requireNonNull(result.rest().get(0).get(0))));
        }
        entries.add(entry);
    }
}
