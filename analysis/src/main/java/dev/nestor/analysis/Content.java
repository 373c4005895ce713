package dev.nestor.analysis;

import dev.nestor.analysis.arrow.TableSchema;
import dev.nestor.analysis.sql.Dimensions;
import dev.nestor.analysis.sql.ViewCatalog;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables and views a database has. A question that reads one table need not wait until all others are filled;
 * what a question does not read is not there at all, so that it cannot be taken for empty.
 */
public final class Content {

    /** All of it. */
    public static final Content EVERYTHING = new Content(Set.of(), true);

    /** What the table {@code loss} is made from. */
    private static final List<String> BEHIND_LOSS =
            List.of(TableSchema.ELEMENT_TRANSFERRED.name(), "state_transferred");

    private static final String LOSS = "loss";

    /** Stands for every name. */
    private static final String ALL = "*";

    private final Set<String> names;
    private final boolean isEverything;

    private Content(Collection<String> names, boolean isEverything) {
        this.names = new TreeSet<>(names);
        this.isEverything = isEverything;
    }

    /** What the questions read; everything where their text does not tell. */
    public static Content of(String... questions) {
        Set<String> names = new TreeSet<>();
        ViewCatalog catalog = ViewCatalog.load();
        for (String question : questions) {
            if (catalog.hidesNames(question)) {
                return EVERYTHING;
            }
            names.addAll(catalog.readBy(question, tables()));
        }
        if (names.contains(LOSS)) {
            names.addAll(BEHIND_LOSS);
        }
        return new Content(names, false);
    }

    /** What {@link #names()} listed. */
    static Content ofNames(Collection<String> names) {
        return new Content(names, names.contains(ALL));
    }

    /** Whether the table, view or macro of that name is there. */
    public boolean has(String name) {
        return isEverything || names.contains(name);
    }

    /** Whether nothing is missing. */
    public boolean isEverything() {
        return isEverything;
    }

    /** Whether all of {@code other} is there. */
    boolean holds(Content other) {
        return isEverything || !other.isEverything && names.containsAll(other.names);
    }

    /** This and {@code other}. */
    Content with(Content other) {
        Set<String> both = new TreeSet<>(names);
        both.addAll(other.names);
        return new Content(both, isEverything || other.isEverything);
    }

    /** As texts, for keeping. */
    Collection<String> names() {
        return isEverything ? List.of(ALL) : names;
    }

    private static Set<String> tables() {
        Set<String> names = new TreeSet<>(Set.of(LOSS));
        TableSchema.all().forEach(table -> names.add(table.name()));
        Dimensions.all().forEach(dimension -> names.add(dimension.name()));
        return names;
    }
}
