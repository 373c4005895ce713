package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.ResourceFolder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of anomaly is found in a run that has it and no other; a run without any has none. */
class AnomaliesTest {

    private static final int GPR_3 = 0x1003;
    private static final int DATA_STORAGE = SyntheticTrace.HDSI_EXIT;

    /** What happens, by the kinds of anomaly that it is. */
    private static final Map<String, UnaryOperator<SyntheticTrace>> RUNS = new TreeMap<>(Map.of(
            "",
            trace -> exits(trace, 99, 5, true),
            "failed_hcall",
            trace -> trace.call(SyntheticTrace.H_RTAS, 0, 0, 0).returns(-4, 0),
            "refused_buffer",
            trace -> trace.call(SyntheticTrace.H_GUEST_GET_STATE, 0, 1, 0).refuses(GPR_3),
            "unchanged_element",
            trace -> exits(trace, 100, 5, true),
            "no_progress",
            trace -> exits(trace, 2, 1, false),
            "exit_storm",
            trace -> exits(trace, 1000, 99, false),
            "no_progress, repeated_fault",
            trace -> entered(entered(trace).exitL2(9, DATA_STORAGE, 0), 0x10040)
                    .exitL2(1, DATA_STORAGE, 0)
                    .returns(0, 0),
            "loss",
            trace -> trace.call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0).moves(0, new byte[] {0, 0, 0, 1})));

    static Stream<String> runs() {
        return RUNS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void isFoundWhereItIs(String kinds) {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            database.load("run", Map.of(), sink -> {
                UnaryOperator<SyntheticTrace> run = RUNS.getOrDefault(kinds, trace -> trace);
                run.apply(new SyntheticTrace(sink).start()).stop();
            });
            String question = "SELECT COALESCE(STRING_AGG(DISTINCT kind, ', ' ORDER BY kind), '') FROM anomaly";
            try (QueryResult result = database.session().query(question)) {
                assertEquals("[[" + kinds + "]]", result.rest().toString());
            }
        }
    }

    @Test
    void everyKindHasARun() {
        String text = ResourceFolder.texts("views", "anomaly.sql").get("anomaly.sql");
        Matcher kind = Pattern.compile("(?m)(?:^--|\\.) (?!portable)([a-z_]+): ")
                .matcher(text.substring(text.indexOf('\n') + 1));
        Set<String> declared = new TreeSet<>();
        while (kind.find()) {
            declared.add(kind.group(1));
        }
        Set<String> shown = new TreeSet<>();
        RUNS.keySet().forEach(kinds -> shown.addAll(Set.of(kinds.split(", "))));
        shown.remove("");
        assertEquals(declared, shown);
    }

    /** So many exits, each after that many L2 instructions; GPR 3 goes out with each, always the same where asked. */
    private static SyntheticTrace exits(SyntheticTrace trace, int exits, long instructions, boolean moves) {
        for (int i = 0; i < exits; i++) {
            entered(trace).exitL2(instructions, SyntheticTrace.HCALL_EXIT, 0x58);
            if (moves) {
                trace.moves(1, SyntheticTrace.guestStateBuffer(GPR_3, 7));
            }
            trace.returns(0, 0);
        }
        return trace;
    }

    private static SyntheticTrace entered(SyntheticTrace trace) {
        return entered(trace, 0x10000);
    }

    private static SyntheticTrace entered(SyntheticTrace trace, long nia) {
        return trace.call(SyntheticTrace.H_GUEST_RUN_VCPU, 0, 1, 0).enterL2(0, nia);
    }
}
