package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How an answer is written. */
public enum ResultFormat {
    /** Aligned columns for people: patterns of bits in hexadecimal, long bytes cut. */
    TABLE {
        @Override
        public long write(QueryResult result, Appendable out) throws IOException {
            return new TextTable(result).writeTo(out);
        }
    },
    /** RFC 4180: a header line, numbers in full and decimal, bytes in hexadecimal, an empty field for null. */
    CSV {
        @Override
        public long write(QueryResult result, Appendable out) throws IOException {
            return CsvText.write(result, out);
        }
    },
    /** A table for GitHub and notebooks: values as people read them. */
    MARKDOWN {
        @Override
        public long write(QueryResult result, Appendable out) throws IOException {
            return MarkdownTable.write(result, out);
        }
    },
    /** An array of objects, one per line: numbers in full, bytes as hexadecimal text. */
    JSON {
        @Override
        public long write(QueryResult result, Appendable out) throws IOException {
            return JsonText.write(result, out);
        }
    };

    /**
     * Writes the whole answer.
     *
     * @return rows written
     */
    public abstract long write(QueryResult result, Appendable out) throws IOException;

    /**
     * As {@link #TABLE}, with long lists in the last column broken behind their commas.
     *
     * @param lastWidthMax characters of the last column in one line, where its values can be broken
     * @return rows written
     */
    public static long writeWrapped(QueryResult result, int lastWidthMax, Appendable out) throws IOException {
        return new TextTable(result, lastWidthMax).writeTo(out);
    }

    /** As the command line writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format written as its lower-case name, or null. */
    public static @Nullable ResultFormat parse(String text) {
        for (ResultFormat format : values()) {
            if (format.text().equals(text)) {
                return format;
            }
        }
        return null;
    }
}
