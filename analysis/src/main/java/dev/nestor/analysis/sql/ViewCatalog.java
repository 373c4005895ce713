package dev.nestor.analysis.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The views that ship with Nestor. To add one, put a {@code .sql} file into the resource folder {@code views}. */
public final class ViewCatalog {

    private static final String SUFFIX = ".sql";

    private final Map<String, SqlFile> views;

    private ViewCatalog(Map<String, SqlFile> views) {
        this.views = views;
    }

    /** All views, each after those that it uses. */
    public static ViewCatalog load() {
        Map<String, SqlFile> found = new LinkedHashMap<>();
        ResourceFolder.texts("views", SUFFIX).forEach((path, text) -> {
            String name = path.substring(0, path.length() - SUFFIX.length());
            found.put(name, SqlFile.parse(name, text));
        });
        Map<String, SqlFile> ordered = new LinkedHashMap<>();
        for (String name : found.keySet()) {
            addAfterUsed(name, found, ordered, new LinkedHashSet<>());
        }
        return new ViewCatalog(ordered);
    }

    /** The views, each after those that it uses. */
    public List<SqlFile> views() {
        return new ArrayList<>(views.values());
    }

    /** Creates every view in {@code session}, whose base and dimension tables exist. */
    public void createIn(DuckDbSession session) {
        for (SqlFile view : views.values()) {
            session.execute("CREATE OR REPLACE VIEW " + view.name() + " AS " + view.query());
        }
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
