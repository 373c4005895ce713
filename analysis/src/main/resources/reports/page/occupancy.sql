-- question: Who had the machine, slice by slice?
-- Of all runs, or of the one in the variable run. The run is cut into at most 96 slices of equal length.
-- column slice (count): number of the slice
-- column moment (instructions): moment at which it begins
-- column L2 (percent): of the slice, in which an L2 ran
-- column L1 (percent): of the slice, in which an L1 ran
-- column idle (percent): of the slice, in which every vCPU waited
-- column exits (count): exits of L2s in the slice
WITH width AS (
    SELECT run, GREATEST(1, (moment_last + 95) // 96) AS moments, moment_last
    FROM recording
    WHERE run = COALESCE(getvariable('run'), run)
), slice AS (
    SELECT run, moments, UNNEST(range(0, GREATEST(1, (moment_last + moments - 1) // moments))) AS slice
    FROM width
), stretch AS (
    SELECT
        part.run,
        COALESCE(part.level, -1) AS level,
        part.moment,
        part.moment_end,
        width.moments,
        UNNEST(range(part.moment // width.moments, (part.moment_end - 1) // width.moments + 1)) AS slice
    FROM vcpu_timeline AS part
    JOIN width USING (run)
    WHERE part.moment_end > part.moment
), share AS (
    SELECT
        run,
        slice,
        level,
        100.0 * SUM(LEAST(moment_end, (slice + 1) * moments) - GREATEST(moment, slice * moments))
            / ANY_VALUE(moments) AS percent
    FROM stretch
    GROUP BY run, slice, level
), leave AS (
    SELECT exited.run, exited.moment // width.moments AS slice, COUNT(*) AS exits
    FROM nested_exited AS exited
    JOIN width USING (run)
    GROUP BY ALL
)
SELECT
    slice.slice,
    slice.slice * slice.moments AS moment,
    COALESCE(SUM(share.percent) FILTER (WHERE share.level = 2), 0) AS "L2",
    COALESCE(SUM(share.percent) FILTER (WHERE share.level IN (0, 1)), 0) AS "L1",
    COALESCE(SUM(share.percent) FILTER (WHERE share.level = -1), 0) AS idle,
    COALESCE(MAX(leave.exits), 0) AS exits
FROM slice
LEFT JOIN share ON share.run = slice.run AND share.slice = slice.slice
LEFT JOIN leave ON leave.run = slice.run AND leave.slice = slice.slice
GROUP BY slice.run, slice.slice, slice.moments
ORDER BY slice.run, slice.slice
