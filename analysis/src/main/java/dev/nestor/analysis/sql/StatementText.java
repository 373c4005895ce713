package dev.nestor.analysis.sql;

/** Looks at SQL text as far as is needed to tell one statement from several. */
public final class StatementText {
    private StatementText() {}

    /** Whether {@code sql} holds exactly one statement: something, and nothing behind a semicolon that ends it. */
    static boolean isOne(String sql) {
        return scan(sql) == State.INSIDE || scan(sql) == State.ENDED;
    }

    /** Whether {@code sql} holds one statement that a semicolon ends, so that nothing more need be awaited. */
    public static boolean isEnded(String sql) {
        return scan(sql) == State.ENDED || scan(sql) == State.SEVERAL;
    }

    private enum State {
        NOTHING,
        INSIDE,
        ENDED,
        SEVERAL
    }

    private static State scan(String sql) {
        State state = State.NOTHING;
        for (int at = 0; at < sql.length(); at++) {
            int skipped = skipComment(sql, at);
            if (skipped > at) {
                at = skipped - 1;
                continue;
            }
            char c = sql.charAt(at);
            if (c == ';') {
                state = state == State.INSIDE ? State.ENDED : state;
            } else if (!Character.isWhitespace(c)) {
                if (state == State.ENDED) {
                    return State.SEVERAL;
                }
                state = State.INSIDE;
                at = skipQuoted(sql, at);
            }
        }
        return state;
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
