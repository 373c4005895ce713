-- question: How often did an idle L2 have to wait for one tick of its decrementer?
-- A wait is an H_CEDE; it should last until the decrementer interrupt that ends it. More waits than ticks mean that
-- H_CEDE came back before its time.
-- column waits (count): H_CEDE calls of L2s
-- column ticks (count): decrementer interrupts delivered in an L2
-- column waits_per_tick (ratio): one is enough
-- column l2_exits (count): exits of L2s
-- column idle (instructions): moments in which the whole machine waited
WITH waited AS (
    SELECT COUNT(*) AS waits FROM l2_exit WHERE l2_hcall = 'H_CEDE'
), ticked AS (
    SELECT COUNT(*) AS ticks FROM interrupt WHERE level = 2 AND interrupt = 'decrementer'
)
SELECT waits, ticks, ROUND(waits / ticks, 2) AS waits_per_tick, run.l2_exits, run.idle
FROM waited, ticked, run
WHERE waits > ticks
