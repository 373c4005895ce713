package dev.nestor.analysis.page;

import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.sql.SqlFile.Heading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a page, each a figure with the question it answers. They are made of boxes whose sizes are shares in
 * percent, so that they fit any width; a picture that has no numbers in it has them in a table that folds out.
 */
final class Figures {
    private final Html html;
    private final String prefix;
    private int number;

    /** Figures into {@code html}, whose ids begin with {@code prefix}. */
    Figures(Html html, String prefix) {
        this.html = html;
        this.prefix = prefix;
    }

    private void begin(Answer answer, String title) throws IOException {
        String id = prefix + ++number;
        html.open("figure", "id", id, "aria-labelledby", id + "-title");
        html.leaf("h3", title, "id", id + "-title");
        html.leaf("p", answer.report().file().question(), "class", "question");
    }

    /** What cannot be seen in the picture: remarks, and what the columns mean. */
    private void end(Answer answer, boolean hasNumbers) throws IOException {
        if (answer.rows().isEmpty()) {
            html.leaf("p", "Nothing of the kind is in this recording.", "class", "none");
        }
        html.open("details").leaf("summary", hasNumbers ? "What this means" : "Numbers, and what they mean");
        if (!hasNumbers) {
            table(answer);
        }
        Report report = answer.report();
        if (!report.file().remarks().isEmpty()) {
            html.leaf("p", String.join(" ", report.file().remarks()));
        }
        html.open("dl");
        for (Heading heading : report.file().columns()) {
            html.leaf("dt", heading.column());
            html.leaf("dd", heading.says() + " (" + heading.unit() + ")");
        }
        html.close().close().close();
    }

    /** A table of all rows. */
    void table(Answer answer, String title) throws IOException {
        begin(answer, title);
        if (!answer.rows().isEmpty()) {
            table(answer);
        }
        end(answer, true);
    }

    private void table(Answer answer) throws IOException {
        html.open("div", "class", "scroll", "tabindex", "0")
                .open("table")
                .open("thead")
                .open("tr");
        for (int k = 0; k < answer.columns().size(); k++) {
            html.leaf("th", answer.columns().get(k).name(), "scope", "col", "class", alignment(answer, k));
        }
        html.close().close().open("tbody");
        for (List<@Nullable Object> row : answer.rows()) {
            html.open("tr");
            for (int k = 0; k < row.size(); k++) {
                html.leaf("td", answer.readable(row, k), "class", alignment(answer, k));
            }
            html.close();
        }
        html.close().close().close();
    }

    private static String alignment(Answer answer, int column) {
        return answer.isNumber(column) ? "number" : "text";
    }

    /** A bar per row, made of {@code parts}; the longest has full width. */
    void bars(Answer answer, String title, String label, List<String> parts) throws IOException {
        begin(answer, title);
        legend(parts);
        double longest = 0;
        for (List<@Nullable Object> row : answer.rows()) {
            longest = Math.max(longest, total(answer, row, parts));
        }
        html.open("table", "class", "bars").open("tbody");
        for (List<@Nullable Object> row : answer.rows()) {
            html.open("tr").leaf("th", answer.text(row, answer.column(label)), "scope", "row");
            html.open("td", "class", "bar").open("div", "class", "track", "aria-hidden", "true");
            for (int k = 0; k < parts.size(); k++) {
                double value = answer.number(row, answer.column(parts.get(k)));
                if (value > 0) {
                    html.open("i", "class", "s" + k, "style", "width:" + percent(value, longest))
                            .close();
                }
            }
            html.close().close();
            html.leaf("td", Answer.readable(total(answer, row, parts)), "class", "number")
                    .close();
        }
        html.close().close();
        end(answer, false);
    }

    /** Two bars per row, the longer one with full width: how two runs compare in each line by itself. */
    void pairs(Answer answer, String title, String label, List<String> columns, List<String> names) throws IOException {
        begin(answer, title);
        legend(names);
        html.open("table", "class", "bars").open("tbody");
        for (List<@Nullable Object> row : answer.rows()) {
            double first = answer.number(row, answer.column(columns.get(0)));
            double second = answer.number(row, answer.column(columns.get(1)));
            double longest = Math.max(first, second);
            html.open("tr").leaf("th", answer.text(row, answer.column(label)), "scope", "row");
            html.open("td", "class", "bar");
            bar(first, longest, "s0");
            bar(second, longest, "s1");
            html.close().open("td", "class", "number").text(Answer.readable(first));
            html.open("br").close().text(Answer.readable(second)).close().close();
        }
        html.close().close();
        end(answer, false);
    }

    private void bar(double value, double longest, String series) throws IOException {
        html.open("div", "class", "track", "aria-hidden", "true");
        html.open("i", "class", series, "style", "width:" + percent(value, longest))
                .close()
                .close();
    }

    private static double total(Answer answer, List<@Nullable Object> row, List<String> parts) {
        return parts.stream()
                .mapToDouble(part -> answer.number(row, answer.column(part)))
                .sum();
    }

    private void legend(List<String> parts) throws IOException {
        if (parts.size() < 2) {
            return;
        }
        html.open("p", "class", "legend");
        for (int k = 0; k < parts.size(); k++) {
            html.open("span")
                    .open("i", "class", "s" + k)
                    .close()
                    .text(parts.get(k))
                    .close();
        }
        html.close();
    }

    /** Columns in a row, one for each slice of time, each made of {@code shares} in percent; below them, counts. */
    void timeline(Answer answer, String title, List<String> shares, String counted) throws IOException {
        begin(answer, title);
        legend(shares);
        html.open("div", "class", "timeline", "aria-hidden", "true");
        for (List<@Nullable Object> row : answer.rows()) {
            html.open("div", "class", "slice");
            for (int k = 0; k < shares.size(); k++) {
                double share = answer.number(row, answer.column(shares.get(k)));
                if (share > 0) {
                    html.open("i", "class", "s" + k, "style", "height:" + percent(share, 100))
                            .close();
                }
            }
            html.close();
        }
        html.close();
        strip(answer, counted);
        end(answer, false);
    }

    private void strip(Answer answer, String counted) throws IOException {
        int column = answer.column(counted);
        double most = 0;
        for (List<@Nullable Object> row : answer.rows()) {
            most = Math.max(most, answer.number(row, column));
        }
        html.leaf("p", counted + ", at most " + Answer.readable(most) + " in a slice", "class", "axis");
        html.open("div", "class", "timeline low", "aria-hidden", "true");
        for (List<@Nullable Object> row : answer.rows()) {
            html.open("div", "class", "slice");
            html.open("i", "class", "s4", "style", "height:" + percent(answer.number(row, column), most))
                    .close();
            html.close();
        }
        html.close();
        int moment = answer.column("moment");
        double last = answer.rows().isEmpty()
                ? 0
                : answer.number(answer.rows().get(answer.rows().size() - 1), moment);
        html.open("p", "class", "axis ends").leaf("span", "moment 0");
        html.leaf("span", "last slice from moment " + Answer.readable(last)).close();
    }

    /** A grid: a row for each {@code down}, a column for each {@code across}, darker where there is more. */
    void heat(Answer answer, String title, String down, String across, String value, Labels labels) throws IOException {
        begin(answer, title);
        Map<String, Map<String, Double>> grid = new LinkedHashMap<>();
        Set<String> places = new LinkedHashSet<>();
        double most = 0;
        for (List<@Nullable Object> row : answer.rows()) {
            double amount = answer.number(row, answer.column(value));
            String place = answer.text(row, answer.column(across));
            places.add(place);
            grid.computeIfAbsent(answer.text(row, answer.column(down)), name -> new LinkedHashMap<>())
                    .put(place, amount);
            most = Math.max(most, amount);
        }
        List<String> columns = labels == Labels.NUMBERS ? numbers(places) : new ArrayList<>(places);
        html.open("div", "class", "scroll", "tabindex", "0");
        html.open("table", "class", labels == Labels.NAMES ? "heat named" : "heat");
        html.open("thead").open("tr").leaf("th", down, "scope", "col");
        for (String column : columns) {
            html.leaf("th", labels == Labels.NAMES || columns.size() < 24 ? column : "", "scope", "col");
        }
        html.close().close().open("tbody");
        for (Map.Entry<String, Map<String, Double>> line : grid.entrySet()) {
            html.open("tr").leaf("th", line.getKey(), "scope", "row");
            for (String column : columns) {
                cell(line.getValue().getOrDefault(column, 0.0), most, labels);
            }
            html.close();
        }
        html.close().close().close();
        end(answer, false);
    }

    private void cell(double amount, double most, Labels labels) throws IOException {
        // The root spreads small values out: one exit among thousands is still seen.
        String opacity = String.format(Locale.ROOT, "opacity:%.3f", most == 0 ? 0 : Math.sqrt(amount / most));
        html.open("td", "title", Answer.readable(amount))
                .open("i", "style", opacity)
                .close();
        if (labels == Labels.NAMES && amount > 0) {
            html.leaf("span", Answer.readable(amount));
        }
        html.close();
    }

    /** All whole numbers from the least to the greatest, so that gaps show. */
    private static List<String> numbers(Set<String> places) {
        List<String> all = new ArrayList<>();
        long least = places.stream().mapToLong(Long::parseLong).min().orElse(0);
        long most = places.stream().mapToLong(Long::parseLong).max().orElse(-1);
        for (long k = least; k <= most; k++) {
            all.add(Long.toString(k));
        }
        return all;
    }

    /** What the columns of a grid are called. */
    enum Labels {
        /** By number, in order, without gaps. */
        NUMBERS,
        /** By name, as they come; the cells have their numbers in them. */
        NAMES
    }

    private static String percent(double value, double whole) {
        return String.format(Locale.ROOT, "%.3f%%", whole == 0 ? 0 : 100 * value / whole);
    }
}
