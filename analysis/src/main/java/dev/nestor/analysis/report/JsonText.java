package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer as a JSON array of objects, one object per line. */
final class JsonText {

    private JsonText() {}

    static long write(QueryResult result, Appendable out) throws IOException {
        out.append('[');
        long rows = 0;
        for (List<@Nullable Object> row = result.next(); row != null; row = result.next()) {
            out.append(rows == 0 ? "\n" : ",\n");
            writeObject(result, row, out);
            rows++;
        }
        out.append(rows == 0 ? "]\n" : "\n]\n");
        return rows;
    }

    private static void writeObject(QueryResult result, List<@Nullable Object> row, Appendable out) throws IOException {
        out.append('{');
        for (int i = 0; i < row.size(); i++) {
            out.append(i == 0 ? "" : ",");
            out.append(quoted(result.columns().get(i).name())).append(':').append(value(row.get(i)));
        }
        out.append('}');
    }

    private static String value(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return "null";
        }
        return value instanceof Number || value instanceof Boolean
                ? ValueText.exact(value)
                : quoted(ValueText.exact(value));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean control = c < ' ' || (Character.isSurrogate(c) && !isPaired(text, i));
                    out.append(control ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
                }
            }
        }
        return out.append('"').toString();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
