-- question: Who ran when, and at which level?
-- One row per stretch of one L1 vCPU at one level. The L0 takes no moments: a row of level 0 says where it worked, and
-- lasts only while a call that waits (H_CEDE) lets others run. A row without a vCPU is time skipped while all waited.
-- column run (id): recording
-- column sequence (count): position at which the stretch begins
-- column moment (instructions): moment at which it begins
-- column vcpu (id): L1 vCPU; none while all waited
-- column level (id): 0, 1 or 2; none while all waited
-- column activity (name): what ran: L1, L2, idle, or the hypercall or exit that the L0 worked on
-- column guest_id (id): guest id (v2) or L1's lpid (v1), of level 2
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1), of level 2
-- column moments (instructions): how long
-- column sequence_end (count): position of the event that ends it; none for the last one
-- column moment_end (instructions): moment at which it ends
WITH tick AS (
    SELECT run, sequence, moment, vcpu, 0 AS skipped, FALSE AS has_level, FALSE AS is_idle FROM vcpu_dispatched
    UNION ALL
    SELECT run, sequence, moment, NULL, skipped, FALSE, TRUE FROM idle_skipped
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0, TRUE, FALSE FROM hcall_entered
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0, TRUE, FALSE FROM hcall_returned
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0, TRUE, FALSE FROM nested_entered
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0, TRUE, FALSE FROM nested_exited
), change AS (
    SELECT
        call.run,
        call.sequence,
        0 AS level,
        COALESCE(dim_hcall.name, hex_text(call.opcode)) AS activity,
        NULL::BIGINT AS guest_id,
        NULL::BIGINT AS l2_vcpu
    FROM hcall_entered AS call
    LEFT JOIN dim_hcall ON dim_hcall.opcode = call.opcode
    UNION ALL
    SELECT run, sequence, 1, 'L1', NULL, NULL FROM hcall_returned
    UNION ALL
    SELECT run, sequence, 2, 'L2', guest_id, l2_vcpu FROM nested_entered
    UNION ALL
    SELECT leave.run, leave.sequence, 0, 'exit ' || COALESCE(dim_nested_exit.name, hex_text(leave.vector)), NULL, NULL
    FROM nested_exited AS leave
    LEFT JOIN dim_nested_exit ON dim_nested_exit.vector = leave.vector
), ended AS (
    SELECT
        run,
        sequence,
        moment,
        vcpu,
        has_level,
        is_idle,
        LEAD(sequence) OVER ticks AS sequence_end,
        LEAD(moment - skipped) OVER ticks AS moment_next,
        COUNT(vcpu) OVER (
            PARTITION BY run ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS ticks_of_vcpus
    FROM tick
    WINDOW ticks AS (PARTITION BY run ORDER BY sequence)
), running AS (
    SELECT *, MAX(vcpu) OVER (PARTITION BY run, ticks_of_vcpus) AS vcpu_running
    FROM ended
), levelled AS (
    SELECT
        *,
        MAX(CASE WHEN has_level THEN sequence END) OVER (
            PARTITION BY run, vcpu_running ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS level_sequence
    FROM running
), closed AS (
    SELECT levelled.*, COALESCE(levelled.moment_next, recording.moment_last) AS moment_end
    FROM levelled
    JOIN recording ON recording.run = levelled.run
)
SELECT
    part.run,
    part.sequence,
    part.moment,
    part.vcpu_running AS vcpu,
    CASE WHEN part.level_sequence IS NULL THEN 1 ELSE source.level END AS level,
    COALESCE(source.activity, 'L1') AS activity,
    source.guest_id,
    source.l2_vcpu,
    part.moment_end - part.moment AS moments,
    part.sequence_end,
    part.moment_end
FROM closed AS part
LEFT JOIN change AS source ON source.run = part.run AND source.sequence = part.level_sequence
WHERE NOT part.is_idle OR part.moment_end > part.moment
UNION ALL
SELECT run, sequence, moment - skipped, NULL, NULL, 'idle', NULL, NULL, skipped, sequence, moment
FROM idle_skipped
