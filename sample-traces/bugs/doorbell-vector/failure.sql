-- question: Which exits for an instruction that needs help do not say which instruction it was?
-- An exit with 0xE40 brings the instruction in HEIR; 0 is none.
-- column sequence (count): position of the exit
-- column l2_vcpu (id): L2 vCPU
-- column reason (name): why it exited, as the L1 was told
-- column nia (address): the instruction
-- column heir (hex): the instruction as the L1 was told
-- column next_interrupt (hex): vector of the interrupt that the L2 goes on with
SELECT
    leave.sequence,
    leave.l2_vcpu,
    leave.reason,
    leave.nia,
    heir.value AS heir,
    entry.nia AS next_interrupt
FROM l2_exit AS leave
ASOF JOIN (SELECT * FROM state_element WHERE name = 'HEIR' AND direction = 'out') AS heir
    ON heir.l2_vcpu = leave.l2_vcpu AND heir.sequence >= leave.sequence
LEFT JOIN l2_run AS entry ON entry.sequence = leave.next_entry_sequence
WHERE leave.reason = 'H_EMUL_ASSIST' AND heir.value = 0
ORDER BY leave.sequence
