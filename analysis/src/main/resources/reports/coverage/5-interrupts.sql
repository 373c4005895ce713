-- question: Of the interrupts that an L2 takes itself, which did one take, without leaving to its L1?
-- column API (name): v1 or v2
-- column interrupts (count): interrupts that stay in the partition and that this machine raises
-- column reached (count): of them, those that an L2 took
-- column covered (percent): reached, of interrupts
-- column missing (text): every interrupt that no L2 took
WITH recorded AS (
    SELECT DISTINCT api FROM run WHERE api IS NOT NULL
), needed AS (
    SELECT recorded.api, vector, dim_interrupt.name
    FROM recorded, dim_interrupt
    WHERE NOT is_exit AND never_because = ''
        AND NOT (recorded.api = 'v1' AND dim_interrupt.name = 'system_reset')
), taken AS (
    SELECT DISTINCT run.api, interrupt.vector
    FROM interrupt
    JOIN run USING (run)
    WHERE level = 2
)
SELECT
    needed.api AS "API",
    COUNT(*) AS "interrupts",
    COUNT(taken.vector) AS "reached",
    printf('%.2f%%', 100.0 * COUNT(taken.vector) / COUNT(*)) AS "covered",
    COALESCE(string_agg(needed.name, ', ' ORDER BY needed.vector) FILTER (WHERE taken.vector IS NULL), '') AS "missing"
FROM needed
LEFT JOIN taken USING (api, vector)
GROUP BY needed.api
ORDER BY needed.api
