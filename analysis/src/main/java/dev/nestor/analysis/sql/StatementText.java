package dev.nestor.analysis.sql;

/** Looks at SQL text as far as is needed to tell one statement from several. */
final class StatementText {
    private StatementText() {}

    /** Whether {@code sql} holds exactly one statement: something, and nothing behind a semicolon that ends it. */
    static boolean isOne(String sql) {
        boolean something = false;
        boolean ended = false;
        for (int at = 0; at < sql.length(); at++) {
            int skipped = skipComment(sql, at);
            if (skipped > at) {
                at = skipped - 1;
                continue;
            }
            char c = sql.charAt(at);
            if (c == ';') {
                ended = true;
            } else if (!Character.isWhitespace(c)) {
                if (ended) {
                    return false;
                }
                something = true;
                at = skipQuoted(sql, at);
            }
        }
        return something;
    }

    /** The end of the comment that begins at {@code at}, or {@code at} when none does. */
    private static int skipComment(String sql, int at) {
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            return end < 0 ? sql.length() : end;
        }
        if (sql.startsWith("/*", at)) {
            int end = sql.indexOf("*/", at + 2);
            return end < 0 ? sql.length() : end + 2;
        }
        return at;
    }

    /** The last character of the text or name in quotes that begins at {@code at}, or {@code at} when none does. */
    private static int skipQuoted(String sql, int at) {
        char quote = sql.charAt(at);
        if (quote != '\'' && quote != '"') {
            return at;
        }
        int end = sql.indexOf(quote, at + 1);
        return end < 0 ? sql.length() - 1 : end;
    }
}
