package dev.nestor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Drawings of HTML alone: bars and stretches are boxes whose sizes are shares in percent, so that they are as wide as
 * the page while their text keeps its size, takes the page's colour in the light and the dark, and can be read aloud.
 * nbconvert takes an SVG out of a page, and one that travels as an image shrinks with its text.
 */
final class NotebookPicture {

    private static final List<String> COLOURS =
            List.of("#4479b8", "#c9772b", "#4c8c5a", "#9468b3", "#b5605a", "#6a8a96");

    private static final String ROW = "display: flex; flex-wrap: wrap; align-items: center; column-gap: 8px";
    private static final String LABEL = "flex: 0 0 200px; font-size: 13px; line-height: 20px";
    private static final String TRACK = "flex: 1 1 110px; position: relative; height: 16px; margin: 2px 0";
    private static final String GROUND = "; background: rgba(128, 128, 128, 0.15)";
    private static final String ENDS = "; display: flex; justify-content: space-between; font-size: 13px";
    private static final String PRINTED =
            "; display: block; height: 16px; -webkit-print-color-adjust: exact; print-color-adjust: exact";
    private static final String NUMBER = "flex: 0 0 64px; text-align: right; font-size: 13px; line-height: 20px";

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
        for (JsonNode row : rows) {
            String label = row.get(columns.get(0)).asText();
            for (int k = 1; k < columns.size(); k++) {
                double value = row.get(columns.get(k)).asDouble();
                String bar = box("", 0, most == 0 ? 0 : 100 * value / most, COLOURS.get(k - 1), columns.get(k));
                row(out, k == 1 ? label : "", GROUND, bar, number(value));
            }
        }
        if (columns.size() > 2) {
            legend(out, columns.subList(1, columns.size()));
        }
        return figure(title, out);
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
        double scale = 100.0 / Math.max(1, last - first);
        StringBuilder out = new StringBuilder();
        for (String lane : lanes) {
            StringBuilder stretches = new StringBuilder();
            for (JsonNode row : rows) {
                if (row.get("lane").asText().equals(lane)) {
                    String name = row.get("name").asText();
                    long begin = row.get("first").asLong();
                    stretches.append(box(
                            "position: absolute; ",
                            (begin - first) * scale,
                            (row.get("last").asLong() - begin) * scale,
                            COLOURS.get(names.indexOf(name) % COLOURS.size()),
                            name));
                }
            }
            row(out, lane, GROUND, stretches.toString(), "");
        }
        String ends = "<span>" + number(first) + "</span><span>" + number(last) + "</span>";
        row(out, "from, to", ENDS, ends, "");
        legend(out, names);
        return figure(title, out);
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

    /** A label, a track with boxes in it, and a number; on a narrow page the label stands above. */
    private static void row(StringBuilder out, String label, String track, String boxes, String number) {
        out.append("<div style=\"")
                .append(ROW)
                .append("\"><span style=\"")
                .append(LABEL)
                .append("\">");
        out.append(escaped(label))
                .append("</span><span style=\"")
                .append(TRACK)
                .append(track)
                .append("\">");
        out.append(boxes)
                .append("</span><span style=\"")
                .append(NUMBER)
                .append("\">")
                .append(number);
        out.append("</span></div>\n");
    }

    /** Where and how wide are in percent; what is shorter than a pixel is still seen. */
    private static String box(String place, double left, double width, String colour, String says) {
        return String.format(
                Locale.ROOT,
                "<i title=\"%s\" style=\"%sleft: %.3f%%; width: %.3f%%; min-width: 1px; background: %s%s\"></i>",
                escaped(says),
                place,
                left,
                width,
                colour,
                PRINTED);
    }

    private static void legend(StringBuilder out, List<String> names) {
        out.append("<div style=\"").append(ROW).append("; margin-top: 4px; font-size: 13px\">");
        for (int k = 0; k < names.size(); k++) {
            out.append("<span style=\"display: flex; align-items: center; column-gap: 4px\"><i style=\"width: 14px")
                    .append("; background: ")
                    .append(COLOURS.get(k % COLOURS.size()))
                    .append(PRINTED)
                    .append("\"></i>")
                    .append(escaped(names.get(k)))
                    .append("</span>");
        }
        out.append("</div>\n");
    }

    private static String figure(String title, StringBuilder rows) {
        return "<figure style=\"margin: 8px 0; max-width: 760px\"><figcaption style=\"font-weight: bold\">"
                + escaped(title) + "</figcaption>\n" + rows + "</figure>";
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.1f", value);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
