-- question: Which external interrupts did an L2 take that its L1 had not asked for, and were there some for the L1?
-- An L1 asks for one in its L2 with MER in the LPCR of the entry; one that is its own ends the run with H_VIRT.
-- column l2_vcpu (id): L2 vCPU
-- column taken (count): external interrupts that it took with MER clear
-- column sent_to_l1 (count): interrupts that were requested of the L1 (H_IPI to itself)
-- column exits_for_l1 (count): exits because of an interrupt of the L1
WITH arrived AS (
    SELECT entry.l2_vcpu, entry.lpcr
    FROM (SELECT * FROM interrupt WHERE level = 2 AND interrupt = 'external') AS taken
    ASOF JOIN l2_run AS entry ON entry.vcpu = taken.vcpu AND entry.sequence <= taken.sequence
)
SELECT
    l2_vcpu,
    COUNT(*) AS taken,
    (SELECT COUNT(*) FROM hcall WHERE hcall = 'H_IPI' AND r5 < 255) AS sent_to_l1,
    (SELECT COUNT(*) FROM l2_exit WHERE reason = 'H_VIRT') AS exits_for_l1
FROM arrived
WHERE (lpcr & '0x800'::UBIGINT) = 0 AND (lpcr & '0x8'::UBIGINT) = 0
GROUP BY l2_vcpu
ORDER BY l2_vcpu
