package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as a Markdown table; numbers stand at the right. */
final class MarkdownTable {

    private MarkdownTable() {}

    static long write(QueryResult result, Appendable out) throws IOException {
        StringBuilder rule = new StringBuilder("|");
        out.append('|');
        for (ResultColumn column : result.columns()) {
            out.append(' ').append(plain(column.name())).append(" |");
            rule.append(column.isNumber() ? "---:|" : "---|");
        }
        out.append('\n').append(rule).append('\n');
        long rows = 0;
        for (List<@Nullable Object> row = result.next(); row != null; row = result.next()) {
            out.append('|');
            for (int k = 0; k < row.size(); k++) {
                String value = ValueText.readable(result.columns().get(k), row.get(k));
                out.append(' ').append(plain(value)).append(" |");
            }
            out.append('\n');
            rows++;
        }
        return rows;
    }

    /** What Markdown would read as its own. */
    private static String plain(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;");
    }
}
