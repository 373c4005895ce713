-- question: Is SPURR as far ahead of PURR after the first run as the L1 had set it?
-- Both count on at the same rate, so their distance may not change.
-- column l2_vcpu (id): L2 vCPU
-- column ahead_given (count): SPURR minus PURR as the L1 sent them
-- column ahead_given_back (count): the same as the L0 gave them back first
WITH both_registers AS (
    SELECT
        l2_vcpu,
        direction,
        sequence,
        MAX(value) FILTER (WHERE name = 'SPURR')::HUGEINT - MAX(value) FILTER (WHERE name = 'PURR')::HUGEINT AS ahead
    FROM state_element
    WHERE name IN ('PURR', 'SPURR') AND value IS NOT NULL
    GROUP BY l2_vcpu, direction, sequence
    HAVING COUNT(*) = 2
)
SELECT
    l2_vcpu,
    ARG_MIN(ahead, sequence) FILTER (WHERE direction = 'in') AS ahead_given,
    ARG_MIN(ahead, sequence) FILTER (WHERE direction = 'out') AS ahead_given_back
FROM both_registers
GROUP BY l2_vcpu
HAVING ahead_given <> ahead_given_back
ORDER BY l2_vcpu
