-- question: Which faults on purpose struck, where, and by which rule?
-- column run (id): recording
-- column sequence (count): position
-- column moment (instructions): moment at which it struck
-- column vcpu (id): L1 vCPU
-- column rule (id): the rule, in the order in which rules were arranged
-- column effect (name): what it did, from dim_fault_effect
-- column place (name): hypercall that it struck, or entry or interrupt
-- column guest_id (id): guest id (v2) or L1's lpid (v1); NULL for none
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1); NULL for none
-- column element (name): state element or field that was corrupted; NULL for none
-- column occurrence (count): times that the rule's place had been reached, this one counted
-- column rule_text (text): the rule as it was written
SELECT
    injected.run,
    injected.sequence,
    injected.moment,
    injected.vcpu,
    injected.rule,
    COALESCE(dim_fault_effect.name, injected.effect::STRING) AS effect,
    COALESCE(dim_hcall.name, 'entry or interrupt') AS place,
    NULLIF(injected.guest_id, -1) AS guest_id,
    NULLIF(injected.l2_vcpu, -1) AS l2_vcpu,
    CASE WHEN injected.element <> 0 THEN dim_gsb_element.name END AS element,
    injected.occurrence,
    arranged.text::STRING AS rule_text
FROM fault_injected AS injected
LEFT JOIN fault_arranged AS arranged ON arranged.run = injected.run AND arranged.rule = injected.rule
LEFT JOIN dim_fault_effect ON dim_fault_effect.effect = injected.effect
LEFT JOIN dim_hcall ON dim_hcall.opcode = injected.opcode AND injected.opcode <> 0
LEFT JOIN dim_gsb_element ON dim_gsb_element.element = injected.element
