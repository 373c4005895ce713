-- question: Which exit of one recording is which exit of the other?
-- First by instruction: the same L2 vCPU exited after the same number of its own instructions for the same cause. What
-- is left is paired by order: the first one left of a vCPU and cause with the first one left of the other recording,
-- and so on; that finds its like where an L2 that waits for time attempts more instructions under one API.
-- column cause (name): reason of the exit, with the L2's hypercall
-- column is_timed (flag): whether time decides when it comes, not the L2's instructions
-- column first_sequence (count): position in the first recording; none without a like
-- column second_sequence (count): position in the second recording; none without a like
-- column paired_by (name): instruction or order; none without a like
WITH numbered AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY run, l2, l2_index, cause ORDER BY sequence) AS again
    FROM compare_exit
), exact AS (
    SELECT
        COALESCE(first.l2, second.l2) AS l2,
        COALESCE(first.cause, second.cause) AS cause,
        COALESCE(first.is_timed, second.is_timed) AS is_timed,
        first.sequence AS first_sequence,
        second.sequence AS second_sequence
    FROM (SELECT * FROM numbered WHERE run = 1) AS first
    FULL JOIN (SELECT * FROM numbered WHERE run = 2) AS second
        ON second.l2 = first.l2
        AND second.l2_index = first.l2_index
        AND second.cause = first.cause
        AND second.again = first.again
), first_left AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY l2, cause ORDER BY first_sequence) AS place
    FROM exact
    WHERE second_sequence IS NULL
), second_left AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY l2, cause ORDER BY second_sequence) AS place
    FROM exact
    WHERE first_sequence IS NULL
)
SELECT cause, is_timed, first_sequence, second_sequence, 'instruction' AS paired_by
FROM exact
WHERE first_sequence IS NOT NULL AND second_sequence IS NOT NULL
UNION ALL
SELECT
    COALESCE(first.cause, second.cause),
    COALESCE(first.is_timed, second.is_timed),
    first.first_sequence,
    second.second_sequence,
    CASE WHEN first.first_sequence IS NOT NULL AND second.second_sequence IS NOT NULL THEN 'order' END
FROM first_left AS first
FULL JOIN second_left AS second
    ON second.l2 = first.l2 AND second.cause = first.cause AND second.place = first.place
