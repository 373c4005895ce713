package dev.nestor.analysis.sql;

import dev.nestor.analysis.sql.SqlFile.Heading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     * Creates every view and macro in {@code session}, whose base and dimension tables exist. Rows come in order of
     * their positions; where a question groups or joins them the database leaves the sorting out.
     */
    public void createIn(DuckDbSession session) {
        for (SqlFile view : views.values()) {
            session.execute("CREATE OR REPLACE VIEW " + view.name() + " AS SELECT * FROM (" + view.query() + "\n)"
                    + orderOf(view));
        }
        for (SqlFile macro : macros) {
            String parameters = macro.parameters().stream().map(Heading::column).collect(Collectors.joining(", "));
            session.execute(
                    "CREATE OR REPLACE MACRO " + macro.name() + "(" + parameters + ") AS TABLE " + macro.query());
        }
    }

    /** Whether {@code question} speaks of {@code table}, or of a view or macro that reads it in the end. */
    public boolean reads(String question, String table) {
        Set<String> readers = new LinkedHashSet<>(List.of(table));
        List<SqlFile> inOrder = new ArrayList<>(views.values());
        inOrder.addAll(macros);
        for (SqlFile file : inOrder) {
            if (readers.stream().anyMatch(reader -> uses(file, reader))) {
                readers.add(file.name());
            }
        }
        return readers.stream()
                .anyMatch(reader -> Pattern.compile("\\b" + Pattern.quote(reader) + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(question)
                        .find());
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
