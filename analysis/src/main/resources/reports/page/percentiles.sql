-- question: Which share of exits was handled within how many L1 instructions?
-- Of all runs, or of the one in the variable run.
-- column cause (name): reason of the exit, with the L2's hypercall
-- column exits (count): exits with a next entry
-- column p50 (instructions): half of them took no more
-- column p90 (instructions): 90 of 100 took no more
-- column p99 (instructions): 99 of 100 took no more
-- column p99.9 (instructions): 999 of 1,000 took no more
-- column most (instructions): the longest
SELECT
    reason || COALESCE(' ' || l2_hcall, '') AS cause,
    COUNT(*) AS exits,
    QUANTILE_DISC(l1_instructions, 0.5) AS p50,
    QUANTILE_DISC(l1_instructions, 0.9) AS p90,
    QUANTILE_DISC(l1_instructions, 0.99) AS p99,
    QUANTILE_DISC(l1_instructions, 0.999) AS "p99.9",
    MAX(l1_instructions) AS most
FROM l2_exit
WHERE run = COALESCE(getvariable('run'), run) AND l1_instructions IS NOT NULL
GROUP BY cause
ORDER BY exits DESC, cause
LIMIT 16
