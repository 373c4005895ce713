-- question: Why did L2 vCPUs exit, and what did it cost at each level?
-- Of all runs, or of the one in the variable run. Costs are the model in cost_model, no measurement.
-- column cause (name): reason of the exit, with the L2's hypercall
-- column exits (count): exits
-- column L1 instructions (instructions): of the L1 up to the next entry, all exits together
-- column L2 cost (cycles): modelled cost of the L2's instructions before the exits
-- column L1 cost (cycles): modelled cost of the L1's instructions
-- column L0 cost (cycles): modelled cost of the L0's work
SELECT
    cause,
    COUNT(*) AS exits,
    COALESCE(SUM(l1_instructions), 0)::BIGINT AS "L1 instructions",
    COALESCE(SUM(l2_cost), 0) AS "L2 cost",
    COALESCE(SUM(l1_cost), 0) AS "L1 cost",
    COALESCE(SUM(l0_cost), 0) AS "L0 cost"
FROM exit_chain
WHERE run = COALESCE(getvariable('run'), run)
GROUP BY cause
ORDER BY COUNT(*) DESC, cause
LIMIT 16
