-- question: Which values were accepted for LPCR with bits that an L1 may not choose?
-- It may choose DPFD, ILE, AIL, LD, MER and GTSE.
-- column sequence (count): position of the transfer
-- column hcall (name): hypercall that moved it
-- column direction (name): in, from L1 to the L0, or out
-- column l2_vcpu (id): L2 vCPU
-- column value (hex): the value
-- column reserved (hex): the bits of it that should not be there
SELECT
    sequence,
    hcall,
    direction,
    l2_vcpu,
    printf('0x%016X', value) AS value,
    printf('0x%016X', value & '0xFF8FFFFFFC7DF3FF'::UBIGINT) AS reserved
FROM state_element
WHERE name = 'LPCR' AND (value & '0xFF8FFFFFFC7DF3FF'::UBIGINT) <> 0
ORDER BY sequence
