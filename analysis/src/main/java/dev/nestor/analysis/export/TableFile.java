package dev.nestor.analysis.export;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.IpcOption;

/** The answer to one question as a file for other engines. */
public final class TableFile {

    /** What the file is. */
    public enum Format {
        /** Columns compressed by zstd; any analytic engine reads it. */
        PARQUET,
        /** Arrow's file format, buffers compressed by zstd; a stream of batches of at most 65,536 rows. */
        ARROW;

        /** As the command line and file names write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The format of that text, or nothing. */
        public static Optional<Format> of(String text) {
            return Arrays.stream(values())
                    .filter(known -> known.text().equals(text))
                    .findFirst();
        }
    }

    private static final long BATCH_ROWS = 65_536;

    private TableFile() {}

    /**
     * Writes the answer to one question.
     *
     * @param session may write {@code file}
     * @throws dev.nestor.analysis.sql.QueryException when the question is wrong
     * @throws IOException when the file cannot be written
     */
    public static void write(DuckDbSession session, String question, Path file, Format format) throws IOException {
        if (format == Format.PARQUET) {
            session.execute("COPY (" + question + "\n) TO " + DuckDbSession.text(file.toString())
                    + " (FORMAT parquet, COMPRESSION zstd)");
            return;
        }
        try (BufferAllocator allocator = new RootAllocator();
                QueryResult result = session.query(question);
                ArrowReader reader = result.arrow(allocator, BATCH_ROWS);
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                ArrowFileWriter writer = new ArrowFileWriter(
                        reader.getVectorSchemaRoot(),
                        // No column of ours is coded by a dictionary.
                        new DictionaryProvider.MapDictionaryProvider(),
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
}
