-- question: Did an L2 run with LPES0 set, and take external interrupts that its L1 did not ask for?
-- An L1 asks for one with MER in the LPCR of the entry.
-- column l2_vcpu (id): L2 vCPU
-- column entries_with_lpes0 (count): entries that had external interrupts stay in the L2
-- column taken (count): external interrupts that the L2 took with MER clear
WITH entry AS (
    SELECT
        vcpu,
        l2_vcpu,
        sequence,
        (lpcr & '0x8'::UBIGINT) <> 0 AS has_lpes0,
        (lpcr & '0x800'::UBIGINT) <> 0 AS has_mer
    FROM l2_run
), taken AS (
    SELECT entry.l2_vcpu, COUNT(*) AS taken
    FROM (SELECT * FROM interrupt WHERE level = 2 AND interrupt = 'external') AS arrived
    ASOF JOIN entry ON entry.vcpu = arrived.vcpu AND entry.sequence <= arrived.sequence
    WHERE NOT entry.has_mer
    GROUP BY entry.l2_vcpu
)
SELECT entry.l2_vcpu, COUNT(*) AS entries_with_lpes0, ANY_VALUE(taken.taken) AS taken
FROM entry
LEFT JOIN taken ON taken.l2_vcpu = entry.l2_vcpu
WHERE entry.has_lpes0
GROUP BY entry.l2_vcpu
ORDER BY entry.l2_vcpu
