package dev.nestor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Drawings in SVG. They travel as the source of an image, because nbconvert takes an SVG out of a page; each stands on
 * a ground of its own, so that it can be read in the light and in the dark.
 */
final class NotebookPicture {

    private static final int WIDTH = 760;
    private static final int LABELS = 200;
    private static final int NUMBERS = 110;
    private static final int ROW = 22;
    private static final int TOP = 34;
    private static final List<String> COLOURS =
            List.of("#3b6ea8", "#c9772b", "#4c8c5a", "#8a5fa8", "#a8574f", "#5f7f8a");

    private NotebookPicture() {}

    /** Bars from left to right; of several numbers, the bars of a group stand together and share a scale. */
    static String bars(String title, JsonNode rows) {
        List<String> columns = columns(rows);
        double most = 0;
        for (JsonNode row : rows) {
            for (String column : columns.subList(1, columns.size())) {
                most = Math.max(most, row.get(column).asDouble());
            }
        }
        StringBuilder out = new StringBuilder();
        int y = TOP;
        for (JsonNode row : rows) {
            text(out, LABELS - 8, y + 15, "end", row.get(columns.get(0)).asText());
            for (int k = 1; k < columns.size(); k++) {
                double value = row.get(columns.get(k)).asDouble();
                double width = most == 0 ? 0 : value / most * (WIDTH - LABELS - NUMBERS);
                rectangle(out, LABELS, y + 3, width, COLOURS.get(k - 1), columns.get(k));
                String number = value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : String.format(Locale.ROOT, "%,.1f", value);
                text(out, LABELS + width + 6, y + 15, "start", number);
                y += ROW;
            }
        }
        if (columns.size() > 2) {
            y = legend(out, y, columns.subList(1, columns.size()));
        }
        return image(title, out, y + 8);
    }

    /** Stretches of time in lanes, each from its first to its last. */
    static String lanes(String title, JsonNode rows) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        List<String> lanes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode row : rows) {
            first = Math.min(first, row.get("first").asLong());
            last = Math.max(last, row.get("last").asLong());
            addNew(lanes, row.get("lane").asText());
            addNew(names, row.get("name").asText());
        }
        StringBuilder out = new StringBuilder();
        for (String lane : lanes) {
            text(out, LABELS - 8, TOP + lanes.indexOf(lane) * ROW + 15, "end", lane);
        }
        double scale = (double) (WIDTH - LABELS - 16) / Math.max(1, last - first);
        for (JsonNode row : rows) {
            String name = row.get("name").asText();
            double x = LABELS + (row.get("first").asLong() - first) * scale;
            double width =
                    Math.max(1, (row.get("last").asLong() - row.get("first").asLong()) * scale);
            int y = TOP + lanes.indexOf(row.get("lane").asText()) * ROW + 3;
            rectangle(out, x, y, width, COLOURS.get(names.indexOf(name) % COLOURS.size()), name);
        }
        int y = TOP + lanes.size() * ROW;
        text(out, LABELS, y + 14, "start", String.format(Locale.ROOT, "%,d", first));
        text(out, WIDTH - 16, y + 14, "end", String.format(Locale.ROOT, "%,d", last));
        return image(title, out, legend(out, y + ROW, names) + 8);
    }

    private static void addNew(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }

    private static List<String> columns(JsonNode rows) {
        List<String> columns = new ArrayList<>();
        rows.get(0).fieldNames().forEachRemaining(columns::add);
        return columns;
    }

    private static int legend(StringBuilder out, int y, List<String> names) {
        int x = LABELS;
        int line = y;
        for (int k = 0; k < names.size(); k++) {
            int width = 30 + names.get(k).length() * 8;
            if (x + width > WIDTH && x > LABELS) {
                x = LABELS;
                line += ROW;
            }
            rectangle(out, x, line + 3, 14, COLOURS.get(k % COLOURS.size()), names.get(k));
            text(out, x + 20, line + 15, "start", names.get(k));
            x += width;
        }
        return line + ROW;
    }

    private static void rectangle(StringBuilder out, double x, int y, double width, String colour, String says) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x='%.1f' y='%d' width='%.1f' height='16' fill='%s'><title>%s</title></rect>\n",
                x,
                y,
                width,
                colour,
                escaped(says)));
    }

    private static void text(StringBuilder out, double x, int y, String anchor, String says) {
        out.append(String.format(
                Locale.ROOT, "<text x='%.1f' y='%d' text-anchor='%s'>%s</text>\n", x, y, anchor, escaped(says)));
    }

    private static String image(String title, StringBuilder shapes, int height) {
        String svg = "<svg xmlns='http://www.w3.org/2000/svg' width='" + WIDTH + "' height='" + height
                + "' viewBox='0 0 " + WIDTH + " " + height + "'>\n"
                + "<style>text { font: 13px sans-serif; fill: #222 } .title { font-weight: bold }"
                + " .ground { fill: #fff }"
                + " @media (prefers-color-scheme: dark) { text { fill: #ddd } .ground { fill: #1c1f24 } }</style>\n"
                + "<rect class='ground' width='100%' height='100%'/>\n"
                + "<text class='title' x='8' y='20'>" + escaped(title) + "</text>\n" + shapes + "</svg>\n";
        return "<img alt=\"" + escaped(title) + "\" style=\"max-width: 100%\" src=\"data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)) + "\"/>";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
