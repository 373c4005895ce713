package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as comma-separated values. Lines end with a line feed only, so that files compare byte for byte. */
final class CsvText {

    private CsvText() {}

    static long write(QueryResult result, Appendable out) throws IOException {
        writeLine(result.columns().stream().map(ResultColumn::name).toList(), out);
        long rows = 0;
        for (List<@Nullable Object> row = result.next(); row != null; row = result.next()) {
            writeLine(row, out);
            rows++;
        }
        return rows;
    }

    private static void writeLine(List<? extends @Nullable Object> cells, Appendable out) throws IOException {
        String separator = "";
        for (Object cell : cells) {
            out.append(separator).append(cell == null ? "" : quoted(ValueText.exact(cell)));
            separator = ",";
        }
        out.append('\n');
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
