package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.ResourceFolder;
import dev.nestor.analysis.sql.SqlFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A question that ships with Nestor and is printed under its heading. To add one, put a {@code .sql} file into the
 * resource folder {@code reports}.
 */
public final class Report {

    private static final String FOLDER = "reports";
    private static final String SUFFIX = ".sql";

    private final String path;
    private final String text;
    private final SqlFile file;

    private Report(String path, String text, SqlFile file) {
        this.path = path;
        this.text = text;
        this.file = file;
    }

    /** Every report, by path. */
    public static List<Report> all() {
        List<Report> reports = new ArrayList<>();
        ResourceFolder.texts(FOLDER, SUFFIX).forEach((path, text) -> reports.add(parse(path, text)));
        return reports;
    }

    /** The reports of one folder below {@code reports}, by name. */
    public static List<Report> ofFolder(String folder) {
        return all().stream()
                .filter(report -> report.path.startsWith(folder + "/"))
                .toList();
    }

    /** The report of that path below {@code reports}, without {@code .sql}. */
    public static Report named(String path) {
        SortedMap<String, String> texts = ResourceFolder.texts(FOLDER, SUFFIX);
        String text = texts.get(path + SUFFIX);
        if (text == null) {
            throw new IllegalStateException("no report " + path);
        }
        return parse(path + SUFFIX, text);
    }

    /** Path below {@code reports} without {@code .sql}. */
    public String name() {
        return path.substring(0, path.length() - SUFFIX.length());
    }

    /** The question, the columns' meanings and the query. */
    public SqlFile file() {
        return file;
    }

    /**
     * Asks the question and writes the answer.
     *
     * @return rows written
     */
    public long write(DuckDbSession session, ResultFormat format, Appendable out) throws IOException {
        try (QueryResult result = session.query(file.query())) {
            return format.write(result, out);
        }
    }

    /** Asks the question about one run of several. */
    public long write(DuckDbSession session, int run, ResultFormat format, Appendable out) throws IOException {
        session.execute("SET VARIABLE run = " + run);
        try {
            return write(session, format, out);
        } finally {
            session.execute("RESET VARIABLE run");
        }
    }

    /** This report with other names of columns: every place holder {@code {name}} of its text becomes its label. */
    public Report labelled(Map<String, String> labels) {
        String labelled = text;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            labelled = labelled.replace("{" + label.getKey() + "}", label.getValue());
        }
        return parse(path, labelled);
    }

    private static Report parse(String path, String text) {
        String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SUFFIX.length());
        return new Report(path, text, SqlFile.parse(name, text));
    }
}
