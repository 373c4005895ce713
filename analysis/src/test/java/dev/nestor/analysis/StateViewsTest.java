package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.CostModel;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views over state and time, over events that are known to the last byte. */
class StateViewsTest {

    private static final int GPR3 = 0x1003;
    private static final int LPCR = 0x102C;

    private static TraceDatabase database;

    @BeforeAll
    static void load() {
        database = TraceDatabase.inMemory();
        database.load("state", Map.of("api", "v2"), StateViewsTest::valuesGoAndCome);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** GPR3 goes in twice before a run, comes out as it was and changed, goes in as it was; LPCR goes in each time. */
    private static void valuesGoAndCome(dev.nestor.emulator.event.EventSink sink) {
        new SyntheticTrace(sink)
                .start()
                .l1(10)
                .call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0)
                .moves(0, SyntheticTrace.guestStateBuffer(GPR3, 1))
                .moves(0, SyntheticTrace.guestStateBuffer(GPR3, 1))
                .moves(0, SyntheticTrace.guestStateBuffer(LPCR, 9))
                .enterL2()
                .exitL2(5, SyntheticTrace.HDSI_EXIT, 0)
                .moves(1, SyntheticTrace.guestStateBuffer(GPR3, 1))
                .returns(0, SyntheticTrace.HDSI_EXIT)
                .l1(20)
                .call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0)
                .enterL2()
                .exitL2(1, SyntheticTrace.HDSI_EXIT, 0)
                .returns(0, SyntheticTrace.HDSI_EXIT)
                .l1(20)
                .call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0)
                .moves(0, SyntheticTrace.guestStateBuffer(GPR3, 1))
                .moves(0, SyntheticTrace.guestStateBuffer(LPCR, 9))
                .enterL2()
                .exitL2(1, SyntheticTrace.HCALL_EXIT, SyntheticTrace.H_PUT_TERM_CHAR)
                .moves(1, SyntheticTrace.guestStateBuffer(GPR3, 2))
                .returns(0, SyntheticTrace.HCALL_EXIT)
                .idle(100)
                .stop();
    }

    @Test
    void movedValueIsNeededRedundantOrUnknown() {
        assertEquals("""
                in,GPR3,,true,needed
                in,GPR3,0000000000000001,false,redundant
                in,LPCR,,true,needed
                out,GPR3,0000000000000001,false,redundant
                in,GPR3,0000000000000001,false,unknown
                in,LPCR,0000000000000009,false,redundant
                out,GPR3,0000000000000001,true,needed
                """, answer("SELECT direction, name, HEX(previous_data), is_changed, worth FROM state_change"));
    }

    @Test
    void valueIsValidUntilAnotherCrosses() {
        assertEquals(
                "GPR3,1,4,19,in\nLPCR,9,2,,in\nGPR3,2,1,,out\n",
                answer("SELECT name, value, crossings, sequence_end, direction FROM state_interval"));
    }

    @Test
    void stateAtAPositionIsWhatHadCrossedByThen() {
        assertEquals("GPR3,1\n", answer("SELECT name, value FROM state_at(1, 4)"));
        assertEquals("GPR3,1\nLPCR,9\n", answer("SELECT name, value FROM state_at(1, 18)"));
        assertEquals("GPR3,2\nLPCR,9\n", answer("SELECT name, value FROM state_at(1, 19)"));
        assertEquals("", answer("SELECT name, value FROM state_at(1, 2)"));
    }

    @Test
    void chainCostsCountsTimesParameters() {
        String question = "SELECT cause, l2_instructions, l1_instructions, hcall_names, l2_cost, l1_cost, l0_cost, cost"
                + " FROM exit_chain";
        assertEquals("""
                H_DATA_STORAGE,5,20,H_GUEST_RUN_VCPU,5.0,20.0,2010.0,2035.0
                H_DATA_STORAGE,1,20,H_GUEST_RUN_VCPU,1.0,20.0,2020.0,2041.0
                HCALL H_PUT_TERM_CHAR,1,,,1.0,0.0,1610.0,1611.0
                """, answer(question));
        try (TraceDatabase priced = TraceDatabase.inMemory()) {
            priced.load("state", Map.of("api", "v2"), StateViewsTest::valuesGoAndCome);
            priced.price(CostModel.PUBLISHED.with("hcall=0").with("l2_switch=7"));
            assertEquals("117.0\n127.0\n117.0\n", answer(priced, "SELECT l0_cost FROM exit_chain"));
        }
    }

    @Test
    void timelineAddsUpToAllMoments() {
        assertEquals(
                """
                0,1,L1,,50
                0,2,L2,0,7
                ,,idle,,100
                """,
                answer("SELECT vcpu, level, CASE level WHEN 0 THEN 'L0' ELSE activity END AS ran, l2_vcpu,"
                        + " SUM(moments)::BIGINT FROM vcpu_timeline WHERE moments > 0 GROUP BY ALL ORDER BY level"));
        assertEquals(
                "true\n", answer("SELECT SUM(moments) = (SELECT moments FROM run) FROM vcpu_timeline WHERE run = 1"));
    }

    @Test
    void faultAtTheSameInstructionIsRepeated() {
        assertEquals(
                "reflected,false,0\nreflected,true,1\n",
                answer("SELECT resolution, is_repeated, page_fault_index FROM page_fault"));
        assertEquals("no_progress\nrepeated_fault\n", answer("SELECT kind FROM anomaly ORDER BY kind"));
    }

    @Test
    void transferThatDoesNotHoldItsElementsIsALoss() {
        try (TraceDatabase lossy = TraceDatabase.inMemory()) {
            lossy.load(
                    "lossy",
                    Map.of(),
                    sink -> new SyntheticTrace(sink)
                            .start()
                            .call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0)
                            .moves(0, new byte[] {0, 0, 0, 1, 0x10})
                            .stop());
            assertEquals("undecoded_elements,3,1\n", answer(lossy, "SELECT kind, sequence, missing FROM loss"));
            assertEquals("loss\n", answer(lossy, "SELECT kind FROM anomaly"));
        }
    }

    @Test
    void rowsComeInOrderOfTheirPositions() {
        assertEquals("2\n10\n14\n", answer("SELECT sequence FROM hcall"));
        assertEquals("0\n1\n", answer("SELECT exit_index FROM l2_exit LIMIT 2"));
    }

    private static String answer(String question) {
        return answer(database, question);
    }

    private static String answer(TraceDatabase asked, String question) {
        try (QueryResult result = asked.session().query(question)) {
            StringBuilder text = new StringBuilder();
            ResultFormat.CSV.write(result, text);
            return text.substring(text.indexOf("\n") + 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
