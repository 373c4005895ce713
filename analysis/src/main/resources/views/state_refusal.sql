-- question: Which elements of guest state buffers did the L0 refuse, and why?
-- column run (id): recording
-- column sequence (count): position
-- column moment (instructions): moment
-- column vcpu (id): L1 vCPU whose call brought the buffer
-- column hcall (name): hypercall that brought it, from dim_hcall
-- column guest_id (id): guest id; 0 for a host-wide call
-- column l2_vcpu (id): L2 vCPU id; 0 for a call that names none
-- column l1_real_address (address): of the buffer
-- column element_index (count): place of the element in the buffer, from 0
-- column offset (bytes): of the element in the buffer
-- column element (hex): id of the element; none when the buffer ends before it
-- column name (name): element, from dim_gsb_element
-- column size_bytes (bytes): size that the element claims; none when the buffer ends before it
-- column reason (name): why, from dim_state_refusal
-- column says (text): the same in a phrase
SELECT
    refused.run,
    refused.sequence,
    refused.moment,
    refused.vcpu,
    COALESCE(dim_hcall.name, hex_text(refused.opcode)) AS hcall,
    refused.guest_id,
    refused.l2_vcpu,
    refused.l1_real_address,
    refused.element_index,
    refused.offset,
    CASE WHEN dim_state_refusal.name <> 'no_header' THEN refused.element END AS element,
    CASE
        WHEN dim_state_refusal.name <> 'no_header'
        THEN COALESCE(dim_gsb_element.name, '0x' || LPAD(HEX(refused.element), 4, '0'))
    END AS name,
    CASE WHEN dim_state_refusal.name <> 'no_header' THEN refused.size_bytes END AS size_bytes,
    dim_state_refusal.name AS reason,
    dim_state_refusal.says
FROM state_refused AS refused
LEFT JOIN dim_hcall ON dim_hcall.opcode = refused.opcode
LEFT JOIN dim_gsb_element ON dim_gsb_element.element = refused.element
LEFT JOIN dim_state_refusal ON dim_state_refusal.reason = refused.reason
