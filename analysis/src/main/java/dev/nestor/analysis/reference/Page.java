package dev.nestor.analysis.reference;

import java.util.List;
import java.util.Locale;

/** A page of Markdown that is being written, top to bottom. */
final class Page {

    private final StringBuilder text = new StringBuilder();

    /**
     * A page that has its heading and says where it comes from.
     *
     * @param source classes or files whose rows it shows
     * @param introduction what the rows are, as Markdown
     */
    Page(String title, String source, String introduction) {
        text.append("# ").append(title).append('\n');
        says(introduction);
        says("Made from " + source + "; `ReferenceTest` holds it in step and says how to make it anew.");
    }

    /** A paragraph, as Markdown. */
    Page says(String markdown) {
        text.append('\n').append(markdown).append('\n');
        return this;
    }

    /** A heading below the page's, as Markdown. */
    Page section(String heading) {
        return says("## " + heading);
    }

    /**
     * A table; nothing when it has no rows.
     *
     * @param headings of the columns, plain text
     * @param rows of cells as {@link #plain}, {@link #code} and {@link #hex} give them, as many as headings
     */
    Page table(List<String> headings, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        text.append("\n| ").append(String.join(" | ", headings)).append(" |\n");
        text.append("|---".repeat(headings.size())).append("|\n");
        for (List<String> row : rows) {
            if (row.size() != headings.size()) {
                throw new IllegalStateException("a row of " + headings + " has other columns: " + row);
            }
            text.append("| ").append(String.join(" | ", row)).append(" |\n");
        }
        return this;
    }

    /** The whole page. */
    String text() {
        return text.toString();
    }

    /** Text of which Markdown must read nothing as its own. */
    static String plain(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("`", "\\`");
    }

    /** A word of the code; empty for none. */
    static String code(String word) {
        return word.isEmpty() ? "" : "`" + word.replace("|", "\\|") + "`";
    }

    /** A word of the code that stands in a table of constants, such as an enum's: its name. */
    static String name(Enum<?> constant) {
        return code(constant.name());
    }

    /** A constant in plain words. */
    static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A number as the sources write it, in hexadecimal. */
    static String hex(long value) {
        return "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
    }

    static String yesOrNo(boolean isSo) {
        return isSo ? "yes" : "no";
    }
}
