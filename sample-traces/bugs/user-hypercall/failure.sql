-- question: Which hypercalls of an L2's problem state reached its L1?
-- column sequence (count): position of the exit
-- column l2_vcpu (id): L2 vCPU
-- column l2_hcall (name): hypercall that the program made
-- column nia (address): the instruction after it
-- column msr (register): the L2's machine state, with PR (0x4000) set
SELECT sequence, l2_vcpu, l2_hcall, nia, printf('0x%016X', msr) AS msr
FROM l2_exit
WHERE reason = 'HCALL' AND (msr & '0x4000'::UBIGINT) <> 0
ORDER BY sequence
