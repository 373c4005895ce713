-- question: When did which state elements cross?
-- Of all runs, or of the one in the variable run: its 16 elements with the most bytes, in at most 48 slices of time.
-- column element (name): state element
-- column slice (count): number of the slice
-- column bytes (bytes): of its values that crossed in the slice
WITH width AS (
    SELECT run, GREATEST(1, (moment_last + 48) // 48) AS moments
    FROM recording
    WHERE run = COALESCE(getvariable('run'), run)
), top AS (
    SELECT name, SUM(size_bytes) AS bytes
    FROM state_change
    WHERE run = COALESCE(getvariable('run'), run)
    GROUP BY name
    ORDER BY bytes DESC, name
    LIMIT 16
)
SELECT moved.name AS element, moved.moment // width.moments AS slice, SUM(moved.size_bytes)::BIGINT AS bytes
FROM state_change AS moved
JOIN width USING (run)
JOIN top ON top.name = moved.name
GROUP BY moved.name, slice, top.bytes
ORDER BY top.bytes DESC, element, slice
