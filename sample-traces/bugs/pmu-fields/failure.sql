-- question: Which registers of an L2 were not the same after it moved to another guest?
-- What the old guest held last is what the L1 read before it deleted it. What the new guest got is what went in up to
-- its first run.
-- column register (name): element
-- column before (register): value that the old guest gave out last
-- column after (register): value that the new guest was given; none when it was given nothing
WITH deleted AS (
    SELECT MIN(sequence) AS sequence FROM hcall WHERE hcall = 'H_GUEST_DELETE'
), first_run AS (
    SELECT MIN(sequence) AS sequence FROM l2_run WHERE sequence > (SELECT sequence FROM deleted)
), before AS (
    SELECT name, LAST(value ORDER BY sequence) AS value
    FROM state_element
    WHERE direction = 'out' AND hcall = 'H_GUEST_GET_STATE' AND sequence < (SELECT sequence FROM deleted)
    GROUP BY name
), after AS (
    SELECT name, LAST(value ORDER BY sequence) AS value
    FROM state_element
    WHERE
        direction = 'in'
        AND sequence > (SELECT sequence FROM deleted)
        AND sequence < (SELECT sequence FROM first_run)
    GROUP BY name
)
SELECT before.name AS register, before.value AS before, after.value AS after
FROM before
LEFT JOIN after USING (name)
WHERE
    before.name IN ('MMCR0', 'MMCR1', 'MMCR2', 'MMCR3', 'MMCRA', 'SIAR', 'SDAR', 'SIER')
    AND before.value <> COALESCE(after.value, 0)
ORDER BY register
