-- question: Which hypercall did the L1 make after which?
-- Of all runs, or of the one in the variable run; of one vCPU, its L2's exits in between left out. The 60 commonest.
-- column from (name): a hypercall
-- column to (name): the next one of the same vCPU
-- column times (count): how often
WITH step AS (
    SELECT hcall AS "from", LEAD(hcall) OVER (PARTITION BY run, vcpu ORDER BY sequence) AS "to"
    FROM hcall
    WHERE run = COALESCE(getvariable('run'), run)
)
SELECT "from", "to", COUNT(*) AS times
FROM step
WHERE "to" IS NOT NULL
GROUP BY "from", "to"
ORDER BY times DESC, "from", "to"
LIMIT 60
