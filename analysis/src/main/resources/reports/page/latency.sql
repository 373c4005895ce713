-- question: How long did the L1 take over an exit?
-- Of all runs, or of the one in the variable run; in instructions of the L1 from the exit to the next entry. A column
-- counts the exits from its number of instructions on, up to the next column's.
-- column cause (name): reason of the exit, with the L2's hypercall
-- column exponent (count): 2 to the power of this is where the column begins
-- column exits (count): exits in it
WITH line AS (
    SELECT
        reason || COALESCE(' ' || l2_hcall, '') AS cause,
        CASE WHEN l1_instructions <= 1 THEN 0 ELSE FLOOR(LOG2(l1_instructions))::BIGINT END AS exponent,
        COUNT(*) AS exits
    FROM l2_exit
    WHERE run = COALESCE(getvariable('run'), run) AND l1_instructions IS NOT NULL
    GROUP BY ALL
)
SELECT cause, exponent, exits
FROM line
ORDER BY SUM(exits) OVER (PARTITION BY cause) DESC, cause, exponent
