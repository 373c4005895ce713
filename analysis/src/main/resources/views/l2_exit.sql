-- question: Why did L2 vCPUs exit, how long had they run, and what did the L1 do until it entered them again?
-- What belongs to an exit is what happens from it to the same vCPU's next entry, the entering call included: its state
-- goes out, the L1 handles it, state comes in. The last exit of an L2 vCPU has no next entry.
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
SELECT
    run,
    sequence,
    moment,
    vcpu,
    api,
    guest_id,
    l2_vcpu,
    exit_index,
    vector,
    reason,
    CASE WHEN l2_hcall IS NOT NULL THEN r3 END AS l2_opcode,
    l2_hcall,
    nia,
    msr,
    r3,
    r4,
    hdar,
    hdsisr,
    asdr,
    l2_instructions,
    entry_sequence,
    l2_run_instructions,
    next_entry_sequence,
    next_entry_moment,
    next_entry_moment - moment AS moments_to_entry,
    l1_instructions,
    hcalls,
    elements_out,
    bytes_out,
    elements_in,
    bytes_in
FROM l2_turn
