-- question: Why did L2 vCPUs exit, how long had they run, and what did the L1 do until it entered them again?
-- What belongs to an exit is what happens from it to the same vCPU's next entry, the entering call included: its state
-- goes out, the L1 handles it, state comes in. The last exit of an L2 vCPU has no next entry.
-- DuckDB only: ASOF JOIN, printf.
-- column run (id): recording
-- column sequence (count): position of the exit
-- column moment (instructions): moment of the exit
-- column vcpu (id): L1 vCPU that ran it
-- column api (id): nested API, 1 or 2
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column exit_index (count): exits of this L2 vCPU before this one
-- column vector (hex): interrupt vector of the exit
-- column reason (name): why it exited, from dim_nested_exit
-- column l2_opcode (hex): the L2's hypercall number, of a hypercall exit
-- column l2_hcall (name): the L2's hypercall, from dim_hcall, of a hypercall exit
-- column nia (address): L2's next instruction
-- column msr (register): L2's machine state register with the exit's status bits
-- column r3 (register): L2's R3
-- column r4 (register): L2's R4
-- column hdar (address): effective address of a storage exit
-- column hdsisr (hex): cause of a storage exit
-- column asdr (address): L2 real address of a storage exit
-- column l2_instructions (instructions): attempted by this L2 vCPU up to here
-- column entry_sequence (count): position of the entry that this exit ends
-- column l2_run_instructions (instructions): attempted by this L2 vCPU since that entry
-- column next_entry_sequence (count): position of the next entry
-- column next_entry_moment (instructions): moment of the next entry
-- column moments_to_entry (instructions): from this exit to the next entry, idle time and all other vCPUs included
-- column l1_instructions (instructions): attempted by this L1 vCPU from this exit to the next entry, those of its L2s
-- left out; none when another L1 vCPU made the next entry
-- column hcalls (count): hypercalls of this L1 vCPU from this exit to the next entry, the entering one included
-- column elements_out (count): state elements that the L0 wrote to L1 memory
-- column bytes_out (bytes): bytes of state that the L0 wrote to L1 memory
-- column elements_in (count): state elements whose value the L0 read from L1 memory
-- column bytes_in (bytes): bytes of state that the L0 read from L1 memory
WITH leave AS (
    SELECT
        *,
        ROW_NUMBER() OVER same_l2 - 1 AS exit_index
    FROM nested_exited
    WINDOW same_l2 AS (PARTITION BY run, guest_id, l2_vcpu ORDER BY sequence)
), turn AS (
    SELECT
        run,
        sequence,
        exit_sequence,
        l2_run_instructions,
        LEAD(sequence) OVER same_l2 AS next_entry_sequence,
        LEAD(moment) OVER same_l2 AS next_entry_moment,
        CASE
            WHEN LEAD(vcpu) OVER same_l2 = vcpu THEN LEAD(l1_instructions) OVER same_l2 - l1_instructions
        END AS l1_instructions
    FROM l2_run
    WINDOW same_l2 AS (PARTITION BY run, guest_id, l2_vcpu ORDER BY sequence)
), calls AS (
    SELECT leave.run, leave.sequence, COUNT(*) AS hcalls
    FROM hcall_entered AS call
    ASOF JOIN leave
        ON leave.run = call.run AND leave.vcpu = call.vcpu AND leave.sequence <= call.sequence
    GROUP BY leave.run, leave.sequence
), moved AS (
    SELECT
        leave.run,
        leave.sequence,
        SUM(move.elements) FILTER (WHERE move.direction = 1)::BIGINT AS elements_out,
        SUM(OCTET_LENGTH(move.bytes)) FILTER (WHERE move.direction = 1)::BIGINT AS bytes_out,
        SUM(move.elements) FILTER (WHERE move.direction = 0 AND move.has_values)::BIGINT AS elements_in,
        SUM(OCTET_LENGTH(move.bytes)) FILTER (WHERE move.direction = 0)::BIGINT AS bytes_in
    FROM (SELECT * FROM state_transferred LEFT JOIN dim_state_format USING (format)) AS move
    ASOF JOIN leave
        ON leave.run = move.run AND leave.vcpu = move.vcpu AND leave.sequence <= move.sequence
    GROUP BY leave.run, leave.sequence
)
SELECT
    leave.run,
    leave.sequence,
    leave.moment,
    leave.vcpu,
    leave.api,
    leave.guest_id,
    leave.l2_vcpu,
    leave.exit_index,
    leave.vector,
    COALESCE(dim_nested_exit.name, printf('0x%X', leave.vector)) AS reason,
    CASE WHEN leave.vector = '0xC00'::UINTEGER THEN leave.r3 END AS l2_opcode,
    CASE WHEN leave.vector = '0xC00'::UINTEGER THEN COALESCE(dim_hcall.name, printf('0x%X', leave.r3)) END AS l2_hcall,
    leave.nia,
    leave.msr,
    leave.r3,
    leave.r4,
    leave.hdar,
    leave.hdsisr,
    leave.asdr,
    leave.l2_instructions,
    turn.sequence AS entry_sequence,
    turn.l2_run_instructions,
    turn.next_entry_sequence,
    turn.next_entry_moment,
    turn.next_entry_moment - leave.moment AS moments_to_entry,
    turn.l1_instructions,
    COALESCE(calls.hcalls, 0) AS hcalls,
    COALESCE(moved.elements_out, 0) AS elements_out,
    COALESCE(moved.bytes_out, 0) AS bytes_out,
    COALESCE(moved.elements_in, 0) AS elements_in,
    COALESCE(moved.bytes_in, 0) AS bytes_in
FROM leave
LEFT JOIN turn ON turn.run = leave.run AND turn.exit_sequence = leave.sequence
LEFT JOIN calls ON calls.run = leave.run AND calls.sequence = leave.sequence
LEFT JOIN moved ON moved.run = leave.run AND moved.sequence = leave.sequence
LEFT JOIN dim_nested_exit ON dim_nested_exit.vector = leave.vector
LEFT JOIN dim_hcall ON dim_hcall.opcode = leave.r3
