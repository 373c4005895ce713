package dev.nestor.analysis.export;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.jspecify.annotations.Nullable;

/**
 * The base tables and the dimensions of a database as files for other engines. One directory per recording, so that a
 * dataset grows by adding directories:
 *
 * <pre>
 * DATASET/catalogue.FORMAT                     a row for each recording: run, recording, properties
 * DATASET/dimension/dim_NAME.FORMAT            names of numbers, the same for all recordings
 * DATASET/recording=NAME/TABLE.FORMAT          a row for each event of that kind
 * </pre>
 */
public final class Dataset {

    /** What the files are. */
    public enum Format {
        /** Columns compressed by zstd; any analytic engine reads it. */
        PARQUET,
        /** Arrow's file format, buffers compressed by zstd; a stream of batches of at most 65,536 rows. */
        ARROW;

        /** As the command line and file names write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final long BATCH_ROWS = 65_536;

    private final DuckDbSession session;
    private final Path directory;
    private final Format format;

    private Dataset(DuckDbSession session, Path directory, Format format) {
        this.session = session;
        this.directory = directory;
        this.format = format;
    }

    /**
     * Writes every run of a database.
     *
     * @param session may write below {@code directory}
     * @param directory exists and is empty
     * @return files written
     * @throws IOException when a file cannot be written
     */
    public static int write(DuckDbSession session, Path directory, Format format) throws IOException {
        return new Dataset(session, directory, format).write();
    }

    private int write() throws IOException {
        int files = 0;
        table(
                "SELECT recording.*, property.name AS property, property.value FROM recording"
                        + " LEFT JOIN recording_property AS property USING (run) ORDER BY run, property",
                directory.resolve("catalogue." + format.text()));
        files++;
        Path dimensions = Files.createDirectory(directory.resolve("dimension"));
        List<String> tables = new ArrayList<>();
        for (String name : texts("SELECT table_name FROM information_schema.tables"
                + " WHERE table_type = 'BASE TABLE' ORDER BY table_name")) {
            if (name.startsWith("dim_") || name.equals("cost_model")) {
                table("SELECT * FROM " + name, dimensions.resolve(name + "." + format.text()));
                files++;
            } else if (!name.startsWith("recording")) {
                tables.add(name);
            }
        }
        List<String> names = texts("SELECT name FROM recording ORDER BY run");
        for (int k = 0; k < names.size(); k++) {
            Path recording = Files.createDirectory(directory.resolve("recording=" + safe(names.get(k), k)));
            for (String table : tables) {
                table(
                        "SELECT * FROM " + table + " WHERE run = " + (k + 1) + " ORDER BY sequence",
                        recording.resolve(table + "." + format.text()));
                files++;
            }
        }
        return files;
    }

    /** A name that is one directory on any system; of two recordings with the same name the second has its number. */
    private String safe(String name, int place) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return Files.exists(directory.resolve("recording=" + plain)) ? plain + "-" + (place + 1) : plain;
    }

    private List<String> texts(String question) {
        try (QueryResult result = session.query(question)) {
            return result.rest().stream().map(row -> String.valueOf(row.get(0))).toList();
        }
    }

    private void table(String question, Path file) throws IOException {
        write(session, question, file, format);
    }

    /**
     * Writes the answer to one question.
     *
     * @param session may write {@code file}
     * @throws dev.nestor.analysis.sql.QueryException when the question is wrong
     * @throws IOException when the file cannot be written
     */
    public static void write(DuckDbSession session, String question, Path file, Format format) throws IOException {
        if (format == Format.PARQUET) {
            session.execute("COPY (" + question + "\n) TO '" + file.toString().replace("'", "''")
                    + "' (FORMAT parquet, COMPRESSION zstd)");
            return;
        }
        try (BufferAllocator allocator = new RootAllocator();
                QueryResult result = session.query(question);
                ArrowReader reader = result.arrow(allocator, BATCH_ROWS);
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                ArrowFileWriter writer = new ArrowFileWriter(
                        reader.getVectorSchemaRoot(),
                        dictionaries(),
                        Channels.newChannel(out),
                        null,
                        IpcOption.DEFAULT,
                        CommonsCompressionFactory.INSTANCE,
                        CompressionUtil.CodecType.ZSTD)) {
            writer.start();
            while (reader.loadNextBatch()) {
                writer.writeBatch();
            }
            writer.end();
        }
    }

    /** No column of ours is coded by a dictionary. */
    private static org.apache.arrow.vector.dictionary.@Nullable DictionaryProvider dictionaries() {
        return new org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider();
    }
}
