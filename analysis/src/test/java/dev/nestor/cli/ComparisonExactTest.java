package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.compare.Comparison;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.recorder.Recording;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every workload that ships, v1 beside v2: exits are paired, every byte has its place, and the answer never varies. */
class ComparisonExactTest {

    /** Of ten thousand exits that the L2 decides, so many have their like. */
    private static final long PAIRED_MIN = 9_999;

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello-be", "radix", "smp"})
    void pairIsExact(String scenario) {
        check(scenario, "instruction");
    }

    /** An L2 that waits for time attempts as many instructions as it must wait: its exits are paired in order. */
    @Test
    void pairOfAnL2ThatWaitsIsExact() {
        check("timer", "order");
    }

    /** L2 vCPUs that run at the same time wait for each other as long as the L1 takes: that is paired in order, too. */
    @Test
    void pairOfL2sThatWaitForEachOtherIsExact() {
        check("smp-parallel", "order");
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"compute", "exit-storm", "page-touch"})
    void pairOfALongRunIsExact(String scenario) {
        check(scenario, "instruction");
    }

    private void check(String scenario, String pairedBy) {
        Path v1 = scratch.resolve("v1");
        Path v2 = scratch.resolve("v2");
        nestor("record", "--scenario", scenario, "--api", "v1", "-o", v1).succeeds();
        nestor("record", "--scenario", scenario, "--api", "v2", "-o", v2).succeeds();
        String once = nestor("compare", v1, v2).succeeds().out();
        assertEquals(once, nestor("compare", v1, v2).succeeds().out());
        try (TraceDatabase database = TraceDatabase.inMemory();
                Recording first = Recording.open(v1);
                Recording second = Recording.open(v2)) {
            database.load(first, events -> {});
            database.load(second, events -> {});
            Comparison.prepare(database.session());
            everyByteHasItsPlace(database);
            exitsArePaired(database, pairedBy);
        }
    }

    private static void everyByteHasItsPlace(TraceDatabase database) {
        String moved = "SELECT run, SUM(OCTET_LENGTH(bytes))::BIGINT FROM state_transferred GROUP BY run ORDER BY run";
        String attributed = "SELECT run, SUM(bytes)::BIGINT FROM compare_move GROUP BY run ORDER BY run";
        List<List<Object>> all = rows(database, moved);
        assertEquals(2, all.size());
        assertEquals(all, rows(database, attributed));
        assertEquals(List.of(), rows(database, "SELECT * FROM compare_move WHERE bytes < 0 OR register IS NULL"));
    }

    /** Exits that time decides may have no like: under v1 the same work takes another time. */
    private static void exitsArePaired(TraceDatabase database, String pairedBy) {
        String counts = "SELECT COUNT(*) FILTER (WHERE paired_by IN ('instruction', '" + pairedBy + "')),"
                + " GREATEST(COUNT(first_sequence), COUNT(second_sequence)) FROM compare_pair WHERE NOT is_timed";
        List<Object> row = rows(database, counts).get(0);
        long paired = (Long) row.get(0);
        long exits = (Long) row.get(1);
        assertTrue(exits > 0 && paired * 10_000 >= exits * PAIRED_MIN, paired + " of " + exits + " exits are paired");
    }

    private static List<List<Object>> rows(TraceDatabase database, String question) {
        try (QueryResult result = database.session().query(question)) {
            return result.rest();
        }
    }
}
