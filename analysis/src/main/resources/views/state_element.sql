-- question: Which elements of an L2's state were moved, and with what value?
-- column run (id): recording
-- column sequence (count): position of the transfer
-- column moment (instructions): moment of the transfer
-- column vcpu (id): L1 vCPU whose call moved it
-- column hcall (name): hypercall that moved it, from dim_hcall
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column direction (name): in, from L1 to the L0, or out, from the L0 to L1
-- column element_index (count): place in the transfer, from 0
-- column element (hex): id of the element
-- column name (name): element, from dim_gsb_element
-- column size_bytes (bytes): size of the value
-- column value (register): the value as a number, of elements of up to 8 bytes; none in a request
-- column data (payload): the value, big-endian
SELECT
    part.run,
    part.sequence,
    part.moment,
    move.vcpu,
    COALESCE(dim_hcall.name, hex_text(move.opcode)) AS hcall,
    move.guest_id,
    move.l2_vcpu,
    CASE move.direction WHEN 0 THEN 'in' WHEN 1 THEN 'out' END AS direction,
    part.element_index,
    part.element,
    COALESCE(dim_gsb_element.name, '0x' || LPAD(HEX(part.element), 4, '0')) AS name,
    part.size_bytes,
    bits_number(part.value) AS value,
    part.value AS data
FROM element_transferred AS part
JOIN state_transferred AS move ON move.run = part.run AND move.sequence = part.sequence
LEFT JOIN dim_hcall ON dim_hcall.opcode = move.opcode
LEFT JOIN dim_gsb_element ON dim_gsb_element.element = part.element
