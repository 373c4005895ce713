package dev.nestor.cli;

import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.StatementText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Questions line by line: a statement ends with a semicolon and may have many lines; a line that begins with a dot is a
 * command to the shell. A wrong statement is one line of remark, and the next one is awaited.
 */
final class SqlShell {
    static final String PROMPT = "nestor> ";
    static final String PROMPT_INSIDE = "   ...> ";
    private static final List<String> COMMANDS = List.of(".help", ".tables", ".columns", ".format", ".quit");

    private final DuckDbSession session;
    private final Terminal terminal;
    private final SortedSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final StringBuilder statement = new StringBuilder();
    private ResultFormat format = ResultFormat.TABLE;

    SqlShell(DuckDbSession session, Terminal terminal) {
        this.session = session;
        this.terminal = terminal;
        for (String question : List.of(
                "SELECT table_name FROM information_schema.tables",
                "SELECT DISTINCT column_name FROM information_schema.columns",
                "SELECT UPPER(keyword_name) FROM duckdb_keywords() WHERE keyword_category = 'reserved'")) {
            words.addAll(answer(question));
        }
    }

    /** What a person is shown before typing. */
    String prompt() {
        return statement.isEmpty() ? PROMPT : PROMPT_INSIDE;
    }

    /** Forgets the lines of a statement that was not ended. */
    void forget() {
        statement.setLength(0);
    }

    /** Tables, columns, keywords and commands that begin with {@code prefix}, whatever its case; in order. */
    List<String> candidates(String prefix) {
        String lower = prefix.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        for (String word : prefix.startsWith(".") ? COMMANDS : words) {
            if (word.toLowerCase(Locale.ROOT).startsWith(lower)) {
                found.add(word);
            }
        }
        return found;
    }

    /**
     * Takes one line.
     *
     * @return whether more lines are wanted
     */
    boolean line(String line) throws IOException {
        if (statement.isEmpty() && line.strip().startsWith(".")) {
            return command(line.strip().split("\\s+"));
        }
        statement.append(line).append('\n');
        if (StatementText.isEnded(statement.toString())) {
            ask(statement.toString());
            forget();
        } else if (statement.toString().isBlank()) {
            forget();
        }
        return true;
    }

    /** The input ended: a statement without its semicolon is asked all the same. */
    void end() throws IOException {
        if (!statement.toString().isBlank()) {
            ask(statement.toString());
            forget();
        }
    }

    private void ask(String question) throws IOException {
        try (QueryResult result = session.query(question)) {
            format.write(result, terminal.out());
        } catch (QueryException e) {
            terminal.remark(String.valueOf(e.getMessage()));
        }
    }

    private boolean command(String[] command) throws IOException {
        switch (command[0]) {
            case ".quit", ".exit" -> {
                return false;
            }
            case ".tables" ->
                ask("SELECT table_name AS name, LOWER(table_type) AS kind FROM information_schema.tables"
                        + " ORDER BY kind, name");
            case ".columns" -> {
                if (command.length == 2) {
                    ask("DESCRIBE \"" + command[1].replace("\"", "\"\"") + '"');
                } else {
                    terminal.remark(".columns: name a table or view");
                }
            }
            case ".format" -> {
                ResultFormat chosen = command.length == 2 ? ResultFormat.parse(command[1]) : null;
                if (chosen == null) {
                    terminal.remark(".format: write table, csv, json or markdown");
                } else {
                    format = chosen;
                }
            }
            default ->
                terminal.print("A statement ends with a semicolon. .tables, .columns NAME, .format FORMAT, .quit");
        }
        return true;
    }

    private List<String> answer(String question) {
        try (QueryResult result = session.query(question)) {
            return result.rest().stream().map(row -> String.valueOf(row.get(0))).toList();
        }
    }
}
