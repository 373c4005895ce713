-- question: Which hypercalls did the L1 make to the L0, how often, and how long did they take?
-- Of all runs, or of the one in the variable run.
-- Time is counted in instructions from the call to its return, without those of an L2 that the call ran. The L0 itself
-- takes no time: what is left are other L1 vCPUs and waiting.
-- column HCALL (name): hypercall
-- column Samples (count): calls
-- column Samples% (percent): of all calls
-- column Time% (percent): of all time
-- column Min Time (instructions): shortest
-- column Max Time (instructions): longest
-- column Avg time (instructions): mean
-- column L2 instructions (instructions): attempted by L2s that the calls ran
-- column Failed (count): calls that came back with an error
SELECT
    hcall AS "HCALL",
    COUNT(*) AS "Samples",
    printf('%.2f%%', 100.0 * COUNT(*) / SUM(COUNT(*)) OVER ()) AS "Samples%",
    printf(
        '%.2f%%',
        COALESCE(100.0 * SUM(moments_without_l2) / NULLIF(SUM(SUM(moments_without_l2)) OVER (), 0), 0)
    ) AS "Time%",
    MIN(moments_without_l2) AS "Min Time",
    MAX(moments_without_l2) AS "Max Time",
    AVG(moments_without_l2) AS "Avg time",
    SUM(l2_instructions)::BIGINT AS "L2 instructions",
    COUNT(*) FILTER (WHERE code < 0) AS "Failed"
FROM hcall
WHERE run = COALESCE(getvariable('run'), run)
GROUP BY hcall
ORDER BY COUNT(*) DESC, hcall
