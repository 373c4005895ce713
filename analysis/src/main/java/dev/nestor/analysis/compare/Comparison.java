package dev.nestor.analysis.compare;

import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.ResourceFolder;
import dev.nestor.analysis.sql.SqlFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The first run of a database beside its second. Three working tables come first, each a {@code .sql} file among the
 * resources of {@code compare}: the exits of both runs, which is which, and where every byte belongs.
 */
public final class Comparison {

    private static final String FOLDER = "compare";
    private static final String SUFFIX = ".sql";

    private static final String LABELS = "SELECT api FROM run ORDER BY run";

    /** What needs single state elements. */
    private static final Set<String> OF_ELEMENTS =
            Set.of("3-compare_move.sql", "compare/7-elements", "compare/8-causes");

    private Comparison() {}

    /**
     * Writes every report of the comparison, each under its question.
     *
     * @param session holds exactly two runs, with their state elements
     * @param heading how a question is written above its answer
     */
    public static void write(DuckDbSession session, UnaryOperator<String> heading, Appendable out) throws IOException {
        write(session, heading, out, name -> true);
    }

    /** The same without what needs the state elements, which then need not be loaded. */
    public static void writeCounts(DuckDbSession session, UnaryOperator<String> heading, Appendable out)
            throws IOException {
        write(session, heading, out, name -> !OF_ELEMENTS.contains(name));
    }

    /** Everything that {@link #write} asks, for finding out what it reads. */
    public static String questions() {
        return questions(name -> true);
    }

    /** Everything that {@link #writeCounts} asks. */
    public static String countQuestions() {
        return questions(name -> !OF_ELEMENTS.contains(name));
    }

    private static String questions(Predicate<String> wanted) {
        StringBuilder all = new StringBuilder(LABELS);
        ResourceFolder.texts(FOLDER, SUFFIX).forEach((path, text) -> {
            if (wanted.test(path)) {
                all.append('\n').append(SqlFile.parse(path, text).query());
            }
        });
        Report.ofFolder(FOLDER).stream()
                .filter(report -> wanted.test(report.name()))
                .forEach(report -> all.append('\n').append(report.file().query()));
        return all.toString();
    }

    /** Makes the working tables {@code compare_exit}, {@code compare_pair} and {@code compare_move}. */
    public static void prepare(DuckDbSession session) {
        prepare(session, name -> true);
    }

    private static void prepare(DuckDbSession session, Predicate<String> wanted) {
        ResourceFolder.texts(FOLDER, SUFFIX).forEach((path, text) -> {
            if (wanted.test(path)) {
                String name = path.substring(path.indexOf('-') + 1, path.length() - SUFFIX.length());
                session.execute("CREATE OR REPLACE TEMP TABLE " + name + " AS "
                        + SqlFile.parse(name, text).query());
            }
        });
    }

    private static void write(
            DuckDbSession session, UnaryOperator<String> heading, Appendable out, Predicate<String> wanted)
            throws IOException {
        prepare(session, wanted);
        String separator = "";
        for (Report report : reports(session)) {
            if (!wanted.test(report.name())) {
                continue;
            }
            out.append(separator)
                    .append(heading.apply(report.file().question()))
                    .append('\n');
            report.write(session, ResultFormat.TABLE, out);
            separator = "\n";
        }
    }

    /** The reports of the comparison, their columns named after the two runs; they read what {@link #prepare} makes. */
    public static List<Report> reports(DuckDbSession session) {
        Map<String, String> labels = labels(session);
        return Report.ofFolder(FOLDER).stream()
                .map(report -> report.labelled(labels))
                .toList();
    }

    /** The two runs by their API where that tells them apart, else by their numbers. */
    private static Map<String, String> labels(DuckDbSession session) {
        List<String> apis = new ArrayList<>();
        try (QueryResult result = session.query(LABELS)) {
            result.rest().forEach(row -> apis.add(String.valueOf(row.get(0))));
        }
        if (apis.size() != 2) {
            throw new IllegalStateException("a comparison needs two runs, not " + apis.size());
        }
        boolean differ = !apis.get(0).equals(apis.get(1));
        return Map.of("a", differ ? apis.get(0) : "1", "b", differ ? apis.get(1) : "2");
    }
}
