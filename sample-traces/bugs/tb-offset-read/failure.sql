-- question: How often did the L1 ask for a time base offset that only it can change?
-- column asked (count): H_GUEST_GET_STATE calls that name TB_OFFSET
-- column answers (count): different values that came back
-- column exits (count): exits of L2s
-- column calls_per_exit (ratio): hypercalls of the L1 for each exit of its L2
WITH question AS (
    SELECT COUNT(*) AS asked, COUNT(DISTINCT value) AS answers
    FROM state_element
    WHERE name = 'TB_OFFSET' AND hcall = 'H_GUEST_GET_STATE' AND direction = 'out'
)
SELECT asked, answers, run.l2_exits AS exits, ROUND(run.hcalls / run.l2_exits, 2) AS calls_per_exit
FROM question, run
WHERE asked > 0
