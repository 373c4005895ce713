-- question: For how many hypercalls of the L2 did the L1 first fetch MSR?
-- The exit of a hypercall brings GPR3 to GPR12. What else the L1 looks at costs it a call.
-- column hypercalls (count): hypercalls of L2s
-- column fetched (count): H_GUEST_GET_STATE calls that name MSR
-- column per_hypercall (ratio): the second divided by the first
WITH called AS (
    SELECT COUNT(*) AS hypercalls FROM l2_exit WHERE l2_hcall IS NOT NULL
), asked AS (
    SELECT COUNT(DISTINCT sequence) AS fetched
    FROM state_element
    WHERE hcall = 'H_GUEST_GET_STATE' AND direction = 'out' AND name = 'MSR'
)
SELECT hypercalls, fetched, ROUND(fetched / hypercalls, 2) AS per_hypercall
FROM called, asked
WHERE fetched >= hypercalls
