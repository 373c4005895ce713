-- question: What does stat count, one row per sample?
-- Four events: exit, an exit of an L2 to its L1; hcall, a hypercall of the L1 to the L0; l2-hcall, a hypercall of an L2
-- to its L1; fault, a storage exit of an L2 by what it wanted.
-- column run (id): recording
-- column sequence (count): position of the exit or call
-- column moment (instructions): moment of it
-- column event (name): exit, hcall, l2-hcall or fault
-- column name (name): reason, hypercall or kind of fault
-- column guest_id (id): guest id (v2) or L1's lpid (v1); none of the L1's own calls
-- column vcpu (id): vCPU that exited: of the L2, or of the L1 for its own calls
-- column time (instructions): attempted by the L1 vCPU up to the next entry; of the L1's own calls, from call to return
-- without L2s; none without an end
SELECT run, sequence, moment, 'exit' AS event, reason AS name, guest_id, l2_vcpu AS vcpu, l1_instructions AS time
FROM l2_exit
UNION ALL
SELECT run, sequence, moment, 'hcall', hcall, NULL, vcpu, moments_without_l2
FROM hcall
UNION ALL
SELECT run, sequence, moment, 'l2-hcall', l2_hcall, guest_id, l2_vcpu, l1_instructions
FROM l2_exit
WHERE l2_hcall IS NOT NULL
UNION ALL
SELECT run, sequence, moment, 'fault', access || ', ' || fault, guest_id, l2_vcpu, l1_instructions
FROM page_fault
