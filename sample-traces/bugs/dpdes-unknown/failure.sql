-- question: Which runs failed because the L0 does not know an element that its L1 sends?
-- column sequence (count): position of the call
-- column guest_id (id): guest that was to run
-- column l2_vcpu (id): vCPU that was to run
-- column code_name (name): what the call returned
-- column element (hex): id of the element that was refused
-- column name (name): that element, from dim_gsb_element
-- column element_index (count): its place in the run input buffer, from 0
SELECT
    call.sequence,
    refused.guest_id,
    refused.l2_vcpu,
    call.code_name,
    refused.element,
    dim_gsb_element.name,
    refused.element_index
FROM hcall AS call
JOIN state_refused AS refused
    ON refused.vcpu = call.vcpu AND refused.sequence BETWEEN call.sequence AND call.return_sequence
LEFT JOIN dim_gsb_element ON dim_gsb_element.element = refused.element
WHERE call.hcall = 'H_GUEST_RUN_VCPU' AND call.code < 0
ORDER BY call.sequence
