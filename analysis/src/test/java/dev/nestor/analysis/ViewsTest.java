package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.compare.Comparison;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.DimensionTable.DimensionColumn;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.analysis.sql.SqlFile.Heading;
import dev.nestor.analysis.sql.ViewCatalog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The views and reports over events that are known to the last instruction. */
class ViewsTest {

    private static TraceDatabase database;

    @BeforeAll
    static void loadTwoRuns() {
        database = TraceDatabase.inMemory();
        Map<String, String> v1 = Map.of("api", "v1", "vcpus", "1", "memory_bytes", "1048576", "seed", "7");
        database.load("first", v1, SyntheticTrace::twoExits);
        database.load("second", Map.of("api", "v2"), SyntheticTrace::twoExits);
        Comparison.prepare(database.session());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    static Stream<SqlFile> views() {
        return ViewCatalog.load().views().stream();
    }

    static Stream<Report> reports() {
        return Report.all().stream();
    }

    @ParameterizedTest
    @MethodSource("views")
    void headingOfViewNamesItsColumns(SqlFile view) {
        assertEquals(
                columnsOf("SELECT * FROM " + view.name()),
                view.columns().stream().map(Heading::column).toList());
    }

    /** Whether Spark runs it is checked with -Pspark; here, that the marks fit each other and name a reason. */
    @ParameterizedTest
    @MethodSource("views")
    void portableViewReadsPortableViews(SqlFile view) {
        ViewCatalog catalog = ViewCatalog.load();
        Set<String> read = catalog.readBy(view.query(), Set.of());
        List<String> marked = catalog.views().stream()
                .filter(other -> !other.isPortable() && read.contains(other.name()))
                .map(SqlFile::name)
                .toList();
        assertTrue(
                !view.isPortable() || marked.isEmpty(),
                () -> view.name() + " reads " + marked + ": write \"-- portable: no, reads ...\" into its heading");
        assertTrue(view.remarks().stream().noneMatch(remark -> remark.startsWith("DuckDB only")), view.name());
    }

    @Test
    void headingOfMacroNamesItsColumns() {
        for (SqlFile macro : ViewCatalog.load().macros()) {
            String arguments = macro.parameters().stream().map(parameter -> "1").collect(Collectors.joining(", "));
            assertEquals(
                    columnsOf("SELECT * FROM " + macro.name() + "(" + arguments + ")"),
                    macro.columns().stream().map(Heading::column).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("reports")
    void headingOfReportNamesItsColumns(Report report) {
        assertEquals(
                columnsOf(report.file().query()),
                report.file().columns().stream().map(Heading::column).toList());
    }

    @ParameterizedTest
    @MethodSource("views")
    void viewKeepsRunsApart(SqlFile view) {
        String rest = view.name().equals("run")
                ? "COLUMNS(* EXCLUDE (run, recording, api, profile, vcpus, memory_bytes, seed))"
                : "* EXCLUDE (run)";
        String difference = "SELECT " + rest + " FROM " + view.name() + " WHERE run = ";
        assertEquals("", answer(difference + "1 EXCEPT " + difference + "2"));
    }

    @Test
    void callIsPairedWithItsReturn() {
        assertEquals(
                """
                100,H_GUEST_RUN_VCPU,140,0,40,40,0,1
                200,H_GUEST_GET_STATE,200,-4,0,0,0,0
                230,H_GUEST_RUN_VCPU,237,0,7,7,0,1
                1242,H_RTAS,,,,0,,0
                """,
                answer("SELECT moment, hcall, return_moment, code, moments, l2_instructions,"
                        + " moments_without_l2, l2_runs"
                        + " FROM hcall WHERE run = 1 ORDER BY sequence"));
    }

    @Test
    void exitOwnsWhatHappensUpToTheNextEntry() {
        assertEquals(
                """
                HCALL,H_PUT_TERM_CHAR,40,40,90,2,16,16
                H_DATA_STORAGE,,47,7,,1,0,0
                """,
                answer("SELECT reason, l2_hcall, l2_instructions, l2_run_instructions, l1_instructions, hcalls,"
                        + " bytes_out, bytes_in FROM l2_exit WHERE run = 1 ORDER BY sequence"));
    }

    @Test
    void l1InstructionsAreOfThatVcpuAlone() {
        try (TraceDatabase two = TraceDatabase.inMemory()) {
            two.load("two", Map.of("api", "v2"), SyntheticTrace::twoL2Vcpus);
            assertEquals(
                    "0,8510,10\n1,,\n0,,\n",
                    answer(two, "SELECT l2_vcpu, moments_to_entry, l1_instructions FROM l2_exit ORDER BY sequence"));
            assertEquals(
                    "0,0,1118,0\n1,1118,500,0\n1,8618,0,500\n0,8618,102,1118\n",
                    answer(
                            two,
                            "SELECT vcpu, moment, instructions, instructions_before FROM vcpu_run ORDER BY sequence"));
        }
    }

    @Test
    void elementHasNameAndValue() {
        assertEquals(
                "in,0,4099,GPR3,8,88\nout,0,4099,GPR3,8,88\n",
                answer("SELECT direction, element_index, element, name, size_bytes, value FROM state_element"
                        + " WHERE run = 1 AND size_bytes = 8 ORDER BY sequence"));
    }

    @Test
    void runAddsUp() {
        assertEquals(
                "v1,7,1242,1000,242,4,2,2,47,32,16,1,powered_off,-1\n",
                answer("SELECT api, seed, moments, idle, instructions, hcalls, l2_entries, l2_exits, l2_instructions,"
                        + " bytes_in, bytes_out, interrupts, stop_reason, stop_detail FROM run WHERE run = 1"));
    }

    @Test
    void consoleReadsAsText() {
        assertEquals("200,\"hi\n\"\n", answer("SELECT moment, text FROM console WHERE run = 1"));
    }

    @Test
    void interruptHasName() {
        assertEquals("2,decrementer\n", answer("SELECT level, interrupt FROM interrupt WHERE run = 1"));
    }

    @Test
    void statCountsFromExitToEntry() {
        assertEquals(
                "HCALL,2,50.00%,100.00%,90,90,90.0\nH_DATA_STORAGE,2,50.00%,0.00%,,,\n",
                answer(Report.named("stat/exit")));
    }

    @Test
    void everyExitOfTheSameRunHasItsLike() {
        assertEquals("""
                HCALL H_PUT_TERM_CHAR,1,1,1,0,100.00%
                H_DATA_STORAGE,1,1,1,0,100.00%
                all that the L2 decides,2,2,2,0,100.00%
                all,2,2,2,0,100.00%
                """, answer(Report.named("compare/4-pairing")));
    }

    @Test
    void dimensionsHaveNoNumberTwice() {
        dev.nestor.analysis.sql.Dimensions.all().forEach(dimension -> {
            String number = dimension.columns().subList(0, dimension.keyColumns()).stream()
                    .map(DimensionColumn::name)
                    .collect(Collectors.joining(", "));
            assertEquals(
                    "",
                    answer("SELECT " + number + " FROM " + dimension.name() + " GROUP BY ALL HAVING COUNT(*) > 1"),
                    dimension.name());
            assertTrue(dimension.rows().size() > 0, dimension.name());
        });
    }

    private static List<String> columnsOf(String query) {
        try (QueryResult result = database.session().query(query)) {
            return result.columns().stream().map(ResultColumn::name).toList();
        }
    }

    private static String answer(String query) {
        return answer(database, query);
    }

    private static String answer(TraceDatabase asked, String query) {
        try (QueryResult result = asked.session().query(query)) {
            StringBuilder text = new StringBuilder();
            ResultFormat.CSV.write(result, text);
            return text.substring(text.indexOf("\n") + 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String answer(Report report) {
        return answer(report.file().query());
    }
}
