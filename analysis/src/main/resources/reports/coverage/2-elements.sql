-- question: Of the state elements of the v2 API, what was tried with each, right and wrong?
-- round trip: GET gave what SET had stored. wrong size: too small. overlong: too large. truncated: the buffer ends
-- inside the value. Where a profile lets something pass that another refuses, the passing counts.
-- column Profile (name): whose view the L0 took
-- column case (name): what was tried
-- column elements (count): elements with which it can be tried
-- column reached (count): of them, those with which it was
-- column covered (percent): reached, of elements
-- column missing (text): every element with which it was not
WITH recorded AS (
    SELECT DISTINCT profile FROM run WHERE api = 'v2'
), rule AS (
    SELECT dim_element_rule.* FROM dim_element_rule JOIN recorded USING (profile)
), needed AS (
    SELECT profile, element, 'round trip' AS tried FROM rule WHERE reads_back
    UNION ALL
    SELECT profile, element, 'read' FROM rule WHERE is_known AND is_readable AND NOT is_padding
    UNION ALL
    SELECT profile, element, 'written' FROM rule WHERE is_known AND is_writable
    UNION ALL
    SELECT profile, element, 'unknown' FROM rule WHERE NOT is_known
    UNION ALL
    SELECT profile, element, unnest(['wrong size', 'overlong', 'wrong scope'])
    FROM rule
    WHERE is_known AND NOT is_padding
    UNION ALL
    SELECT profile, element, unnest(['truncated', 'duplicate']) FROM rule WHERE is_known
    UNION ALL
    SELECT profile, element, 'wrong access'
    FROM rule
    WHERE is_known AND NOT is_padding AND NOT (is_writable AND is_readable)
    UNION ALL
    SELECT profile, element, 'reserved bits' FROM rule WHERE is_known AND has_mask
    UNION ALL
    SELECT profile, element, 'out of range' FROM rule WHERE is_known AND has_range
), moved AS (
    SELECT
        run.profile,
        part.run,
        part.sequence,
        part.element,
        part.size_bytes,
        part.value,
        move.direction,
        move.format,
        OCTET_LENGTH(move.bytes) AS moved_bytes,
        entered.r8 AS buffer_bytes,
        COUNT(*) OVER (PARTITION BY part.run, part.sequence, part.element) AS times,
        part.element_index = move.elements - 1 AS is_last
    FROM element_transferred AS part
    JOIN state_transferred AS move ON move.run = part.run AND move.sequence = part.sequence
    JOIN run ON run.run = part.run
    LEFT JOIN hcall_entered AS entered ON entered.run = part.run AND entered.sequence = part.sequence - 1
        AND entered.opcode <> (SELECT opcode FROM dim_hcall WHERE name = 'H_GUEST_RUN_VCPU')
    WHERE move.format IN (SELECT format FROM dim_state_format WHERE name LIKE 'guest_state_%')
), refused AS (
    SELECT run.profile, refusal.element, refusal.size_bytes, dim_state_refusal.name AS reason
    FROM state_refused AS refusal
    JOIN run USING (run)
    JOIN dim_state_refusal USING (reason)
), tried AS (
    SELECT stored.profile, stored.element, 'round trip' AS tried
    FROM moved AS stored
    JOIN moved AS given ON given.run = stored.run AND given.element = stored.element
        AND given.value = stored.value AND given.sequence > stored.sequence
    WHERE stored.direction = 0 AND given.direction = 1 AND regexp_matches(HEX(stored.value), '[1-9A-F]')
    UNION
    SELECT profile, element, 'read' FROM moved WHERE direction = 1
    UNION
    SELECT moved.profile, element, 'written'
    FROM moved
    JOIN dim_state_format USING (format)
    WHERE direction = 0 AND has_values
    UNION
    SELECT profile, element, 'unknown' FROM refused WHERE reason = 'unknown_id'
    UNION
    SELECT
        refused.profile,
        element,
        CASE WHEN refused.size_bytes < rule.size_bytes THEN 'wrong size' ELSE 'overlong' END
    FROM refused
    JOIN rule USING (profile, element)
    WHERE reason = 'wrong_size'
    UNION
    SELECT profile, element, 'wrong scope' FROM refused WHERE reason = 'wrong_scope'
    UNION
    SELECT profile, element, 'wrong access' FROM refused WHERE reason IN ('read_only', 'write_only')
    UNION
    SELECT profile, element, 'truncated' FROM refused WHERE reason = 'past_end'
    UNION
    SELECT profile, element, 'truncated' FROM moved WHERE direction = 0 AND is_last AND moved_bytes > buffer_bytes
    UNION
    SELECT profile, element, 'duplicate' FROM moved WHERE direction = 0 AND times > 1
    UNION
    SELECT profile, element, 'reserved bits' FROM refused WHERE reason = 'reserved_bits'
    UNION
    SELECT moved.profile, element, 'reserved bits'
    FROM moved
    JOIN rule USING (profile, element)
    WHERE direction = 0
        AND OCTET_LENGTH(value) = 8
        AND (('0x' || HEX(value))::UBIGINT & xor(mask, 18446744073709551615::UBIGINT)) <> 0
    UNION
    SELECT profile, element, 'out of range' FROM refused WHERE reason = 'out_of_range'
)
SELECT
    needed.profile AS "Profile",
    needed.tried AS "case",
    COUNT(*) AS "elements",
    COUNT(tried.tried) AS "reached",
    printf('%.2f%%', 100.0 * COUNT(tried.tried) / COUNT(*)) AS "covered",
    COALESCE(
        string_agg(dim_gsb_element.name, ', ' ORDER BY needed.element) FILTER (WHERE tried.tried IS NULL),
        ''
    ) AS "missing"
FROM needed
LEFT JOIN tried USING (profile, element, tried)
JOIN dim_gsb_element ON dim_gsb_element.element = needed.element
GROUP BY needed.profile, needed.tried
ORDER BY needed.profile, needed.tried
