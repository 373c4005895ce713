-- question: What did both sides know of every state element at a position?
-- A table macro: SELECT * FROM state_at(1, 500) is the state of recording 1 at its event 500. An element that had not
-- crossed by then is not there, nor is one of a guest whose id was given to another by then.
-- portable: no, table macro, QUALIFY
-- parameter at_run (id): recording
-- parameter at_sequence (count): position
-- column run (id): recording
-- column sequence (count): position from which the value holds
-- column moment (instructions): moment from which it holds
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column element (hex): id of the element
-- column name (name): element, from dim_gsb_element
-- column data (payload): the value, big-endian
-- column value (register): the value as a number, of elements of up to 8 bytes
-- column direction (name): in or out: which crossing brought it
SELECT run, sequence, moment, guest_id, l2_vcpu, element, name, data, value, direction
FROM state_interval
WHERE run = at_run AND sequence <= at_sequence AND (sequence_end IS NULL OR sequence_end > at_sequence)
QUALIFY life_sequence IS NOT DISTINCT FROM MAX(life_sequence) OVER (PARTITION BY guest_id)
ORDER BY guest_id, l2_vcpu, element
