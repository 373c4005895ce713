-- question: Which virtual processor areas of L2s was the L0 not told of?
-- An L2 registers one with H_REGISTER_VPA; the L1 passes it on as the element VPA before the next run.
-- column l2_vcpu (id): L2 vCPU
-- column registered (count): H_REGISTER_VPA calls of the L2
-- column announced (count): VPA elements that the L1 sent for it
-- column runs_without (count): entries of the vCPU after it had registered one
WITH asked AS (
    SELECT l2_vcpu, COUNT(*) AS registered, MIN(sequence) AS sequence
    FROM l2_exit
    WHERE l2_hcall = 'H_REGISTER_VPA'
    GROUP BY l2_vcpu
), told AS (
    SELECT l2_vcpu, COUNT(*) AS announced
    FROM state_element
    WHERE name = 'VPA' AND direction = 'in'
    GROUP BY l2_vcpu
)
SELECT
    asked.l2_vcpu,
    asked.registered,
    COALESCE(told.announced, 0) AS announced,
    COUNT(*) AS runs_without
FROM asked
JOIN l2_run ON l2_run.l2_vcpu = asked.l2_vcpu AND l2_run.sequence > asked.sequence
LEFT JOIN told ON told.l2_vcpu = asked.l2_vcpu
WHERE told.announced IS NULL
GROUP BY ALL
ORDER BY asked.l2_vcpu
