package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Single values as text. */
final class ValueText {

    /** Bytes that a person sees of a longer run of bytes. */
    private static final int BYTES_SHOWN = 24;

    private ValueText() {}

    /** For people: patterns in hexadecimal, fractions with two digits, long bytes cut, null as nothing. */
    static String readable(ResultColumn column, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (column.isPattern()) {
            return String.format(Locale.ROOT, "0x%x", Long.parseUnsignedLong(value.toString()));
        }
        if (value instanceof Double || value instanceof Float) {
            return fraction(((Number) value).doubleValue());
        }
        if (value instanceof byte[] bytes) {
            String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, BYTES_SHOWN));
            return bytes.length <= BYTES_SHOWN ? hex : hex + "... (" + bytes.length + " bytes)";
        }
        return oneLine(value.toString());
    }

    /** For programs: everything in full. */
    static String exact(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value.toString();
    }

    private static String fraction(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : Double.toString(value);
    }

    /** Control characters would break the lines of a table. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        line.append(String.format(Locale.ROOT, "\\x%02x", c));
                    } else {
                        line.append((char) c);
                    }
                }
            }
        });
        return line.toString();
    }
}
