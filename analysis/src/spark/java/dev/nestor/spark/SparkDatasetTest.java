package dev.nestor.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.export.Dataset;
import dev.nestor.analysis.export.TableFile;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.analysis.sql.SqlFile.Heading;
import dev.nestor.analysis.sql.ViewCatalog;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spark in local mode reads a dataset of the recordings that ship through the dataset's own {@code spark.sql}; every
 * portable view then has the rows that DuckDB finds in the recordings themselves, value by value.
 */
class SparkDatasetTest {

    private static final Path HELLO =
            Path.of(System.getProperty("nestor.root", "..")).resolve("sample-traces/hello");

    @TempDir
    private static Path directory;

    private static TraceDatabase duckDb;
    private static SparkSession spark;

    @BeforeAll
    static void readOneDatasetTwice() throws IOException {
        duckDb = TraceDatabase.inMemory();
        for (String api : List.of("v1", "v2")) {
            try (Recording recording = Recording.open(HELLO.resolve(api));
                    Dataset dataset = Dataset.open(directory, TableFile.Format.PARQUET);
                    TraceDatabase one = TraceDatabase.exporting(directory)) {
                duckDb.load(recording, events -> {});
                one.load(recording, events -> {});
                dataset.add(one.session(), api);
            }
        }
        spark = SparkSession.builder()
                .master("local[2]")
                .appName("nestor")
                .config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                // One partition per shuffle suits some hundred rows; the default is 200.
                .config("spark.sql.shuffle.partitions", "1")
                // Nor do they repay compiling each question to bytecode.
                .config("spark.sql.codegen.wholeStage", "false")
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
                .getOrCreate();
        String text = Files.readString(directory.resolve("spark.sql")).replace("${dataset}", directory.toString());
        for (String statement : text.replaceAll("(?m)^--.*\n", "").split(";\n")) {
            spark.sql(statement);
        }
    }

    @AfterAll
    static void close() {
        duckDb.close();
        spark.stop();
    }

    static Stream<SqlFile> portableViews() {
        return ViewCatalog.load().views().stream().filter(SqlFile::isPortable);
    }

    @ParameterizedTest
    @MethodSource("portableViews")
    void portableViewHasTheSameRowsOnBothEngines(SqlFile view) {
        List<String> columns = view.columns().stream().map(Heading::column).toList();
        String question = columns.stream()
                .map(column -> "`" + column + "`")
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + view.name()));
        List<String> expected = duckDbRows(question.replace('`', '"'));
        assertEquals(String.join("\n", expected), String.join("\n", sparkRows(question)), view.name());
    }

    /** An empty answer compares well with anything that is empty; so most views have rows in these recordings. */
    @Test
    void fewViewsAreEmpty() {
        List<String> empty = portableViews()
                .map(SqlFile::name)
                .filter(name -> duckDbRows("SELECT run FROM " + name).isEmpty())
                .toList();
        assertTrue(List.of("injected_fault", "input", "interrupt", "state_refusal", "vpa").containsAll(empty), () ->
                "empty: " + empty);
    }

    /** A view that Spark understands needs no mark. */
    @Test
    void marksAreNeeded() {
        List<String> needless = ViewCatalog.load().views().stream()
                .filter(view -> !view.isPortable())
                .filter(view -> isUnderstood(view.query()))
                .map(SqlFile::name)
                .toList();
        assertEquals(List.of(), needless, "Spark runs these: take the mark out of their headings");
        assertFalse(isUnderstood("SELECT * FROM nothing"));
    }

    private static boolean isUnderstood(String query) {
        try {
            spark.sql(query);
            return true;
        } catch (Exception e) {
            // Spark throws its AnalysisException, a checked one, from Scala.
            return false;
        }
    }

    private static List<String> sparkRows(String question) {
        List<String> rows = new ArrayList<>();
        for (Row row : spark.sql(question).collectAsList()) {
            List<String> values = new ArrayList<>();
            for (int k = 0; k < row.length(); k++) {
                values.add(text(row.get(k)));
            }
            rows.add(String.join(" | ", values));
        }
        return rows.stream().sorted().toList();
    }

    private static List<String> duckDbRows(String question) {
        try (QueryResult result = duckDb.session().query(question)) {
            return result.rest().stream()
                    .map(row -> row.stream().map(SparkDatasetTest::text).collect(Collectors.joining(" | ")))
                    .sorted()
                    .toList();
        }
    }

    /** One spelling for both: numbers without trailing zeros, bytes in hexadecimal. */
    private static String text(Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Number) {
            BigDecimal number = new BigDecimal(value.toString());
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Blob blob) {
            try {
                return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return value.toString();
    }
}
