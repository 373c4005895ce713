-- question: For which entries did the L1 both inject an external interrupt by hand and ask the L0 for one?
-- By hand means that NIA, in the state that goes in, is the interrupt's vector. The L0 is asked with MER.
-- column entries (count): such entries
-- column fetched (count): H_GUEST_GET_STATE calls of the L1 for MSR or NIA, which injecting needs
-- column delivered_by_l0 (count): external interrupts that the L0 delivered
-- column taken (count): external interrupts whose source the L2 asked for (H_XIRR)
SELECT
    COUNT(*) AS entries,
    (
        SELECT COUNT(DISTINCT sequence)
        FROM state_element
        WHERE hcall = 'H_GUEST_GET_STATE' AND direction = 'out' AND name IN ('MSR', 'NIA')
    ) AS fetched,
    (SELECT COUNT(*) FROM interrupt WHERE level = 2 AND interrupt = 'external') AS delivered_by_l0,
    (SELECT COUNT(*) FROM l2_exit WHERE l2_hcall = 'H_XIRR') AS taken
FROM l2_run
WHERE nia = '0x500'::UBIGINT AND (lpcr & '0x800'::UBIGINT) <> 0
HAVING entries > 0
