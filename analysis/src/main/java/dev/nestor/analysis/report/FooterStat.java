package dev.nestor.analysis.report;

import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.QueryResult.ResultColumn;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.RecordingSummary.ExitTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The report {@code stat/exit} as a recording's footer knows it: the same rows without a database. */
public final class FooterStat {

    private static final List<ResultColumn> COLUMNS = List.of(
            new ResultColumn("VM-EXIT", "VARCHAR"),
            new ResultColumn("Samples", "BIGINT"),
            new ResultColumn("Samples%", "VARCHAR"),
            new ResultColumn("Time%", "VARCHAR"),
            new ResultColumn("Min Time", "BIGINT"),
            new ResultColumn("Max Time", "BIGINT"),
            new ResultColumn("Avg time", "DOUBLE"));

    private FooterStat() {}

    /** The table; absent when the footer holds no times, or a vector that no exit has. */
    public static Optional<QueryResult> of(RecordingSummary summary) {
        Map<Integer, ExitTime> times = summary.exitTimes();
        if (times.isEmpty()) {
            return Optional.empty();
        }
        long samples =
                summary.exitCounts().values().stream().mapToLong(count -> count).sum();
        long time = times.values().stream().mapToLong(ExitTime::sum).sum();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Map.Entry<Integer, Long> exit : summary.exitCounts().entrySet()) {
            String name = nameOf(exit.getKey());
            if (name.isEmpty()) {
                return Optional.empty();
            }
            rows.add(row(name, exit.getValue(), samples, times.get(exit.getKey()), time));
        }
        rows.sort(Comparator.comparing((List<@Nullable Object> row) -> -count(row))
                .thenComparing(row -> String.valueOf(row.get(0))));
        return Optional.of(QueryResult.of(COLUMNS, rows));
    }

    private static List<@Nullable Object> row(
            String name, long count, long samples, @Nullable ExitTime own, long time) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(name);
        row.add(count);
        row.add(percent(count, samples));
        row.add(percent(own == null ? 0 : own.sum(), time));
        row.add(own == null ? null : own.min());
        row.add(own == null ? null : own.max());
        row.add(own == null ? null : (double) own.sum() / own.count());
        return row;
    }

    private static long count(List<@Nullable Object> row) {
        return row.get(1) instanceof Long count ? count : 0;
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f%%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    private static String nameOf(int vector) {
        for (NestedExit exit : NestedExit.values()) {
            if (exit.vector() == vector) {
                return exit.shortName();
            }
        }
        return "";
    }
}
