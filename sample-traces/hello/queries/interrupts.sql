-- question: Which interrupts were delivered, and what caused them; and which areas did anybody register?
SELECT sequence, moment, interrupt AS what, origin, cause, moments FROM interrupt_delivery
UNION ALL
SELECT sequence, moment, action, way, code_name, target_vcpu FROM vpa
ORDER BY sequence
