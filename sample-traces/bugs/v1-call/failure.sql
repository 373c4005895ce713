-- question: Which calls of the other API did the L1 make, and what did it do when they failed?
-- An L2 whose instruction cannot be emulated tries again: exits at the same address follow one another.
-- column hcall (name): call that the L0 does not offer under this API
-- column calls (count): how often it was made
-- column code (name): answer
-- column nia (address): where the L2 was
-- column exits_there (count): exits of the L2 at that address
SELECT hcall.hcall, COUNT(*) AS calls, hcall.code_name AS code, stuck.nia, stuck.exits_there
FROM hcall
CROSS JOIN (
    SELECT nia, COUNT(*) AS exits_there
    FROM l2_exit
    WHERE reason = 'H_FAC_UNAVAIL'
    GROUP BY nia
    ORDER BY exits_there DESC
    LIMIT 1
) AS stuck
WHERE hcall.code_name = 'H_FUNCTION' AND hcall.hcall = 'H_COPY_TOFROM_GUEST'
GROUP BY ALL
