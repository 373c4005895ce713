-- question: How many exits of one recording have their like in the other?
-- Paired by instruction: the same L2 vCPU (counted by first entry) exited after the same number of its own instructions
-- for the same cause. Paired by order: the next one left of that vCPU and cause. An exit that time decides, such as the
-- end of a time slice, may have no like where the APIs differ in time.
-- column Exit (name): reason, with the L2's hypercall
-- column exits {a} (count): in the first recording
-- column exits {b} (count): in the second recording
-- column by instruction (count): pairs at the same instruction
-- column by order (count): further pairs in order
-- column paired% (percent): pairs, of the exits of the recording that has more
WITH counted AS (
    SELECT
        CASE WHEN GROUPING(cause) = 0 THEN 0 WHEN GROUPING(is_timed) = 0 THEN 1 ELSE 2 END AS place,
        cause,
        is_timed,
        COUNT(first_sequence) AS exits_first,
        COUNT(second_sequence) AS exits_second,
        COUNT(*) FILTER (WHERE paired_by = 'instruction') AS by_instruction,
        COUNT(*) FILTER (WHERE paired_by = 'order') AS by_order
    FROM compare_pair
    GROUP BY GROUPING SETS ((cause), (is_timed), ())
)
SELECT
    CASE
        WHEN place = 0 THEN cause
        WHEN place = 2 THEN 'all'
        WHEN is_timed THEN 'all that time decides'
        ELSE 'all that the L2 decides'
    END AS "Exit",
    exits_first AS "exits {a}",
    exits_second AS "exits {b}",
    by_instruction AS "by instruction",
    by_order AS "by order",
    printf(
        '%.2f%%',
        COALESCE(100.0 * (by_instruction + by_order) / NULLIF(GREATEST(exits_first, exits_second), 0), 0)
    ) AS "paired%"
FROM counted
ORDER BY place, exits_first + exits_second DESC, "Exit"
