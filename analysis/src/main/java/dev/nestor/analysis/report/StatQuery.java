package dev.nestor.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A question about samples of {@code stat_sample}: which, grouped by what, with which figures, in what order.
 *
 * @param event what is counted, a value of the column {@code event}
 * @param vcpu only this vCPU, or null for all
 * @param guest only this guest, or null for all
 * @param groups what samples are grouped by, besides their names
 * @param sliceMoments length of a time slice, or 0 for none
 * @param key what rows are ordered by within their group
 * @param isHistogram whether times are counted in buckets, each twice as wide as the one before
 * @param isFromSlices whether the slices are whole ones of {@code l2_turn_slice}, so that exits are answered by its
 *     counts; percentiles then are less than 1/128 above the exact ones
 */
public record StatQuery(
        String event,
        @Nullable Long vcpu,
        @Nullable Long guest,
        List<Group> groups,
        long sliceMoments,
        Key key,
        boolean isHistogram,
        boolean isFromSlices) {

    /** Events that can be counted. */
    public static final List<String> EVENTS = List.of("exit", "hcall", "l2-hcall", "fault");

    /** Characters of the longest bar of a histogram. */
    private static final int BAR = 40;

    /** What samples can be grouped by. */
    public enum Group {
        /** The guest's id. */
        GUEST("guest", "Guest", "guest_id"),
        /** The vCPU that exited. */
        VCPU("vcpu", "vCPU", "vcpu");

        private final String text;
        private final String heading;
        private final String column;

        Group(String text, String heading, String column) {
            this.text = text;
            this.heading = heading;
            this.column = column;
        }

        /** As the command line writes it. */
        public String text() {
            return text;
        }
    }

    /** What rows can be ordered by; all but the name descend. */
    public enum Key {
        /** Samples; perf's name for it is sample. */
        SAMPLES("samples", "\"Samples\" DESC"),
        /** Total time. */
        TIME("time", "SUM(total) DESC NULLS LAST"),
        /** Name, ascending. */
        NAME("name", "name"),
        /** Shortest time. */
        MIN("min", "\"Min Time\" DESC NULLS LAST"),
        /** Longest time. */
        MAX("max", "\"Max Time\" DESC NULLS LAST"),
        /** Mean time. */
        AVG("avg", "\"Avg time\" DESC NULLS LAST"),
        /** Median. */
        P50("p50", "\"P50\" DESC NULLS LAST"),
        /** 90th percentile. */
        P90("p90", "\"P90\" DESC NULLS LAST"),
        /** 99th percentile. */
        P99("p99", "\"P99\" DESC NULLS LAST"),
        /** 99.9th percentile. */
        P999("p99.9", "\"P99.9\" DESC NULLS LAST");

        private final String text;
        private final String order;

        Key(String text, String order) {
            this.text = text;
            this.order = order;
        }

        /** As the command line writes it. */
        public String text() {
            return text;
        }
    }

    /** With groups of its own. */
    public StatQuery {
        groups = List.copyOf(groups);
    }

    /** The question in SQL. */
    public String sql() {
        return isHistogram ? histogram() : table();
    }

    /** Whether that event is answered by counts of exits that were made while loading. */
    public static boolean isOfExits(String event) {
        return event.equals("exit") || event.equals("l2-hcall");
    }

    /**
     * Percentiles come from how often each time occurs: exact, and in memory for the different times instead of all. Of
     * classes of times in slices they are the greatest time of the class.
     */
    private String table() {
        return String.format(
                Locale.ROOT,
                """
                WITH counted AS (
                    SELECT %1$sname, time, %7$s AS samples, %8$s
                    %2$s
                    GROUP BY %3$sname, time
                ), ranked AS (
                    SELECT
                        *,
                        SUM(samples) OVER (PARTITION BY %3$sname ORDER BY time NULLS LAST) AS up_to,
                        SUM(samples) FILTER (WHERE time IS NOT NULL) OVER (PARTITION BY %3$sname) AS timed
                    FROM counted
                )
                SELECT
                    %4$sname AS "%5$s",
                    SUM(samples)::BIGINT AS "Samples",
                    printf('%%.2f%%%%', 100.0 * SUM(samples) / SUM(SUM(samples)) OVER ()) AS "Samples%%",
                    printf(
                        '%%.2f%%%%',
                        COALESCE(100.0 * SUM(total) / NULLIF(SUM(SUM(total)) OVER (), 0), 0)
                    ) AS "Time%%",
                    MIN(least) AS "Min Time",
                    MAX(greatest) AS "Max Time",
                    SUM(total) / ANY_VALUE(timed)::DOUBLE AS "Avg time",
                    MIN(greatest) FILTER (WHERE up_to >= 0.5 * timed) AS "P50",
                    MIN(greatest) FILTER (WHERE up_to >= 0.9 * timed) AS "P90",
                    MIN(greatest) FILTER (WHERE up_to >= 0.99 * timed) AS "P99",
                    MIN(greatest) FILTER (WHERE up_to >= 0.999 * timed) AS "P99.9"
                FROM ranked
                GROUP BY %3$sname
                ORDER BY %3$s%6$s, name
                """,
                columns(sliced(), false),
                samples(),
                columns("slice_begin", false),
                columns("slice_begin", true),
                heading(),
                key.order,
                counting(),
                isSliceCounted()
                        ? "SUM(total) AS total, MIN(least) AS least, MAX(greatest) AS greatest"
                        : "time * samples AS total, time AS least, time AS greatest");
    }

    private String histogram() {
        return String.format(
                Locale.ROOT,
                """
                WITH bucket AS (
                    SELECT
                        %sname,
                        CASE WHEN time < 1 THEN 0 ELSE (1::BIGINT << FLOOR(LOG2(time))::INTEGER) END AS low,
                        %s AS samples
                    %s AND time IS NOT NULL
                    GROUP BY %sname, low
                )
                SELECT
                    %sname AS "%s",
                    low AS "From",
                    CASE WHEN low = 0 THEN 0 ELSE 2 * low - 1 END AS "To",
                    samples AS "Samples",
                    REPEAT('#', GREATEST(1, %d * samples // MAX(samples) OVER ())::INTEGER) AS "Histogram"
                FROM bucket
                ORDER BY %sname, low
                """,
                columns(sliced(), false),
                counting(),
                samples(),
                columns("slice_begin", false),
                columns("slice_begin", true),
                heading(),
                BAR,
                columns("slice_begin", false));
    }

    private String heading() {
        return switch (event) {
            case "exit" -> "VM-EXIT";
            case "fault" -> "FAULT";
            default -> "HCALL";
        };
    }

    private String samples() {
        StringBuilder from = new StringBuilder("FROM (" + source() + ") AS sample WHERE TRUE");
        if (vcpu != null) {
            from.append(" AND vcpu = ").append(vcpu);
        }
        if (guest != null) {
            from.append(" AND guest_id = ").append(guest);
        }
        return from.toString();
    }

    /** The rows of {@code stat_sample} of that event, from the view behind them alone. */
    private String source() {
        return switch (event) {
            case "exit" -> ofExits("reason", "TRUE");
            case "l2-hcall" -> ofExits("l2_hcall", "l2_hcall IS NOT NULL");
            case "hcall" ->
                "SELECT moment, hcall AS name, NULL::BIGINT AS guest_id, vcpu, moments_without_l2 AS time FROM hcall";
            default ->
                "SELECT moment, access || ', ' || fault AS name, guest_id, l2_vcpu AS vcpu, l1_instructions AS time"
                        + " FROM page_fault";
        };
    }

    /**
     * From the tables behind the view, since sorting the view's rows takes ten times as long as counting them. Most was
     * counted while loading; only slices of any other length ask where each exit stands.
     */
    private String ofExits(String name, String condition) {
        String columns = name + " AS name, guest_id, l2_vcpu AS vcpu, ";
        if (isSliceCounted()) {
            return "SELECT exits, slice_moment AS moment, " + columns
                    + "l1_class AS time, l1_sum AS total, l1_min AS least, l1_max AS greatest FROM l2_turn_slice WHERE "
                    + condition;
        }
        return "SELECT " + (isCounted() ? "exits, " : "moment, ") + columns + "l1_instructions AS time FROM "
                + (isCounted() ? "l2_turn_count" : "l2_turn") + " WHERE " + condition;
    }

    private boolean isSliceCounted() {
        return sliceMoments > 0 && isFromSlices && isOfExits(event);
    }

    private boolean isCounted() {
        return isSliceCounted() || sliceMoments == 0 && isOfExits(event);
    }

    private String counting() {
        return isCounted() ? "SUM(exits)::BIGINT" : "COUNT(*)";
    }

    /** The columns that rows are grouped by, each with a comma behind it; {@code slice} says what the slice is. */
    private String columns(String slice, boolean isNamed) {
        List<String> names = new ArrayList<>();
        if (sliceMoments > 0) {
            names.add(slice);
        }
        groups.forEach(group -> names.add(isNamed ? group.column + " AS \"" + group.heading + "\"" : group.column));
        return joined(names);
    }

    private String sliced() {
        return "moment // " + sliceMoments + " * " + sliceMoments + " AS slice_begin";
    }

    private static String joined(List<String> names) {
        return names.stream().map(name -> name + ", ").collect(Collectors.joining());
    }
}
