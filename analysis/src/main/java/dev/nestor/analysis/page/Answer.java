package dev.nestor.analysis.page;

import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a report whose rows are few.
 *
 * @param report what was asked
 * @param columns the columns in order
 * @param rows the rows in order
 */
record Answer(Report report, List<ResultColumn> columns, List<List<@Nullable Object>> rows) {

    /** A number as a question writes it as text, one to the other where two belong together. */
    private static final Pattern NUMBERS = Pattern.compile("-?\\d{1,18}(\\.\\d+)?%?( \\+ -?\\d{1,18}(\\.\\d+)?)?");

    /** Digits before a point. */
    private static final Pattern WHOLE = Pattern.compile("(?<![.\\d])\\d+");

    /** Asks about one run. */
    static Answer of(Report report, DuckDbSession session, int run) {
        session.execute("SET VARIABLE run = " + run);
        try {
            return of(report, session);
        } finally {
            session.execute("RESET VARIABLE run");
        }
    }

    /** Asks about all runs. */
    static Answer of(Report report, DuckDbSession session) {
        try (QueryResult result = session.query(report.file().query())) {
            return new Answer(report, result.columns(), result.rest());
        }
    }

    /** Whether a column holds numbers, also when the question wrote them as text, such as with a share beside them. */
    boolean isNumber(int column) {
        if (columns.get(column).isNumber()) {
            return true;
        }
        List<String> texts = rows.stream()
                .map(row -> text(row, column))
                .filter(text -> !text.isEmpty())
                .toList();
        return !texts.isEmpty()
                && texts.stream().allMatch(text -> NUMBERS.matcher(text).matches());
    }

    /** The place of the column called {@code name}. */
    int column(String name) {
        for (int k = 0; k < columns.size(); k++) {
            if (columns.get(k).name().equals(name)) {
                return k;
            }
        }
        throw new IllegalStateException("no column " + name + " in " + report.name());
    }

    /** A number; 0 where there is none. */
    double number(List<@Nullable Object> row, int column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : 0;
    }

    /** A text; empty where there is none. */
    String text(List<@Nullable Object> row, int column) {
        Object value = row.get(column);
        return value == null ? "" : value.toString();
    }

    /** A value as people read it: patterns in hexadecimal, numbers with their thousands apart. */
    String readable(List<@Nullable Object> row, int column) {
        Object value = row.get(column);
        if (columns.get(column).isPattern() && value != null) {
            return String.format(Locale.ROOT, "0x%x", Long.parseUnsignedLong(value.toString()));
        }
        if (value instanceof Number number) {
            return readable(number.doubleValue());
        }
        String text = text(row, column);
        return NUMBERS.matcher(text).matches()
                ? WHOLE.matcher(text)
                        .replaceAll(whole -> String.format(Locale.ROOT, "%,d", Long.parseLong(whole.group())))
                : text;
    }

    /** A number as people read it: whole, or with two digits. */
    static String readable(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%,.2f", value);
    }
}
