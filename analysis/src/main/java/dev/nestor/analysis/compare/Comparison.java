package dev.nestor.analysis.compare;

import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The first run of a database beside its second. */
public final class Comparison {

    private static final String FOLDER = "compare";

    private Comparison() {}

    /**
     * Writes every report of the comparison, each under its question.
     *
     * @param session holds exactly two runs
     * @param heading how a question is written above its answer
     */
    public static void write(DuckDbSession session, UnaryOperator<String> heading, Appendable out) throws IOException {
        Map<String, String> labels = labels(session);
        String separator = "";
        for (Report report : Report.ofFolder(FOLDER)) {
            out.append(separator)
                    .append(heading.apply(report.file().question()))
                    .append('\n');
            report.labelled(labels).write(session, ResultFormat.TABLE, out);
            separator = "\n";
        }
    }

    /** The two runs by their API where that tells them apart, else by their numbers. */
    private static Map<String, String> labels(DuckDbSession session) {
        List<String> apis = new ArrayList<>();
        try (QueryResult result = session.query("SELECT api FROM run ORDER BY run")) {
            result.rest().forEach(row -> apis.add(String.valueOf(row.get(0))));
        }
        if (apis.size() != 2) {
            throw new IllegalStateException("a comparison needs two runs, not " + apis.size());
        }
        boolean differ = !apis.get(0).equals(apis.get(1));
        return Map.of("a", differ ? apis.get(0) : "1", "b", differ ? apis.get(1) : "2");
    }
}
