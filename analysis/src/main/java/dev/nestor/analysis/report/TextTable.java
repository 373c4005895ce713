package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer in aligned columns: numbers to the right, text to the left, a line under the names. Widths are those of the
 * first rows, so that an answer of any length takes the same memory; a wider value later pushes its line to the right.
 */
final class TextTable {

    /** Rows that decide how wide the columns are. */
    private static final int ROWS_MEASURED = 10_000;

    private static final String GAP = "  ";

    private static final Pattern NUMBER_LIKE = Pattern.compile("|-|[-+]?[0-9][0-9.]*%?( \\+ [0-9.]+)?");

    /** Where a wrapped value may be broken: behind a comma. */
    private static final Pattern BREAK = Pattern.compile("(?<=,) ");

    private final QueryResult result;
    private final List<ResultColumn> columns;
    private final int[] widths;
    private final boolean[] right;

    private final int lastWidthMax;

    /** Every row on one line. */
    TextTable(QueryResult result) {
        this(result, Integer.MAX_VALUE);
    }

    /** The last column no wider than that, as far as its values have commas to break them at. */
    TextTable(QueryResult result, int lastWidthMax) {
        this.lastWidthMax = lastWidthMax;
        this.result = result;
        this.columns = result.columns();
        this.widths =
                columns.stream().mapToInt(column -> column.name().length()).toArray();
        this.right = new boolean[widths.length];
    }

    /** Writes all rows and returns how many there were. */
    long writeTo(Appendable out) throws IOException {
        List<List<String>> first = new ArrayList<>();
        while (first.size() < ROWS_MEASURED) {
            List<@Nullable Object> row = result.next();
            if (row == null) {
                break;
            }
            first.add(texts(row));
        }
        for (List<String> row : first) {
            for (int i = 0; i < widths.length; i++) {
                int most = i == widths.length - 1 ? lastWidthMax : Integer.MAX_VALUE;
                widths[i] = Math.max(widths[i], Math.min(most, row.get(i).length()));
            }
        }
        for (int i = 0; i < right.length; i++) {
            right[i] = isRightAligned(i, first);
        }
        writeLine(columns.stream().map(ResultColumn::name).toList(), out);
        writeLine(Arrays.stream(widths).mapToObj("-"::repeat).toList(), out);
        long rows = 0;
        for (List<String> row : first) {
            writeLines(row, out);
            rows++;
        }
        for (List<@Nullable Object> row = result.next(); row != null; row = result.next()) {
            writeLines(texts(row), out);
            rows++;
        }
        return rows;
    }

    private List<String> texts(List<@Nullable Object> row) {
        List<String> texts = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            texts.add(ValueText.readable(columns.get(i), row.get(i)));
        }
        return texts;
    }

    /** Numbers stand to the right, and so do texts that all read as numbers, such as percentages. */
    private boolean isRightAligned(int column, List<List<String>> rows) {
        return columns.get(column).isNumber()
                || (!rows.isEmpty()
                        && rows.stream()
                                .allMatch(row ->
                                        NUMBER_LIKE.matcher(row.get(column)).matches()));
    }

    private void writeLines(List<String> cells, Appendable out) throws IOException {
        int last = cells.size() - 1;
        if (cells.get(last).length() <= lastWidthMax) {
            writeLine(cells, out);
            return;
        }
        List<String> line = new ArrayList<>(cells);
        line.set(last, "");
        for (String part : BREAK.split(cells.get(last))) {
            String before = line.get(last);
            if (!before.isEmpty() && before.length() + 1 + part.length() > lastWidthMax) {
                writeLine(line, out);
                line = new ArrayList<>(Collections.nCopies(cells.size(), ""));
                before = "";
            }
            line.set(last, before.isEmpty() ? part : before + " " + part);
        }
        writeLine(line, out);
    }

    private void writeLine(List<String> cells, Appendable out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
            line.append(i == 0 ? "" : GAP);
            line.append(right[i] ? padding + cells.get(i) : cells.get(i) + padding);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
