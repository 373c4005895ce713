package dev.nestor.analysis.export;

import dev.nestor.analysis.arrow.TableSchema;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.codec.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recordings as files for other engines, one directory for each, so that a dataset grows by adding directories:
 *
 * <pre>
 * DATASET/catalogue.json                    a line for each recording, see {@link DatasetCatalogue}
 * DATASET/dimension/dim_NAME.FORMAT         names of numbers and the cost model, the same for all recordings
 * DATASET/recording=NAME/TABLE.FORMAT       every table, with the recording's number in column run
 * DATASET/spark.sql                         the tables and the portable views for Apache Spark, of Parquet only
 * DATASET/.lock                             held by whoever adds
 * </pre>
 *
 * <p>A recording's directory is made under a hidden name and renamed when it is whole; then the catalogue is replaced.
 * So what the catalogue lists is whole, and what it does not list is what a killed process left: the next one who adds
 * removes it.
 */
public final class Dataset implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final String DIMENSION = "dimension";
    private static final String RECORDING = "recording=";
    private static final int SCHEMA_DIGITS = 16;

    private final Path directory;
    private final TableFile.Format format;
    private final FileChannel lockFile;
    private final DatasetCatalogue catalogue;

    private Dataset(Path directory, TableFile.Format format, FileChannel lockFile, DatasetCatalogue catalogue) {
        this.directory = directory;
        this.format = format;
        this.lockFile = lockFile;
        this.catalogue = catalogue;
    }

    /** Whether a directory holds a dataset. */
    public static boolean isAt(Path directory) {
        return Files.isRegularFile(directory.resolve(DatasetCatalogue.FILE));
    }

    /** The recordings of a dataset, for questions: it must hold Parquet files with the tables of this build. */
    public static List<DatasetCatalogue.Entry> entries(Path directory) {
        DatasetCatalogue catalogue = DatasetCatalogue.read(directory);
        catalogue.require(schema(), TableFile.Format.PARQUET);
        return catalogue.entries();
    }

    /**
     * Puts the files of a dataset in the place of a database's base tables, which stay empty otherwise.
     *
     * @param session may read below the dataset's directory
     * @param entries of the dataset, at least one
     */
    public static void showIn(DuckDbSession session, Path directory, List<DatasetCatalogue.Entry> entries) {
        Path absolute = directory.toAbsolutePath().normalize();
        for (String table : tables(session)) {
            String files = entries.stream()
                    .map(entry -> absolute.resolve(entry.directory()).resolve(table + ".parquet"))
                    .map(file -> DuckDbSession.text(file.toString()))
                    .collect(Collectors.joining(", ", "[", "]"));
            session.execute("DROP TABLE " + table);
            session.execute("CREATE VIEW " + table + " AS SELECT * FROM read_parquet(" + files
                    + ", hive_partitioning = false)");
        }
    }

    /**
     * Opens a dataset to add recordings; an empty directory becomes one.
     *
     * @throws RefusedException when the directory holds something else, a dataset of other tables or of another format,
     *     or when another process adds to it
     * @throws IOException when it cannot be written
     */
    public static Dataset open(Path directory, TableFile.Format format) throws IOException {
        if (!isAt(directory)) {
            requireEmpty(directory);
        }
        FileChannel lockFile = FileChannel.open(
                directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
        try {
            if (!isFree(lockFile)) {
                throw new RefusedException(directory + " is being added to by another process; try again later");
            }
            DatasetCatalogue catalogue = isAt(directory) ? DatasetCatalogue.read(directory) : new DatasetCatalogue();
            catalogue.require(schema(), format);
            removeLeftovers(directory, catalogue);
            return new Dataset(directory, format, lockFile, catalogue);
        } catch (RuntimeException | Error | IOException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Where a recording with that identity is in the dataset, or nothing. */
    public @Nullable String placeOf(String identity) {
        return catalogue.entries().stream()
                .filter(entry -> entry.identity().equals(identity))
                .map(DatasetCatalogue.Entry::directory)
                .findFirst()
                .orElse(null);
    }

    /**
     * Adds the only run of a database.
     *
     * @param session may write below the dataset's directory
     * @param identity what no other recording has, see {@link #placeOf}
     * @return files written
     * @throws IOException when a file cannot be written
     */
    public int add(DuckDbSession session, String identity) throws IOException {
        int files = dimensions(session);
        String name = texts(session, "SELECT name FROM recording").get(0);
        int run = catalogue.runNext();
        String place = RECORDING + free(name, run);
        Path part = directory.resolve("." + place + ".part");
        Files.createDirectory(part);
        List<String> tables = tables(session);
        for (String table : tables) {
            // All other tables were filled in order, which the database keeps.
            String question = "SELECT * REPLACE (" + run + "::INTEGER AS run) FROM " + table
                    + (table.startsWith(TableSchema.L2_TURN.name()) ? " ORDER BY sequence" : "");
            TableFile.write(session, question, part.resolve(table + "." + format.text()), format);
            files++;
        }
        Files.move(part, directory.resolve(place), StandardCopyOption.ATOMIC_MOVE);
        catalogue.add(new DatasetCatalogue.Entry(run, name, place, identity, schema(), format.text()), session, tables);
        replace(DatasetCatalogue.FILE, catalogue.text());
        return files + 1;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    /** Names of numbers, and the SQL on top: as this build has them, whoever wrote them before. */
    private int dimensions(DuckDbSession session) throws IOException {
        Path dimensions = Files.createDirectories(directory.resolve(DIMENSION));
        List<String> names = texts(session, BASE_TABLES).stream()
                .filter(Dataset::isDimension)
                .toList();
        for (String name : names) {
            Path file = dimensions.resolve(name + "." + format.text());
            Path part = dimensions.resolve("." + name + ".part");
            Files.deleteIfExists(part);
            TableFile.write(session, "SELECT * FROM " + name, part, format);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        if (format == TableFile.Format.PARQUET) {
            replace(SparkSql.FILE, SparkSql.text(tables(session), names));
            return names.size() + 1;
        }
        return names.size();
    }

    private static final String BASE_TABLES =
            "SELECT table_name FROM information_schema.tables" + " WHERE table_type = 'BASE TABLE' ORDER BY table_name";

    private static List<String> tables(DuckDbSession session) {
        return texts(session, BASE_TABLES).stream()
                .filter(name -> !isDimension(name))
                .toList();
    }

    private static boolean isDimension(String table) {
        return table.startsWith("dim_") || table.equals("cost_model");
    }

    private void replace(String name, String text) throws IOException {
        Path part = directory.resolve("." + name + ".part");
        Files.writeString(part, text);
        Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A name that is one directory on any system; of two recordings with the same name the second has its number. */
    private String free(String name, int run) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return Files.exists(directory.resolve(RECORDING + plain)) ? plain + "-" + run : plain;
    }

    private static List<String> texts(DuckDbSession session, String question) {
        try (QueryResult result = session.query(question)) {
            return result.rest().stream().map(row -> String.valueOf(row.get(0))).toList();
        }
    }

    /** What the files' columns are, as a number: the begin of SHA-256 over the declared tables. */
    private static String schema() {
        String tables = TableSchema.all().stream()
                .map(table -> table.name()
                        + table.columns().stream()
                                .map(column -> " " + column.name() + " " + column.type())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
        return Sha256.of(tables).substring(0, SCHEMA_DIGITS);
    }

    private static void requireEmpty(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> found.add(String.valueOf(entry.getFileName())));
        }
        boolean isBegun = found.stream()
                .allMatch(name -> name.startsWith(".")
                        || name.equals(DIMENSION)
                        || name.equals(SparkSql.FILE)
                        || name.startsWith(RECORDING));
        if (!isBegun) {
            throw new RefusedException(
                    directory + " is no dataset: no " + DatasetCatalogue.FILE + "; name a dataset or a new place");
        }
    }

    private static boolean isFree(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** What a process that was killed had not listed yet. */
    private static void removeLeftovers(Path directory, DatasetCatalogue catalogue) throws IOException {
        List<Path> leftovers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> {
                String name = String.valueOf(entry.getFileName());
                boolean isListed = catalogue.entries().stream()
                        .anyMatch(listed -> listed.directory().equals(name));
                boolean isPart = name.startsWith(".") && name.endsWith(".part");
                if (isPart || name.startsWith(RECORDING) && !isListed) {
                    leftovers.add(entry);
                }
            });
        }
        leftovers.forEach(RecordingPlace::remove);
    }
}
