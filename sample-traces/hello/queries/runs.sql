-- question: When did which vCPU run, at both levels, and what came in or interrupted?
SELECT 'L1 vCPU ' || vcpu AS what, sequence, moment, instructions AS attempted FROM vcpu_run
UNION ALL
SELECT 'L2 vCPU ' || l2_vcpu, sequence, moment, l1_instructions FROM l2_run
UNION ALL
SELECT 'interrupts', COUNT(*), 0, 0 FROM interrupt
UNION ALL
SELECT 'inputs', COUNT(*), 0, 0 FROM input
ORDER BY sequence, what
