-- question: Which exits took the bytes that were moved, and what would an ideal v2 L1 have moved for them?
-- Ideal is a v2 state buffer of 12 bytes for an element of 8 with only the elements whose values the other side could
-- not know; the upper figure adds those that the L2 may have changed unseen.
-- column Cause (name): cause of the exit that the bytes belong to
-- column bytes {a} (bytes): in the first recording
-- column bytes {b} (bytes): in the second recording
-- column elements {a} (count): in the first recording
-- column elements {b} (count): in the second recording
-- column needed {a} (count): elements whose value the other side could not know, in the first recording
-- column needed {b} (count): elements whose value the other side could not know, in the second recording
-- column ideal {a} (bytes): a v2 buffer with the first recording's needed elements
-- column ideal {b} (bytes): a v2 buffer with the second recording's needed elements
-- column upper {b} (bytes): the same with the unknown ones of the second recording
WITH summed AS (
    SELECT
        run,
        GROUPING(cause) AS is_total,
        COALESCE(cause, 'all') AS cause,
        SUM(bytes)::BIGINT AS bytes,
        SUM(elements)::BIGINT AS elements,
        COALESCE(SUM(elements) FILTER (WHERE worth = 'needed'), 0)::BIGINT AS needed,
        COALESCE(SUM(bytes + 4 * elements) FILTER (WHERE worth = 'needed'), 0)::BIGINT AS ideal,
        COALESCE(SUM(bytes + 4 * elements) FILTER (WHERE worth IN ('needed', 'unknown')), 0)::BIGINT AS upper
    FROM compare_move
    GROUP BY GROUPING SETS ((run, cause), (run))
)
SELECT
    cause AS "Cause",
    COALESCE(SUM(bytes) FILTER (WHERE run = 1), 0)::BIGINT AS "bytes {a}",
    COALESCE(SUM(bytes) FILTER (WHERE run = 2), 0)::BIGINT AS "bytes {b}",
    COALESCE(SUM(elements) FILTER (WHERE run = 1), 0)::BIGINT AS "elements {a}",
    COALESCE(SUM(elements) FILTER (WHERE run = 2), 0)::BIGINT AS "elements {b}",
    COALESCE(SUM(needed) FILTER (WHERE run = 1), 0)::BIGINT AS "needed {a}",
    COALESCE(SUM(needed) FILTER (WHERE run = 2), 0)::BIGINT AS "needed {b}",
    COALESCE(SUM(ideal) FILTER (WHERE run = 1), 0)::BIGINT AS "ideal {a}",
    COALESCE(SUM(ideal) FILTER (WHERE run = 2), 0)::BIGINT AS "ideal {b}",
    COALESCE(SUM(upper) FILTER (WHERE run = 2), 0)::BIGINT AS "upper {b}"
FROM summed
GROUP BY is_total, cause
ORDER BY is_total, SUM(bytes) DESC, cause
