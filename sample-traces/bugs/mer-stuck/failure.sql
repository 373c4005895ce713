-- question: Which L2 vCPU keeps taking external interrupts that nobody sent?
-- An L2 asks for the source of an external interrupt with H_XIRR and ends it with H_EOI when there was one. A vCPU that
-- asks much more often than it ends is interrupted for nothing, because MER is set in the LPCR of its entries.
-- column l2_vcpu (id): L2 vCPU
-- column taken (count): external interrupts it asked for the source of
-- column ended (count): interrupts that had one
-- column spurious (count): the others
-- column entries (count): of the vCPU
-- column entries_with_mer (count): entries that asked the L0 for an external interrupt
WITH asked AS (
    SELECT
        l2_vcpu,
        COUNT(*) FILTER (WHERE l2_hcall = 'H_XIRR') AS taken,
        COUNT(*) FILTER (WHERE l2_hcall = 'H_EOI') AS ended
    FROM l2_exit
    GROUP BY l2_vcpu
), entered AS (
    SELECT
        l2_vcpu,
        COUNT(*) AS entries,
        COUNT(*) FILTER (WHERE (lpcr & '0x800'::UBIGINT) <> 0) AS entries_with_mer
    FROM l2_run
    GROUP BY l2_vcpu
)
SELECT l2_vcpu, taken, ended, taken - ended AS spurious, entries, entries_with_mer
FROM asked
JOIN entered USING (l2_vcpu)
WHERE taken > ended + 1
ORDER BY l2_vcpu
