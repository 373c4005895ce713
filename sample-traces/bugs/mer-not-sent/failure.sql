-- question: Were external interrupts requested for an L2 of which none arrived?
-- An L2 requests one of another vCPU with H_IPI. It is delivered in the L2 while MER is set in the LPCR of its entry.
-- column requested (count): H_IPI calls of L2s
-- column delivered (count): external interrupts delivered in an L2
-- column entries (count): entries of L2 vCPUs
-- column entries_with_mer (count): entries that asked the L0 for an external interrupt
SELECT
    (SELECT COUNT(*) FROM l2_exit WHERE l2_hcall = 'H_IPI') AS requested,
    (SELECT COUNT(*) FROM interrupt WHERE level = 2 AND interrupt = 'external') AS delivered,
    COUNT(*) AS entries,
    COUNT(*) FILTER (WHERE (lpcr & '0x800'::UBIGINT) <> 0) AS entries_with_mer
FROM l2_run
HAVING requested > 0 AND delivered = 0
