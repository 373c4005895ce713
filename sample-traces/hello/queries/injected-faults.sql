-- question: Which faults on purpose struck?
SELECT sequence, effect, place, guest_id, l2_vcpu, element, occurrence, rule_text
FROM injected_fault
ORDER BY sequence
