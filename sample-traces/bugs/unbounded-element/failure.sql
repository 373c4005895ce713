-- question: Which calls moved more bytes than the buffer has that they were given?
-- column sequence (count): position of the call
-- column hcall (name): hypercall
-- column direction (name): in, from L1 to the L0, or out
-- column buffer_bytes (bytes): size of the buffer, R8
-- column moved_bytes (bytes): what was moved
-- column behind (bytes): bytes behind the end of the buffer
SELECT
    call.sequence,
    call.hcall,
    move.direction,
    call.r8 AS buffer_bytes,
    move.bytes AS moved_bytes,
    move.bytes - call.r8 AS behind
FROM hcall AS call
JOIN state_transfer AS move
    ON move.vcpu = call.vcpu AND move.sequence BETWEEN call.sequence AND call.return_sequence
WHERE call.hcall IN ('H_GUEST_GET_STATE', 'H_GUEST_SET_STATE') AND move.bytes > call.r8
ORDER BY call.sequence, move.sequence
