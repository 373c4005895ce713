-- question: Did an L2 whose partition table entry changed run with nothing invalidated since?
-- A root that differs from the one before is a new tree: the L0 must forget what it cached from the old one. Without
-- an invalidation between the last exit under the old tree and the first entry under the new one it did not, and the
-- new L2 needs fewer first touches than the old one, because it finds pages that were never mapped for it.
-- column boots (count): lines of the L2 that say which boot it is
-- column last_boot (text): the last of them; every L2 is on its first boot
-- column invalidations (count): calls that drop partition-scoped translations
-- column first_touches (count): storage exits of all L2s
WITH said AS (
    SELECT UNNEST(string_split(string_agg(text, '' ORDER BY sequence), E'\n')) AS line FROM console
), boot AS (
    SELECT COUNT(*) AS boots, MAX(line) AS last_boot FROM said WHERE line LIKE '%boot %'
), dropped AS (
    SELECT COUNT(*) AS invalidations FROM hcall WHERE hcall IN ('H_TLB_INVALIDATE', 'H_RPT_INVALIDATE')
), touched AS (
    SELECT COUNT(*) AS first_touches FROM l2_exit WHERE reason IN ('H_DATA_STORAGE', 'H_INST_STORAGE')
)
SELECT boots, last_boot, invalidations, first_touches
FROM boot, dropped, touched
WHERE last_boot NOT LIKE '%boot 1'
