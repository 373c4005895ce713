-- question: Which state elements crossed between L1 and the L0, and how much of that told the other side anything?
-- Of all runs, or of the one in the variable run; values only, without the ids and sizes around them. What needed,
-- unknown and redundant mean, the view state_change says.
-- column element (name): state element
-- column moves (count): times it crossed
-- column needed bytes (bytes): values the other side could not know
-- column unknown bytes (bytes): the same value again, after the L2 may have changed it
-- column redundant bytes (bytes): values the other side had
SELECT
    name AS element,
    COUNT(*) AS moves,
    COALESCE(SUM(size_bytes) FILTER (WHERE worth = 'needed'), 0)::BIGINT AS "needed bytes",
    COALESCE(SUM(size_bytes) FILTER (WHERE worth = 'unknown'), 0)::BIGINT AS "unknown bytes",
    COALESCE(SUM(size_bytes) FILTER (WHERE worth = 'redundant'), 0)::BIGINT AS "redundant bytes"
FROM state_change
WHERE run = COALESCE(getvariable('run'), run)
GROUP BY name
ORDER BY SUM(size_bytes) DESC, name
LIMIT 24
