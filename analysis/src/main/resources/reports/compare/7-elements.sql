-- question: Which elements took the bytes that were moved?
-- The 20 with most bytes, the rest in one row; all rows together are every byte of every transfer. Elements have their
-- v2 names under both APIs. Headers are ids, sizes and counts of state buffers; v1's structures have none.
-- column Element (name): element, headers or request
-- column in {a} (bytes): from L1 to the L0 in the first recording
-- column in {b} (bytes): from L1 to the L0 in the second recording
-- column out {a} (bytes): from the L0 to L1 in the first recording
-- column out {b} (bytes): from the L0 to L1 in the second recording
-- column needed {a} (bytes): of both, values that the other side could not know, in the first recording
-- column needed {b} (bytes): of both, values that the other side could not know, in the second recording
WITH summed AS (
    SELECT
        register,
        COALESCE(SUM(bytes) FILTER (WHERE run = 1 AND direction = 'in'), 0)::BIGINT AS in_first,
        COALESCE(SUM(bytes) FILTER (WHERE run = 2 AND direction = 'in'), 0)::BIGINT AS in_second,
        COALESCE(SUM(bytes) FILTER (WHERE run = 1 AND direction = 'out'), 0)::BIGINT AS out_first,
        COALESCE(SUM(bytes) FILTER (WHERE run = 2 AND direction = 'out'), 0)::BIGINT AS out_second,
        COALESCE(SUM(bytes) FILTER (WHERE run = 1 AND worth = 'needed'), 0)::BIGINT AS needed_first,
        COALESCE(SUM(bytes) FILTER (WHERE run = 2 AND worth = 'needed'), 0)::BIGINT AS needed_second
    FROM compare_move
    GROUP BY register
), ranked AS (
    SELECT *, ROW_NUMBER() OVER (ORDER BY in_first + in_second + out_first + out_second DESC, register) AS place
    FROM summed
), shown AS (
    SELECT
        CASE WHEN place <= 20 THEN place ELSE 21 END AS place,
        CASE WHEN place <= 20 THEN register ELSE 'others' END AS register,
        in_first,
        in_second,
        out_first,
        out_second,
        needed_first,
        needed_second
    FROM ranked
    UNION ALL
    SELECT 22, 'all', in_first, in_second, out_first, out_second, needed_first, needed_second FROM ranked
)
SELECT
    register AS "Element",
    SUM(in_first)::BIGINT AS "in {a}",
    SUM(in_second)::BIGINT AS "in {b}",
    SUM(out_first)::BIGINT AS "out {a}",
    SUM(out_second)::BIGINT AS "out {b}",
    SUM(needed_first)::BIGINT AS "needed {a}",
    SUM(needed_second)::BIGINT AS "needed {b}"
FROM shown
GROUP BY place, register
ORDER BY place
