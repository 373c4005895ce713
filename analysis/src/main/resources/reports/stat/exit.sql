-- question: Why did L2 vCPUs exit, how often, and how much did the L1 do until it entered them again?
-- Of all runs, or of the one in the variable run.
-- Time is counted in instructions from an exit to the same L2 vCPU's next entry; an exit without one counts as a
-- sample only.
-- column VM-EXIT (name): reason of the exit
-- column Samples (count): exits
-- column Samples% (percent): of all exits
-- column Time% (percent): of all time
-- column Min Time (instructions): shortest
-- column Max Time (instructions): longest
-- column Avg time (instructions): mean
SELECT
    reason AS "VM-EXIT",
    SUM(exits)::BIGINT AS "Samples",
    printf('%.2f%%', 100.0 * SUM(exits) / SUM(SUM(exits)) OVER ()) AS "Samples%",
    printf(
        '%.2f%%',
        COALESCE(100.0 * SUM(l1_instructions * exits) / SUM(SUM(l1_instructions * exits)) OVER (), 0)
    ) AS "Time%",
    MIN(l1_instructions) AS "Min Time",
    MAX(l1_instructions) AS "Max Time",
    SUM(l1_instructions * exits) / SUM(exits) FILTER (WHERE l1_instructions IS NOT NULL)::DOUBLE AS "Avg time"
FROM l2_turn_count
WHERE run = COALESCE(getvariable('run'), run)
GROUP BY reason
ORDER BY SUM(exits) DESC, reason
