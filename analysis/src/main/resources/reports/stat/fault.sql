-- question: What did L2s want when they faulted into their L1, how often, and how long did the L1 take?
-- Of all runs, or of the one in the variable run.
-- Time is counted in instructions from the exit to the same L2 vCPU's next entry.
-- column FAULT (name): load, store or fetch, and what was missing
-- column Samples (count): faults
-- column Samples% (percent): of all faults
-- column Time% (percent): of all time
-- column Min Time (instructions): shortest
-- column Max Time (instructions): longest
-- column Avg time (instructions): mean
-- column Pages (count): different pages
-- column Repeated (count): faults that came again at once after they were retried
SELECT
    access || ', ' || fault AS "FAULT",
    COUNT(*) AS "Samples",
    printf('%.2f%%', 100.0 * COUNT(*) / SUM(COUNT(*)) OVER ()) AS "Samples%",
    printf('%.2f%%', COALESCE(100.0 * SUM(l1_instructions) / SUM(SUM(l1_instructions)) OVER (), 0)) AS "Time%",
    MIN(l1_instructions) AS "Min Time",
    MAX(l1_instructions) AS "Max Time",
    AVG(l1_instructions) AS "Avg time",
    COUNT(DISTINCT page_address) AS "Pages",
    COUNT(*) FILTER (WHERE is_repeated) AS "Repeated"
FROM page_fault
WHERE run = COALESCE(getvariable('run'), run)
GROUP BY access, fault
ORDER BY COUNT(*) DESC, "FAULT"
