package dev.nestor.analysis.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question with its SQL: one {@code .sql} file that holds a heading and one query.
 *
 * <pre>
 * -- question: What does this answer?
 * -- Remarks, any number of lines.
 * -- portable: no, REASON                 of a view that runs on DuckDB only, see {@link #isPortable}
 * -- parameter name (unit): what it means, of a macro
 * -- column name (unit): what it means
 * SELECT ...
 * </pre>
 *
 * @param name the file's name without {@code .sql}
 * @param question what the query answers, one sentence
 * @param parameters what the heading says of a macro's parameters, in order
 * @param columns what the heading says of the result's columns, in order
 * @param remarks further lines of the heading
 * @param query the SQL without the heading
 */
public record SqlFile(
        String name,
        String question,
        List<Heading> parameters,
        List<Heading> columns,
        List<String> remarks,
        String query) {

    /**
     * What a heading says of one column or parameter.
     *
     * @param column its name
     * @param unit how its value reads
     * @param says what it means
     */
    public record Heading(String column, String unit, String says) {}

    private static final String QUESTION = "-- question: ";
    private static final String NOT_PORTABLE = "portable: no, ";
    private static final Pattern COLUMN = Pattern.compile("-- (column|parameter) (.+?) \\(([a-z]+)\\): (.+)");

    /** The file has its parts once and for all. */
    public SqlFile {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
        remarks = List.copyOf(remarks);
    }

    /** Whether the query keeps to the SQL that DuckDB and Apache Spark have in common: its heading does not deny it. */
    public boolean isPortable() {
        return remarks.stream().noneMatch(remark -> remark.startsWith(NOT_PORTABLE));
    }

    /**
     * Takes a file apart.
     *
     * @throws IllegalArgumentException when it does not begin with a question
     */
    public static SqlFile parse(String name, String text) {
        if (!text.startsWith(QUESTION)) {
            throw new IllegalArgumentException(name + ".sql does not begin with \"" + QUESTION + "\"");
        }
        List<Heading> parameters = new ArrayList<>();
        List<Heading> columns = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int line = 1;
        while (line < lines.size() && lines.get(line).startsWith("--")) {
            Matcher column = COLUMN.matcher(lines.get(line));
            if (column.matches()) {
                List<Heading> headings = column.group(1).equals("column") ? columns : parameters;
                headings.add(new Heading(column.group(2), column.group(3), column.group(4)));
            } else {
                remarks.add(lines.get(line).substring(2).strip());
            }
            line++;
        }
        String query = String.join("\n", lines.subList(line, lines.size()));
        return new SqlFile(name, lines.get(0).substring(QUESTION.length()), parameters, columns, remarks, query);
    }
}
