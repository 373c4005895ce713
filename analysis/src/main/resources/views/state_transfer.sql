-- question: Which state of an L2 crossed between L1 memory and the L0, when, and by which hypercall?
-- column run (id): recording
-- column sequence (count): position of the transfer
-- column moment (instructions): moment of the transfer
-- column vcpu (id): L1 vCPU whose call moved it
-- column opcode (hex): hypercall that moved it
-- column hcall (name): hypercall, from dim_hcall
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column direction (name): in, from L1 to the L0, or out, from the L0 to L1
-- column format (name): layout of the bytes, from dim_state_format
-- column l1_real_address (address): first byte in L1 memory
-- column elements (count): state elements in the bytes
-- column bytes (bytes): length of the bytes
-- column data (payload): the bytes
SELECT
    move.run,
    move.sequence,
    move.moment,
    move.vcpu,
    move.opcode,
    COALESCE(dim_hcall.name, hex_text(move.opcode)) AS hcall,
    move.guest_id,
    move.l2_vcpu,
    CASE move.direction WHEN 0 THEN 'in' WHEN 1 THEN 'out' END AS direction,
    COALESCE(dim_state_format.name, move.format::STRING) AS format,
    move.l1_real_address,
    move.elements,
    OCTET_LENGTH(move.bytes) AS bytes,
    move.bytes AS data
FROM state_transferred AS move
LEFT JOIN dim_hcall ON dim_hcall.opcode = move.opcode
LEFT JOIN dim_state_format ON dim_state_format.format = move.format
