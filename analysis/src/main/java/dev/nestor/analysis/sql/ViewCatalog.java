package dev.nestor.analysis.sql;

import dev.nestor.analysis.sql.SqlFile.Heading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The views and table macros that ship with Nestor. To add one, put a {@code .sql} file into the resource folder {@code
 * views} or {@code macros}.
 */
public final class ViewCatalog {

    /** Columns by which a view's rows are in order, those that it has. */
    private static final List<String> ORDER =
            List.of("run", "sequence", "moment", "element_index", "guest_id", "l2_vcpu", "element", "kind", "subject");

    private static final String SUFFIX = ".sql";

    /** A word, and before it what says that it is a table's name. */
    private static final Pattern WORD =
            Pattern.compile("(?:\\b(FROM|JOIN)\\s+\"?)?\\b(\\w+)\\b", Pattern.CASE_INSENSITIVE);

    /** What lists tables, or reads tables whose names are put together. */
    private static final Pattern HIDING = Pattern.compile(
            "\\b(?:SHOW|PRAGMA|query|query_table|information_schema|pg_catalog|sqlite_master|duckdb_\\w+)\\b"
                    + "|\\bDESCRIBE\\s*(?:;|$)",
            Pattern.CASE_INSENSITIVE);

    /** Read and put in order once: a process may open many databases. */
    private static final ViewCatalog SHIPPED = read();

    private final Map<String, SqlFile> views;
    private final List<SqlFile> macros;

    private ViewCatalog(Map<String, SqlFile> views, List<SqlFile> macros) {
        this.views = views;
        this.macros = List.copyOf(macros);
    }

    /** All views, each after those that it uses. */
    public static ViewCatalog load() {
        return SHIPPED;
    }

    private static ViewCatalog read() {
        Map<String, SqlFile> found = read("views");
        Map<String, SqlFile> ordered = new LinkedHashMap<>();
        for (String name : found.keySet()) {
            addAfterUsed(name, found, ordered, new LinkedHashSet<>());
        }
        return new ViewCatalog(ordered, new ArrayList<>(read("macros").values()));
    }

    /** The views, each after those that it uses. */
    public List<SqlFile> views() {
        return new ArrayList<>(views.values());
    }

    /** The table macros, by name. */
    public List<SqlFile> macros() {
        return macros;
    }

    /**
     * Creates the views and macros {@code wanted} in {@code session}, where the tables exist that they read. Rows come
     * in order of their positions; where a question groups or joins them the database leaves the sorting out.
     */
    public void createIn(DuckDbSession session, Predicate<String> wanted) {
        PortableFunctions.createIn(session);
        for (SqlFile view : views.values()) {
            if (!wanted.test(view.name())) {
                continue;
            }
            session.execute("CREATE OR REPLACE VIEW " + view.name() + " AS SELECT * FROM (" + view.query() + "\n)"
                    + orderOf(view));
        }
        for (SqlFile macro : macros) {
            if (!wanted.test(macro.name())) {
                continue;
            }
            String parameters = macro.parameters().stream().map(Heading::column).collect(Collectors.joining(", "));
            session.execute(
                    "CREATE OR REPLACE MACRO " + macro.name() + "(" + parameters + ") AS TABLE " + macro.query());
        }
    }

    /** Whether {@code question} may read tables that it does not name, such as by asking which there are. */
    public boolean hidesNames(String question) {
        return HIDING.matcher(question).find();
    }

    /**
     * Names of tables, views and macros that {@code question} reads, those included that its views read. It may name
     * more than are read. A name that is also one of a column counts only where a table stands.
     *
     * @param tables names of all tables
     */
    public Set<String> readBy(String question, Set<String> tables) {
        Set<String> known = new TreeSet<>(tables);
        known.addAll(views.keySet());
        macros.forEach(macro -> known.add(macro.name()));
        Set<String> found = new TreeSet<>();
        Matcher word = WORD.matcher(question);
        while (word.find()) {
            String name = word.group(2).toLowerCase(Locale.ROOT);
            if (known.contains(name) && (word.group(1) != null || !isColumn(name))) {
                addRead(name, known, found);
            }
        }
        return found;
    }

    private boolean isColumn(String name) {
        return views.values().stream()
                .flatMap(view -> view.columns().stream())
                .anyMatch(column -> column.column().equals(name));
    }

    private void addRead(String name, Set<String> known, Set<String> found) {
        if (!found.add(name)) {
            return;
        }
        for (SqlFile file : macros) {
            addReadBy(file, name, known, found);
        }
        SqlFile view = views.get(name);
        if (view != null) {
            addReadBy(view, name, known, found);
        }
    }

    private void addReadBy(SqlFile file, String name, Set<String> known, Set<String> found) {
        if (!file.name().equals(name)) {
            return;
        }
        Matcher word = WORD.matcher(file.query());
        while (word.find()) {
            if (word.group(1) != null && known.contains(word.group(2))) {
                addRead(word.group(2), known, found);
            }
        }
    }

    private static Map<String, SqlFile> read(String folder) {
        Map<String, SqlFile> found = new LinkedHashMap<>();
        ResourceFolder.texts(folder, SUFFIX).forEach((path, text) -> {
            String name = path.substring(0, path.length() - SUFFIX.length());
            found.put(name, SqlFile.parse(name, text));
        });
        return found;
    }

    private static String orderOf(SqlFile view) {
        List<String> columns = view.columns().stream().map(Heading::column).toList();
        return " ORDER BY " + ORDER.stream().filter(columns::contains).collect(Collectors.joining(", "));
    }

    private static void addAfterUsed(
            String name, Map<String, SqlFile> found, Map<String, SqlFile> ordered, Set<String> waiting) {
        if (ordered.containsKey(name)) {
            return;
        }
        if (!waiting.add(name)) {
            throw new IllegalStateException("views use each other in a circle: " + waiting);
        }
        SqlFile view = found.get(name);
        if (view == null) {
            throw new IllegalStateException("no view " + name);
        }
        for (String other : found.keySet()) {
            if (!other.equals(name) && uses(view, other)) {
                addAfterUsed(other, found, ordered, waiting);
            }
        }
        waiting.remove(name);
        ordered.put(name, view);
    }

    /** A view uses another when it reads from it. */
    private static boolean uses(SqlFile view, String other) {
        return Pattern.compile("\\b(?:FROM|JOIN)\\s+" + Pattern.quote(other) + "\\b")
                .matcher(view.query())
                .find();
    }
}
