-- question: How do the two compare while the L2 boots, runs and shuts down?
-- Boot ends with the L2's first hypercall exit, shutdown is its last exit and what follows, steady is in between.
-- column Phase (name): boot, steady or shutdown
-- column exits {a} (count): in the first recording
-- column exits {b} (count): in the second recording
-- column L1 instr {a} (instructions): up to the next entries, in the first recording
-- column L1 instr {b} (instructions): up to the next entries, in the second recording
-- column hcalls {a} (count): in the first recording
-- column hcalls {b} (count): in the second recording
-- column bytes {a} (bytes): of state moved in the first recording
-- column bytes {b} (bytes): of state moved in the second recording
-- column cost {a} (cycles): modelled, L1 and L0, in the first recording
-- column cost {b} (cycles): modelled, L1 and L0, in the second recording
-- column ratio (ratio): cost of the second divided by that of the first
SELECT
    phase AS "Phase",
    COUNT(*) FILTER (WHERE run = 1) AS "exits {a}",
    COUNT(*) FILTER (WHERE run = 2) AS "exits {b}",
    COALESCE(SUM(l1_instructions) FILTER (WHERE run = 1), 0)::BIGINT AS "L1 instr {a}",
    COALESCE(SUM(l1_instructions) FILTER (WHERE run = 2), 0)::BIGINT AS "L1 instr {b}",
    COALESCE(SUM(hcalls) FILTER (WHERE run = 1), 0)::BIGINT AS "hcalls {a}",
    COALESCE(SUM(hcalls) FILTER (WHERE run = 2), 0)::BIGINT AS "hcalls {b}",
    COALESCE(SUM(bytes) FILTER (WHERE run = 1), 0)::BIGINT AS "bytes {a}",
    COALESCE(SUM(bytes) FILTER (WHERE run = 2), 0)::BIGINT AS "bytes {b}",
    COALESCE(SUM(l1_cost + l0_cost) FILTER (WHERE run = 1), 0)::BIGINT AS "cost {a}",
    COALESCE(SUM(l1_cost + l0_cost) FILTER (WHERE run = 2), 0)::BIGINT AS "cost {b}",
    COALESCE(
        printf(
            '%.3f',
            SUM(l1_cost + l0_cost) FILTER (WHERE run = 2) / NULLIF(SUM(l1_cost + l0_cost) FILTER (WHERE run = 1), 0)
        ),
        '-'
    ) AS "ratio"
FROM compare_exit
GROUP BY phase
ORDER BY CASE phase WHEN 'boot' THEN 1 WHEN 'steady' THEN 2 ELSE 3 END
