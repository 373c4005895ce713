-- question: Was the L1 refused capabilities that it had set before, and did it then run no L2?
-- column set (count): H_GUEST_SET_CAPABILITIES calls that succeeded
-- column refused (count): those answered H_STATE
-- column guests (count): H_GUEST_CREATE calls that the L1 went on to make
-- column console (text): what it said
SELECT
    COUNT(*) FILTER (WHERE hcall = 'H_GUEST_SET_CAPABILITIES' AND code = 0) AS set,
    COUNT(*) FILTER (WHERE hcall = 'H_GUEST_SET_CAPABILITIES' AND code_name = 'H_STATE') AS refused,
    COUNT(*) FILTER (WHERE hcall = 'H_GUEST_CREATE') AS guests,
    (SELECT TRIM(string_agg(text, '' ORDER BY sequence), E'\n') FROM console) AS console
FROM hcall
HAVING refused > 0 AND guests = 0
