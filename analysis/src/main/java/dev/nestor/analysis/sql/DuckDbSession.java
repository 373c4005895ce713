package dev.nestor.analysis.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;

/**
 * One database and one connection to it. It never loads an extension, so it never reaches the network; what it cannot
 * hold in memory it spills to a directory of its own under the system's temporary directory.
 */
public final class DuckDbSession implements AutoCloseable {

    /**
     * What one database may take of the host's memory before it spills. It takes up to half a gigabyte more than it
     * counts, and with the JVM's own memory the process is to stay within 4 GiB.
     */
    private static final String MEMORY_LIMIT = "3GB";

    /** A statement that would load code, over the network if need be. */
    private static final Pattern EXTENSION_STATEMENT =
            Pattern.compile("(?:^|;)\\s*(?:FORCE\\s+)?(?:INSTALL|LOAD)\\s+\\S", Pattern.CASE_INSENSITIVE);

    private static final Pattern HOST_FAILURE =
            Pattern.compile("^Out of Memory Error|No space left on device|Could not write|failed to offload");

    /** All that a streamed result says of a fault in the middle of it. */
    private static final String HIDDEN = "Invalid result set";

    /** Between rows, and between the values of a row, of {@link #insertDeclared}: control characters made for that. */
    private static final char ROW_SEPARATOR = 0x1E;

    private static final char VALUE_SEPARATOR = 0x1F;

    /** What to do about each kind of refusal. */
    private static final Map<String, String> ADVICE = Map.of(
            "^Parser Error", "write one SELECT, SHOW or DESCRIBE in DuckDB's SQL",
            "^Catalog Error: (?:Table|View) .* does not exist", "SHOW TABLES lists what there is",
            "^Binder Error: .*not found in FROM clause", "DESCRIBE lists the columns of a table",
            "^Conversion Error", "TRY_CAST gives NULL instead",
            "^Permission Error", "a question reads and writes no files; --output names one for its answer");

    private static final Pattern ERROR_POSITION = Pattern.compile("LINE (\\d+):");

    /** A statement that would write files; names with these words in them have an underscore beside it. */
    private static final Pattern COPY_STATEMENT =
            Pattern.compile("\\b(?:COPY|EXPORT|ATTACH)\\b", Pattern.CASE_INSENSITIVE);

    private final DuckDBConnection connection;
    private boolean isLocked;
    private boolean isCopyRefused;

    private DuckDbSession(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** An empty database in memory. */
    public static DuckDbSession inMemory() {
        return open("", new Properties());
    }

    /** The database in a file, which is created when there is none. */
    public static DuckDbSession inFile(Path file) {
        return open(file.toString(), new Properties());
    }

    /** The database in a file that exists, for questions only; any number of processes can have it open like that. */
    public static DuckDbSession inFileReadOnly(Path file) {
        Properties readOnly = new Properties();
        readOnly.setProperty("access_mode", "READ_ONLY");
        return open(file.toString(), readOnly);
    }

    /**
     * Runs statements that have no result.
     *
     * @throws QueryException when the database refuses one of them
     */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    /**
     * Asks one question. The result is a stream: read and close it before the next question.
     *
     * @throws QueryException when the database refuses it
     */
    public QueryResult query(String sql) {
        if (EXTENSION_STATEMENT.matcher(sql).find()) {
            throw new QueryException("extensions are not loaded: a question needs nothing but the recording");
        }
        if (isCopyRefused && COPY_STATEMENT.matcher(sql).find()) {
            throw new QueryException("a question to a dataset writes nothing: no COPY, EXPORT or ATTACH; see --output");
        }
        if (!StatementText.isOne(sql)) {
            throw new QueryException("a question is one statement: ask one at a time");
        }
        try {
            Statement statement = connection.createStatement();
            try {
                if (!statement.execute(sql)) {
                    throw new SQLException("the statement has no result; ask with SELECT, SHOW or DESCRIBE");
                }
                return QueryResult.of(statement, statement.getResultSet(), e -> causeOf(e, sql));
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        } catch (SQLException e) {
            throw causeOf(e, sql);
        }
    }

    /**
     * Inserts a few rows into {@code table} as one statement; values are texts, numbers, booleans and counts that may
     * be unknown.
     */
    public void insert(String table, List<? extends List<?>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        execute(rows.stream()
                .map(row -> row.stream().map(DuckDbSession::literal).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", ", "INSERT INTO " + table + " VALUES ", "")));
    }

    /**
     * Inserts many rows of one length into {@code table}, in order. They travel as one text that the database takes
     * apart: a list of thousands of literals takes it 25 times as long.
     *
     * @param rows values as of {@link #insert}, whose texts hold no control characters
     */
    void insertDeclared(String table, List<? extends List<?>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (List<?> row : rows) {
            text.append(text.isEmpty() ? "" : ROW_SEPARATOR).append(joined(table, row));
        }
        String values = IntStream.rangeClosed(1, rows.get(0).size())
                .mapToObj(place -> "part[" + place + "]")
                .collect(Collectors.joining(", "));
        execute("INSERT INTO " + table + " SELECT " + values + " FROM (SELECT string_split(UNNEST(string_split("
                + literal(text) + ", chr(" + (int) ROW_SEPARATOR + "))), chr(" + (int) VALUE_SEPARATOR + ")) AS part)");
    }

    /** The only directories below which statements may write and read files, also after {@link #lockSettings}. */
    public void allowDirectories(List<Path> directories) {
        execute(directories.stream()
                .map(directory -> text(directory.toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining(", ", "SET allowed_directories = [", "]")));
    }

    /** A text as SQL writes it. */
    public static String text(String value) {
        return literal(value);
    }

    /**
     * What comes now are many small inserts: one thread makes each in half the processor time of several, which wait
     * for each other. Ends with {@link #lockSettings}, and means nothing after it.
     */
    public void prepareForInserts() {
        if (!isLocked) {
            execute("SET threads = 1");
        }
    }

    /** From here on no statement reads or writes a file, and nobody can change a setting. */
    public void lockSettings() {
        if (isLocked) {
            return;
        }
        isLocked = true;
        execute("RESET threads");
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    /** From here on a question that would write a file is refused, also below a directory that is allowed. */
    public void refuseCopies() {
        isCopyRefused = true;
    }

    /** The connection, for loading Arrow streams. */
    DuckDBConnection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not close", e);
        }
    }

    /**
     * What is wrong with a question whose rows cannot be made. A streamed result hides it, so the question is asked
     * once more into a table, which does not.
     */
    private RuntimeException causeOf(SQLException e, String sql) {
        if (!String.valueOf(e.getMessage()).contains(HIDDEN)) {
            return refusal(e);
        }
        try {
            execute("CREATE OR REPLACE TEMP TABLE nestor_question AS " + sql);
            execute("DROP TABLE nestor_question");
        } catch (QueryException | DatabaseFailedException found) {
            return found;
        }
        return refusal(e);
    }

    private static String joined(String table, List<?> row) {
        for (Object value : row) {
            String text = value.toString();
            if (text.indexOf(ROW_SEPARATOR) >= 0 || text.indexOf(VALUE_SEPARATOR) >= 0) {
                throw new IllegalStateException(table + " declares a value with a control character: " + row);
            }
        }
        return row.stream().map(Object::toString).collect(Collectors.joining(String.valueOf(VALUE_SEPARATOR)));
    }

    private static String literal(Object value) {
        if (value instanceof OptionalLong count) {
            return count.isPresent() ? Long.toString(count.getAsLong()) : "NULL";
        }
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "'" + value.toString().replace("'", "''") + "'";
    }

    private static DuckDbSession open(String file, Properties settings) {
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("memory_limit", MEMORY_LIMIT);
        settings.setProperty("temp_directory", temporaryDirectory().toString());
        settings.setProperty("jdbc_stream_results", "true");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
            return new DuckDbSession((DuckDBConnection) connection);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    /** DuckDB creates it when it spills, and removes it at the end. */
    private static Path temporaryDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("nestor-duckdb-" + ProcessHandle.current().pid());
    }

    /** The database's message on one line: its first line, and where in the question the fault lies. */
    static RuntimeException refusal(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("java.sql.SQLException: ")) {
            message = message.substring("java.sql.SQLException: ".length());
        }
        StringBuilder line = new StringBuilder();
        for (String part : message.lines().toList()) {
            if (part.isBlank() || part.startsWith("LINE ") || part.strip().matches("\\^+")) {
                continue;
            }
            line.append(line.isEmpty() ? "" : "; ").append(part.strip());
        }
        Matcher position = ERROR_POSITION.matcher(message);
        if (position.find()) {
            line.append(" (line ").append(position.group(1)).append(" of the question)");
        }
        if (line.toString().contains(HIDDEN)) {
            line.setLength(0);
            line.append(
                    "a value could not be computed while the rows were made, such as by a CAST; TRY_CAST gives NULL");
        }
        boolean isHosts = HOST_FAILURE.matcher(line).find();
        line.append(
                isHosts
                        ? "; free memory, or space below "
                                + temporaryDirectory().getParent()
                        : adviceOn(line));
        return isHosts ? new DatabaseFailedException(line.toString(), e) : new QueryException(line.toString(), e);
    }

    /** What to do about a question that the database refuses like that; empty where its own words say it. */
    private static String adviceOn(CharSequence refusal) {
        return ADVICE.entrySet().stream()
                .filter(advice ->
                        Pattern.compile(advice.getKey()).matcher(refusal).find())
                .map(advice -> "; " + advice.getValue())
                .findFirst()
                .orElse("");
    }
}
