-- question: Which hypercalls did L2s make to their L1, how often, and how long did the L1 take?
-- Of all runs, or of the one in the variable run.
-- Time is counted in instructions from the exit to the same L2 vCPU's next entry.
-- column HCALL (name): hypercall of the L2
-- column Samples (count): calls
-- column Samples% (percent): of all calls
-- column Time% (percent): of all time
-- column Min Time (instructions): shortest
-- column Max Time (instructions): longest
-- column Avg time (instructions): mean
SELECT
    l2_hcall AS "HCALL",
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
WHERE l2_hcall IS NOT NULL AND run = COALESCE(getvariable('run'), run)
GROUP BY l2_hcall
ORDER BY SUM(exits) DESC, l2_hcall
