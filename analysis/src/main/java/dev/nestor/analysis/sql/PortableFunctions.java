package dev.nestor.analysis.sql;

import java.util.List;

/** What the views need and no two engines spell alike: functions of our own names, defined for DuckDB and for Spark. */
public final class PortableFunctions {

    /**
     * One function.
     *
     * @param name by which views call it
     * @param parameters names of its parameters, with commas in between
     * @param duckDbBody what it gives, in DuckDB's SQL
     * @param sparkParameters the parameters with their types in Spark
     * @param sparkResult the result's type in Spark
     * @param sparkBody what it gives, in Spark's SQL
     * @param says the same in a phrase
     */
    public record Function(
            String name,
            String parameters,
            String duckDbBody,
            String sparkParameters,
            String sparkResult,
            String sparkBody,
            String says) {

        /** The statement that creates it in DuckDB. */
        public String duckDb() {
            return "CREATE OR REPLACE MACRO " + name + "(" + parameters + ") AS " + duckDbBody;
        }

        /** The statement that creates it in Spark, for one session. */
        public String spark() {
            return "CREATE OR REPLACE TEMPORARY FUNCTION " + name + "(" + sparkParameters + ") RETURNS " + sparkResult
                    + " RETURN " + sparkBody;
        }
    }

    private static final List<Function> ALL = List.of(
            new Function(
                    "hex_text",
                    "number",
                    "'0x' || HEX(number)",
                    "number DECIMAL(20, 0)",
                    "STRING",
                    "'0x' || CONV(CAST(number AS STRING), 10, 16)",
                    "a number without sign as text, such as 0xC00"),
            new Function(
                    "bits_number",
                    "bits",
                    "CASE WHEN OCTET_LENGTH(bits) BETWEEN 1 AND 8 THEN ('0x' || HEX(bits))::UBIGINT END",
                    "bits BINARY",
                    "DECIMAL(20, 0)",
                    "CASE WHEN OCTET_LENGTH(bits) BETWEEN 1 AND 8"
                            + " THEN CAST(CONV(HEX(bits), 16, 10) AS DECIMAL(20, 0)) END",
                    "up to 8 bytes, big-endian, as a number without sign; NULL for none or more"),
            new Function(
                    "placed",
                    "place, word",
                    "{'place': place, 'word': word}",
                    "place BIGINT, word STRING",
                    "STRUCT<place: BIGINT, word: STRING>",
                    "NAMED_STRUCT('place', place, 'word', word)",
                    "a text with its place in a list, for listed"),
            new Function(
                    "listed",
                    "words",
                    "ARRAY_TO_STRING(LIST_TRANSFORM(LIST_SORT(words),"
                            + " lambda each: (each::STRUCT(place BIGINT, word VARCHAR)).word), ', ')",
                    "words ARRAY<STRUCT<place: BIGINT, word: STRING>>",
                    "STRING",
                    "ARRAY_JOIN(TRANSFORM(ARRAY_SORT(words), each -> each.word), ', ')",
                    "the texts of an array of placed, in order, with commas in between"));

    private PortableFunctions() {}

    /** Every function. */
    public static List<Function> all() {
        return ALL;
    }

    /** Creates all of them in a DuckDB database. */
    static void createIn(DuckDbSession session) {
        ALL.forEach(function -> session.execute(function.duckDb()));
    }
}
