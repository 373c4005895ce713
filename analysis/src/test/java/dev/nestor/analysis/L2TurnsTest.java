package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.report.StatQuery;
import dev.nestor.analysis.report.StatQuery.Group;
import dev.nestor.analysis.report.StatQuery.Key;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Turns as they are followed while a recording is loaded, against what SQL makes of the finished tables by joins and
 * windows: {@code turns/l2_exit.sql} among the test's resources says what a turn is.
 */
class L2TurnsTest {

    private static final int SEEDS = 24;
    private static final int STEPS = 400;

    private static TraceDatabase database;
    private static String definition;

    @BeforeAll
    static void load() throws IOException {
        database = TraceDatabase.inMemory();
        definition = definition();
        Path hello = Path.of(System.getProperty("nestor.root", ".."), "sample-traces", "hello");
        for (String api : List.of("v1", "v2")) {
            try (Recording recording = Recording.open(hello.resolve(api))) {
                database.load(recording, events -> {});
            }
        }
        database.load("two exits", Map.of(), SyntheticTrace::twoExits);
        database.load("two L2 vCPUs", Map.of(), SyntheticTrace::twoL2Vcpus);
        for (long seed = 1; seed <= SEEDS; seed++) {
            long each = seed;
            database.load("seed " + seed, Map.of(), sink -> walk(each, from(each % 3 * 40, sink)));
        }
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void everyTurnIsAsItsDefinitionSays() {
        assertEquals("[]", rows("SELECT run, sequence FROM (SELECT * FROM l2_exit EXCEPT ALL " + definition + ")"));
        assertEquals("[]", rows("SELECT run, sequence FROM (" + definition + " EXCEPT ALL SELECT * FROM l2_exit)"));
    }

    @Test
    void everyExitHasOneTurn() {
        assertEquals(
                rows("SELECT run, sequence FROM nested_exited ORDER BY ALL"),
                rows("SELECT run, sequence FROM l2_turn ORDER BY ALL"));
        assertTrue(!rows("SELECT * FROM l2_turn WHERE run > 4 AND l1_instructions > 0")
                .equals("[]"));
    }

    @Test
    void countsAreThoseOfTheTurns() {
        String kinds = "run, reason, l2_hcall, guest_id, l2_vcpu, l1_instructions";
        String counted = "SELECT " + kinds + ", SUM(exits)::BIGINT AS exits FROM l2_turn_count GROUP BY ALL";
        String turns = "SELECT " + kinds + ", COUNT(*) AS exits FROM l2_turn GROUP BY ALL";
        assertEquals("[]", rows("(" + counted + ") EXCEPT ALL (" + turns + ")"));
        assertEquals("[]", rows("(" + turns + ") EXCEPT ALL (" + counted + ")"));
        assertEquals("[[true]]", rows("SELECT COUNT(*) < (SELECT COUNT(*) FROM l2_turn) FROM l2_turn_count"));
    }

    @ParameterizedTest
    @CsvSource({"exit,reason", "l2-hcall,l2_hcall"})
    void percentilesAreThoseOfAllTimes(String event, String name) {
        String asked = new StatQuery(event, 1L, null, List.of(Group.GUEST), 0, Key.NAME, false, false).sql();
        String all = "SELECT guest_id, " + name + ", COUNT(*), MIN(l1_instructions), MAX(l1_instructions),"
                + " AVG(l1_instructions), QUANTILE_DISC(l1_instructions, 0.5), QUANTILE_DISC(l1_instructions, 0.9),"
                + " QUANTILE_DISC(l1_instructions, 0.99), QUANTILE_DISC(l1_instructions, 0.999)"
                + " FROM l2_turn WHERE l2_vcpu = 1 AND " + name + " IS NOT NULL GROUP BY ALL ORDER BY ALL";
        String columns = "\"Samples\", \"Min Time\", \"Max Time\", \"Avg time\", \"P50\", \"P90\", \"P99\", \"P99.9\"";
        assertEquals(
                rows(all),
                rows("SELECT guest_id, name, " + columns + " FROM (" + asked
                        + ") AS asked(guest_id, name) ORDER BY guest_id, name"));
        assertTrue(!rows(all).equals("[]"));
    }

    @Test
    void slicesAddUpToTheTurns() {
        String kinds = "run, reason, l2_hcall, guest_id, l2_vcpu";
        String times = "COUNT(l1_instructions), SUM(l1_instructions), MIN(l1_instructions), MAX(l1_instructions)";
        String timed = "SUM(CASE WHEN l1_class IS NULL THEN 0 ELSE exits END)::BIGINT";
        String slices = "SELECT slice_moment // 1000000 AS slice, " + kinds + ", SUM(exits)::BIGINT, " + timed
                + ", SUM(l1_sum), MIN(l1_min), MAX(l1_max) FROM l2_turn_slice GROUP BY ALL";
        String turns =
                "SELECT moment // 1000000 AS slice, " + kinds + ", COUNT(*), " + times + " FROM l2_turn GROUP BY ALL";
        assertEquals("[]", rows("(" + slices + ") EXCEPT ALL (" + turns + ")"));
        assertEquals("[]", rows("(" + turns + ") EXCEPT ALL (" + slices + ")"));
    }

    /** The recordings have slices of a length of their own, the other runs, whose end nobody knew, single moments. */
    @Test
    void slicesBeginAtMultiplesOfTheirLength() {
        assertEquals(
                "[[1, true, true], [2, true, true]]",
                rows("SELECT run, BOOL_AND(slice_moment % 10000 = 0), BOOL_AND(moment - slice_moment < 10000)"
                        + " FROM l2_turn_slice WHERE run <= 2 GROUP BY run ORDER BY run"));
        assertEquals("[[true]]", rows("SELECT BOOL_AND(slice_moment = moment) FROM l2_turn_slice WHERE run > 2"));
    }

    @ParameterizedTest
    @CsvSource({"exit,20000,false", "l2-hcall,40000,false", "exit,1000000000,true"})
    void percentilesOfSlicesAreHardlyTooLarge(String event, long slice, boolean isRounded) {
        String exact = new StatQuery(event, null, null, List.of(Group.VCPU), slice, Key.NAME, false, false).sql();
        String counted = new StatQuery(event, null, null, List.of(Group.VCPU), slice, Key.NAME, false, true).sql();
        String same = "SELECT * EXCLUDE (\"P50\", \"P90\", \"P99\", \"P99.9\") FROM ";
        assertEquals(rows(same + "(" + exact + ")"), rows(same + "(" + counted + ")"));
        String percentile =
                "SELECT COALESCE(\"P50\", 0), COALESCE(\"P90\", 0), COALESCE(\"P99\", 0), COALESCE(\"P99.9\", 0) FROM ";
        List<List<Object>> right = answer(percentile + "(" + exact + ")");
        List<List<Object>> found = answer(percentile + "(" + counted + ")");
        int differences = 0;
        for (int i = 0; i < right.size(); i++) {
            for (int k = 0; k < right.get(i).size(); k++) {
                long least = ((Number) right.get(i).get(k)).longValue();
                long most = ((Number) found.get(i).get(k)).longValue();
                assertTrue(most >= least && 128 * (most - least) <= least, right.get(i) + " " + found.get(i));
                differences += most == least ? 0 : 1;
            }
        }
        assertFalse(right.isEmpty());
        assertTrue(differences > 0 || !isRounded, "each class has one time only");
    }

    @Test
    void histogramsOfSlicesAreExact() {
        List<String> answers = new ArrayList<>();
        for (boolean isFromSlices : List.of(false, true)) {
            answers.add(rows(new StatQuery("exit", null, null, List.of(), 50_000, Key.NAME, true, isFromSlices).sql()));
        }
        assertEquals(answers.get(0), answers.get(1));
    }

    /** Of a recording whose begin a ring dropped, only the first exits are without their times. */
    @Test
    void ringHasTimesToo() {
        String cut = "SELECT COUNT(*) > 5 FROM l2_exit JOIN recording USING (run)"
                + " WHERE recording.name = 'seed 1' AND l1_instructions IS NOT NULL";
        assertEquals("[[true]]", rows(cut));
        String known = "SELECT COUNT(*) FROM l2_exit JOIN recording USING (run) WHERE l1_instructions IS NULL"
                + " AND next_entry_sequence IS NOT NULL AND recording.name = 'only one vCPU'";
        try (TraceDatabase ring = TraceDatabase.inMemory()) {
            ring.load("only one vCPU", Map.of(), sink -> SyntheticTrace.twoExits(from(3, sink)));
            assertEquals("[[0]]", rows(ring, known));
            assertEquals("[[90]]", rows(ring, "SELECT l1_instructions FROM l2_exit WHERE sequence = 5"));
        }
    }

    /** Two L1 vCPUs, each with two L2 vCPUs, and all that may happen between them. */
    private static void walk(long seed, EventSink sink) {
        Random random = new Random(seed);
        SyntheticTrace trace = new SyntheticTrace(sink).start();
        int vcpu = 0;
        for (int step = 0; step < STEPS; step++) {
            trace.l1(random.nextInt(seed % 4 == 0 ? 400 : 50));
            switch (random.nextInt(8)) {
                case 0 -> {
                    vcpu = 1 - vcpu;
                    trace.dispatch(vcpu);
                }
                case 1 -> trace.idle(random.nextInt(1000));
                case 2 -> trace.call(SyntheticTrace.H_RTAS, 0, 0, 0).returns(0, 0);
                case 3 ->
                    trace.call(SyntheticTrace.H_GUEST_GET_STATE, 0, 1, 0)
                            .moves(0, SyntheticTrace.guestStateBuffer(0x1003, step))
                            .moves(1, SyntheticTrace.guestStateBuffer(0x1003, step));
                default -> {
                    trace.call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0)
                            .moves(0, new byte[16])
                            .enterL2(random.nextInt(2));
                    boolean isExit = random.nextInt(10) > 0;
                    int vector = random.nextInt(3) == 0 ? 0x123 : SyntheticTrace.HCALL_EXIT;
                    if (isExit) {
                        trace.exitL2(random.nextInt(100), vector, random.nextBoolean() ? 0x58 : 0xABCDE)
                                .moves(1, new byte[20])
                                .returns(0, 0);
                    }
                }
            }
        }
        trace.stop();
    }

    /** A sink without the first events. */
    private static EventSink from(long first, EventSink sink) {
        return (type, sequence, moment, values, payload, offset, length) -> {
            if (sequence >= first) {
                sink.event(type, sequence, moment, values, payload, offset, length);
            }
        };
    }

    private static String definition() throws IOException {
        try (InputStream in = L2TurnsTest.class.getResourceAsStream("/turns/l2_exit.sql")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return "(" + SqlFile.parse("l2_exit", text).query() + ")";
        }
    }

    private static String rows(String question) {
        return rows(database, question);
    }

    private static List<List<Object>> answer(String question) {
        try (QueryResult result = database.session().query(question)) {
            return result.rest();
        }
    }

    private static String rows(TraceDatabase asked, String question) {
        try (QueryResult result = asked.session().query(question)) {
            return result.rest().toString();
        }
    }
}
