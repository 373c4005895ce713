-- question: Which state elements were moved, what did they hold before, and was moving them news to the other side?
-- The value before is the one of the element's last crossing, in either direction, of the same L2 vCPU in the same life
-- of its guest. What a move was worth:
-- needed: the value differs from the last that crossed, or none crossed before, so the other side could not know it.
-- redundant: the same value as the last that crossed, and the receiver still had it: it came out of the L0; or the L2
-- did not run in between; or the element is one that an L2 cannot change (dim_gsb_element.l2_changes).
-- unknown: the same value went in again after the L2 ran, which may have changed it without that being seen.
-- Requests, which carry no values, are left out.
-- column run (id): recording
-- column sequence (count): position of the transfer
-- column moment (instructions): moment of the transfer
-- column vcpu (id): L1 vCPU whose call moved it
-- column hcall (name): hypercall that moved it, from dim_hcall
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column direction (name): in, from L1 to the L0, or out, from the L0 to L1
-- column element_index (count): place in the transfer, from 0
-- column element (hex): id of the element
-- column name (name): element, from dim_gsb_element
-- column size_bytes (bytes): size of the value
-- column data (payload): the value, big-endian
-- column previous_data (payload): the value of its last crossing; none when it is the first
-- column previous_sequence (count): position of its last crossing
-- column previous_direction (name): direction of its last crossing
-- column is_changed (flag): whether the value differs from that of its last crossing
-- column worth (name): needed, redundant or unknown
-- column exit_sequence (count): position of the L2 exit it belongs to, the last of that L1 vCPU; none before the first
-- column life_sequence (count): position of the H_GUEST_CREATE that returned the guest id; none under v1
WITH created AS (
    SELECT back.run, back.sequence, back.r4::BIGINT AS guest_id
    FROM hcall_returned AS back
    JOIN dim_hcall ON dim_hcall.opcode = back.opcode
    WHERE dim_hcall.name = 'H_GUEST_CREATE' AND back.code = 0
), move AS (
    SELECT move.*
    FROM state_transferred AS move
    JOIN dim_state_format ON dim_state_format.format = move.format AND dim_state_format.has_values
), guest_step AS (
    SELECT run, guest_id, sequence, sequence AS created_sequence FROM created
    UNION ALL
    SELECT run, guest_id, sequence, NULL FROM move
), guest_place AS (
    SELECT
        run,
        sequence,
        created_sequence,
        MAX(created_sequence) OVER (
            PARTITION BY run, guest_id ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS life_sequence
    FROM guest_step
), l2_step AS (
    SELECT run, guest_id, l2_vcpu, sequence, sequence AS entry_sequence FROM nested_entered
    UNION ALL
    SELECT run, guest_id, l2_vcpu, sequence, NULL FROM move
), l2_place AS (
    SELECT
        run,
        sequence,
        MAX(entry_sequence) OVER (
            PARTITION BY run, guest_id, l2_vcpu ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS entry_sequence
    FROM l2_step
), vcpu_step AS (
    SELECT run, vcpu, sequence, sequence AS exit_sequence FROM nested_exited
    UNION ALL
    SELECT run, vcpu, sequence, NULL FROM move
), vcpu_place AS (
    SELECT
        run,
        sequence,
        MAX(exit_sequence) OVER (
            PARTITION BY run, vcpu ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS exit_sequence
    FROM vcpu_step
), placed AS (
    SELECT move.*, guest_place.life_sequence, l2_place.entry_sequence, vcpu_place.exit_sequence
    FROM move
    JOIN guest_place
        ON guest_place.run = move.run
        AND guest_place.sequence = move.sequence
        AND guest_place.created_sequence IS NULL
    JOIN l2_place ON l2_place.run = move.run AND l2_place.sequence = move.sequence
    JOIN vcpu_place ON vcpu_place.run = move.run AND vcpu_place.sequence = move.sequence
), step AS (
    SELECT
        placed.run,
        placed.sequence,
        placed.moment,
        placed.vcpu,
        placed.opcode,
        placed.guest_id,
        placed.l2_vcpu,
        placed.direction,
        part.element_index,
        part.element,
        part.size_bytes,
        part.value,
        placed.entry_sequence,
        placed.exit_sequence,
        placed.life_sequence,
        LAG(part.value) OVER same_element AS previous_value,
        LAG(placed.sequence) OVER same_element AS previous_sequence,
        LAG(placed.direction) OVER same_element AS previous_direction
    FROM element_transferred AS part
    JOIN placed ON placed.run = part.run AND placed.sequence = part.sequence
    WINDOW same_element AS (
        PARTITION BY placed.run, placed.guest_id, placed.l2_vcpu, placed.life_sequence, part.element
        ORDER BY placed.sequence, part.element_index
    )
)
SELECT
    step.run,
    step.sequence,
    step.moment,
    step.vcpu,
    COALESCE(dim_hcall.name, hex_text(step.opcode)) AS hcall,
    step.guest_id,
    step.l2_vcpu,
    CASE step.direction WHEN 0 THEN 'in' WHEN 1 THEN 'out' END AS direction,
    step.element_index,
    step.element,
    COALESCE(dim_gsb_element.name, '0x' || LPAD(HEX(step.element), 4, '0')) AS name,
    step.size_bytes,
    step.value AS data,
    step.previous_value AS previous_data,
    step.previous_sequence,
    CASE step.previous_direction WHEN 0 THEN 'in' WHEN 1 THEN 'out' END AS previous_direction,
    step.previous_value IS DISTINCT FROM step.value AS is_changed,
    CASE
        WHEN step.previous_value IS DISTINCT FROM step.value THEN 'needed'
        WHEN step.direction = 1 THEN 'redundant'
        WHEN step.entry_sequence IS NULL OR step.entry_sequence < step.previous_sequence THEN 'redundant'
        WHEN NOT COALESCE(dim_gsb_element.l2_changes, TRUE) THEN 'redundant'
        ELSE 'unknown'
    END AS worth,
    step.exit_sequence,
    step.life_sequence
FROM step
LEFT JOIN dim_hcall ON dim_hcall.opcode = step.opcode
LEFT JOIN dim_gsb_element ON dim_gsb_element.element = step.element
