package dev.nestor.analysis.sql;

import dev.nestor.analysis.arrow.BatchSink;
import dev.nestor.analysis.arrow.BatchStream;
import dev.nestor.analysis.arrow.TableColumn;
import dev.nestor.analysis.arrow.TableSchema;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Inserts Arrow batches into the base tables through the C data interface, without a copy in between. A registered
 * stream can be read once only, so every batch is a stream of its own that one INSERT reads.
 */
public final class BatchLoader implements BatchSink {

    private final DuckDbSession session;
    private final BufferAllocator allocator;
    private long batches;

    /** A loader into {@code session}, whose base tables exist; the allocator is the one of the batches. */
    public BatchLoader(DuckDbSession session, BufferAllocator allocator) {
        this.session = session;
        this.allocator = allocator;
    }

    /** Creates the base tables {@code wanted}, empty. */
    public static void createTables(DuckDbSession session, Predicate<String> wanted) {
        for (TableSchema table : TableSchema.all()) {
            if (wanted.test(table.name())) {
                session.execute(createTable(table));
            }
        }
    }

    @Override
    public void batch(TableSchema table, VectorSchemaRoot rows) {
        String name = "batch_" + batches++;
        try (BatchStream reader = new BatchStream(allocator, rows);
                ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, reader, stream);
            session.connection().registerArrowStream(name, stream);
            session.execute("INSERT INTO " + table.name() + " SELECT * FROM " + name);
            session.execute("DROP VIEW IF EXISTS " + name);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a batch in memory does not close", e);
        }
    }

    private static String createTable(TableSchema table) {
        return table.columns().stream()
                .map(BatchLoader::columnDefinition)
                .collect(Collectors.joining(", ", "CREATE TABLE " + table.name() + " (", ")"));
    }

    private static String columnDefinition(TableColumn column) {
        return "\"" + column.name() + "\" " + column.type().name();
    }
}
