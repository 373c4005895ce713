-- question: What would the exits cost under each API by the model, and which API wins where?
-- Cycles are modelled, not measured: counts times the parameters of the cost model below. Of all exits of one cause,
-- up to the next entry.
-- column Exit (name): reason, with the L2's hypercall
-- column L2 {a} (cycles): of the L2, in the first recording
-- column L2 {b} (cycles): of the L2, in the second recording
-- column L1 {a} (cycles): of the L1, in the first recording
-- column L1 {b} (cycles): of the L1, in the second recording
-- column L0 {a} (cycles): of the L0, in the first recording
-- column L0 {b} (cycles): of the L0, in the second recording
-- column ratio (ratio): L1 and L0 of the second divided by those of the first
-- column cheaper (name): the recording that costs less for L1 and L0, and by how many cycles per exit
WITH cost AS (
    SELECT
        GROUPING(cause) AS is_total,
        COALESCE(cause, 'all') AS cause,
        COUNT(*) FILTER (WHERE run = 1) AS exits_first,
        COUNT(*) FILTER (WHERE run = 2) AS exits_second,
        COALESCE(SUM(l2_cost) FILTER (WHERE run = 1), 0) AS l2_first,
        COALESCE(SUM(l2_cost) FILTER (WHERE run = 2), 0) AS l2_second,
        COALESCE(SUM(l1_cost) FILTER (WHERE run = 1), 0) AS l1_first,
        COALESCE(SUM(l1_cost) FILTER (WHERE run = 2), 0) AS l1_second,
        COALESCE(SUM(l0_cost) FILTER (WHERE run = 1), 0) AS l0_first,
        COALESCE(SUM(l0_cost) FILTER (WHERE run = 2), 0) AS l0_second
    FROM compare_exit
    GROUP BY GROUPING SETS ((cause), ())
), judged AS (
    SELECT
        *,
        (l1_first + l0_first) / NULLIF(exits_first, 0) - (l1_second + l0_second) / NULLIF(exits_second, 0) AS saved
    FROM cost
)
SELECT
    cause AS "Exit",
    l2_first::BIGINT AS "L2 {a}",
    l2_second::BIGINT AS "L2 {b}",
    l1_first::BIGINT AS "L1 {a}",
    l1_second::BIGINT AS "L1 {b}",
    l0_first::BIGINT AS "L0 {a}",
    l0_second::BIGINT AS "L0 {b}",
    COALESCE(printf('%.3f', (l1_second + l0_second) / NULLIF(l1_first + l0_first, 0)), '-') AS "ratio",
    CASE
        WHEN saved > 0 THEN printf('{b} by %.0f', saved)
        WHEN saved < 0 THEN printf('{a} by %.0f', -saved)
        WHEN saved = 0 THEN 'equal'
        ELSE '-'
    END AS "cheaper"
FROM judged
ORDER BY is_total, l1_first + l0_first + l1_second + l0_second DESC, cause
