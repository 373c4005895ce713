-- question: Which calls that move state succeeded although a reserved flag was set?
-- Guest-wide (bit 0) and host-wide (bit 1) are the only flags there are.
-- column sequence (count): position of the call
-- column hcall (name): hypercall
-- column flags (hex): flags in R4
-- column code_name (name): what it returned
-- column elements (count): elements it moved
SELECT sequence, hcall, printf('0x%016X', r4) AS flags, code_name, elements
FROM hcall
WHERE hcall IN ('H_GUEST_GET_STATE', 'H_GUEST_SET_STATE')
    AND (r4 & '0x3FFFFFFFFFFFFFFF'::UBIGINT) <> 0
    AND code = 0
ORDER BY sequence
