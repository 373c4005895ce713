package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.compare.Comparison;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.Recording;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One workload under both APIs. */
class CompareCommandTest {

    @TempDir
    private static Path shared;

    private static Path v1;
    private static Path v2;
    private static String comparison;

    @BeforeAll
    static void recordUnderBoth() {
        v1 = shared.resolve("v1");
        v2 = shared.resolve("v2");
        nestor("record", "--scenario", "hello", "--api", "v1", "-o", v1).succeeds();
        comparison = nestor("compare", v1, "--rerun", "v2", "-o", v2).succeeds().out();
    }

    @Test
    void rerunIsTheRecordingUnderTheOtherApi() {
        Path direct = shared.resolve("direct");
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", direct).succeeds();
        String events = nestor("events", direct).succeeds().out();
        assertEquals(events, nestor("events", v2).succeeds().out());
    }

    @Test
    void comparingTwiceGivesTheSameBytes() {
        assertEquals(comparison, nestor("compare", v1, v2).succeeds().out());
    }

    @Test
    void everyByteHasAnElementAndACause() {
        try (TraceDatabase database = TraceDatabase.inMemory();
                Recording first = Recording.open(v1);
                Recording second = Recording.open(v2)) {
            database.load(first, events -> {});
            database.load(second, events -> {});
            Comparison.prepare(database.session());
            String moved =
                    "SELECT run, SUM(OCTET_LENGTH(bytes))::BIGINT FROM state_transferred GROUP BY run ORDER BY run";
            String attributed = "SELECT run, SUM(bytes)::BIGINT FROM compare_move GROUP BY run ORDER BY run";
            assertEquals(rows(database, moved), rows(database, attributed));
            String headers = "SELECT run, SUM(bytes)::BIGINT FROM compare_move WHERE register = 'headers'"
                    + " GROUP BY run ORDER BY run";
            String fromCounts = "SELECT run, SUM(CASE WHEN format = 1 THEN 4 + 4 * elements ELSE 0 END)::BIGINT"
                    + " FROM state_transferred WHERE format <> 6 GROUP BY run ORDER BY run";
            assertEquals(
                    rows(database, fromCounts),
                    rows(database, headers).isEmpty() ? List.of() : withZeroOfV1(rows(database, headers)));
            String pairs = "SELECT COUNT(*) FILTER (WHERE paired_by = 'instruction') = COUNT(*) FROM compare_pair";
            assertEquals(List.of(List.of(true)), rows(database, pairs));
        }
    }

    @Test
    void costsAreTheUsers() {
        nestor("compare", v1, v2, "--cost", "hcall=0").succeeds().prints("given on the command line");
        nestor("compare", v1, v2, "--cost", "hcall=-1").failsWith(ExitCode.USER, "NAME=CYCLES");
        nestor("compare", v1, v2, "--cost", "byts=1").failsWith(ExitCode.USER, "it has l2_instruction");
        String question = "SELECT value FROM cost_model WHERE parameter = 'byte'";
        assertEquals(
                "value\n2.0\n",
                nestor("query", v1, question, "--cost", "byte=2", "--format", "csv")
                        .out());
    }

    @Test
    void wrongPairsAreRefused() {
        nestor("compare", v1).failsWith(ExitCode.USER, "--rerun");
        nestor("compare", v1, "--rerun", "v1", "-o", shared.resolve("x")).failsWith(ExitCode.USER, "already");
        nestor("compare", v1, "--rerun", "v3", "-o", shared.resolve("x")).failsWith(ExitCode.USER, "no API");
        nestor("compare", v1, v2, "--rerun", "v2").failsWith(ExitCode.USER, "give a second recording");
    }

    /** A sum over no rows has none; v1's structures have no headers. */
    private static List<List<Object>> withZeroOfV1(List<List<Object>> headers) {
        return headers.size() == 2 ? headers : List.of(List.of(1, 0L), headers.get(0));
    }

    private static List<List<Object>> rows(TraceDatabase database, String question) {
        try (QueryResult result = database.session().query(question)) {
            return result.rest();
        }
    }
}
