-- question: Of the return codes that the hypercalls may answer, which came back?
-- The calls and codes are those that the rows of the hypercalls declare for the APIs and profiles recorded.
-- column Profile (name): whose view the L0 took
-- column hypercalls (count): hypercalls declared
-- column codes (count): pairs of hypercall and return code that can be reached
-- column reached (count): of them, pairs that came back
-- column covered (percent): reached, of codes
-- column missing (text): hypercall and code of every pair that did not
WITH recorded AS (
    SELECT DISTINCT profile, api FROM run
), needed AS (
    SELECT DISTINCT answer.profile, answer.opcode, answer.code
    FROM dim_hcall_answer AS answer
    JOIN recorded ON recorded.profile = answer.profile AND answer.api IN (recorded.api, 'any')
    WHERE answer.is_reachable
), reached AS (
    SELECT DISTINCT run.profile, returned.opcode, returned.code
    FROM hcall_returned AS returned
    JOIN run USING (run)
)
SELECT
    needed.profile AS "Profile",
    COUNT(DISTINCT needed.opcode) AS "hypercalls",
    COUNT(*) AS "codes",
    COUNT(reached.code) AS "reached",
    printf('%.2f%%', 100.0 * COUNT(reached.code) / COUNT(*)) AS "covered",
    COALESCE(
        string_agg(dim_hcall.name || ' ' || dim_return_code.name, ', ' ORDER BY dim_hcall.name, dim_return_code.name)
            FILTER (WHERE reached.code IS NULL),
        ''
    ) AS "missing"
FROM needed
LEFT JOIN reached USING (profile, opcode, code)
JOIN dim_hcall ON dim_hcall.opcode = needed.opcode
JOIN dim_return_code ON dim_return_code.code = needed.code
GROUP BY needed.profile
ORDER BY needed.profile
