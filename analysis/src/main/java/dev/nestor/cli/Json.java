package dev.nestor.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One JSON object, built name by name in the order in which it is written. Numbers are whole; what has 64 bits and no
 * sign, a digest, is text. A value that is not there is {@code null}.
 */
final class Json {

    private static final String INDENT = "  ";

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a value: a text, a number, a boolean, a {@link Json}, a list or map of these, or an optional one. */
    Json put(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** The object over several lines, with a line feed at its end. */
    String text() {
        StringBuilder out = new StringBuilder();
        write(out, values, "");
        return out.append('\n').toString();
    }

    private static void write(StringBuilder out, Object value, String indent) {
        if (value instanceof Json object) {
            write(out, object.values, indent);
        } else if (value instanceof Map<?, ?> map) {
            writeAll(out, map.entrySet(), indent, "{}");
        } else if (value instanceof List<?> list) {
            writeAll(out, list, indent, "[]");
        } else if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                write(out, optional.get(), indent);
            } else {
                out.append("null");
            }
        } else if (value instanceof OptionalLong optional) {
            out.append(optional.isPresent() ? Long.toString(optional.getAsLong()) : "null");
        } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            out.append(value);
        } else {
            writeText(out, value.toString());
        }
    }

    private static void writeAll(StringBuilder out, Iterable<?> members, String indent, String brackets) {
        String inner = indent + INDENT;
        String separator = "";
        out.append(brackets.charAt(0));
        for (Object member : members) {
            out.append(separator).append('\n').append(inner);
            if (member instanceof Map.Entry<?, ?> entry) {
                writeText(out, String.valueOf(entry.getKey()));
                out.append(": ");
                write(out, entry.getValue(), inner);
            } else {
                write(out, member, inner);
            }
            separator = ",";
        }
        if (!separator.isEmpty()) {
            out.append('\n').append(indent);
        }
        out.append(brackets.charAt(1));
    }

    private static void writeText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
