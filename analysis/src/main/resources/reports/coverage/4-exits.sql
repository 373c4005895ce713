-- question: Of the exits of L2s, which happened, in each byte order of the L1, and with exactly their state?
-- Under v2 the output buffer has the declared elements in their order; under v1 both structures go back whole.
-- column Profile (name): whose view the L0 took
-- column API (name): v1 or v2
-- column L1 (name): byte order of the L1
-- column exits (count): reasons for which an L2 can leave
-- column reached (count): of them, those for which one left with exactly its state
-- column covered (percent): reached, of exits
-- column missing (text): every exit that did not happen so
WITH recorded AS (
    SELECT DISTINCT profile, api FROM run
), needed AS (
    SELECT recorded.profile, recorded.api, unnest(['big-endian', 'little-endian']) AS l1, dim_nested_exit.vector
    FROM recorded, dim_nested_exit
    WHERE CASE recorded.api WHEN 'v1' THEN is_under_v1 ELSE is_under_v2 END
), declared AS (
    SELECT vector, list(element ORDER BY element_index) AS elements FROM dim_exit_element GROUP BY vector
), given AS (
    SELECT run, sequence, list(element ORDER BY element_index) AS elements
    FROM element_transferred
    GROUP BY run, sequence
), exited AS (
    SELECT
        run.profile,
        run.api,
        exited.vector,
        CASE WHEN (returned.msr & 1) = 1 THEN 'little-endian' ELSE 'big-endian' END AS l1,
        first.format AS first_format,
        second.format AS second_format,
        COALESCE(given.elements, []) AS elements,
        COALESCE(declared.elements, []) AS declared
    FROM nested_exited AS exited
    JOIN run USING (run)
    ASOF JOIN (
        SELECT run, sequence, vcpu, msr
        FROM hcall_entered
        WHERE opcode IN (SELECT opcode FROM dim_hcall WHERE name IN ('H_GUEST_RUN_VCPU', 'H_ENTER_NESTED'))
    ) AS returned
        ON returned.run = exited.run AND returned.vcpu = exited.vcpu AND returned.sequence < exited.sequence
    JOIN state_transferred AS first ON first.run = exited.run AND first.sequence = exited.sequence + 1
        AND first.direction = 1
    LEFT JOIN state_transferred AS second ON second.run = exited.run AND second.sequence = exited.sequence + 2
        AND second.direction = 1
    LEFT JOIN given ON given.run = first.run AND given.sequence = first.sequence
    LEFT JOIN declared ON declared.vector = exited.vector
), exact AS (
    SELECT DISTINCT profile, api, l1, vector
    FROM exited
    LEFT JOIN dim_state_format AS one ON one.format = first_format
    LEFT JOIN dim_state_format AS two ON two.format = second_format
    WHERE CASE api
        WHEN 'v2' THEN elements = declared
        ELSE one.name LIKE 'hv_guest_state_%' AND two.name LIKE 'pt_regs_%' AND one.name[-2:] = two.name[-2:]
            AND (profile = 'qemu' OR one.name[-2:] = l1[1] || 'e')
    END
)
SELECT
    needed.profile AS "Profile",
    needed.api AS "API",
    needed.l1 AS "L1",
    COUNT(*) AS "exits",
    COUNT(exact.vector) AS "reached",
    printf('%.2f%%', 100.0 * COUNT(exact.vector) / COUNT(*)) AS "covered",
    COALESCE(
        string_agg(dim_nested_exit.name, ', ' ORDER BY needed.vector) FILTER (WHERE exact.vector IS NULL),
        ''
    ) AS "missing"
FROM needed
LEFT JOIN exact USING (profile, api, l1, vector)
JOIN dim_nested_exit ON dim_nested_exit.vector = needed.vector
GROUP BY needed.profile, needed.api, needed.l1
ORDER BY needed.profile, needed.api, needed.l1
