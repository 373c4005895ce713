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
    SELECT
        run,
        sequence,
        moment,
        vcpu,
        0 AS skipped,
        NULL::INTEGER AS level,
        NULL AS activity,
        NULL::BIGINT AS guest_id,
        NULL::BIGINT AS l2_vcpu
    FROM vcpu_dispatched
    UNION ALL
    SELECT run, sequence, moment, NULL, skipped, NULL, 'idle', NULL, NULL FROM idle_skipped
    UNION ALL
    SELECT call.run, call.sequence, call.moment, call.vcpu, 0, 0,
        COALESCE(dim_hcall.name, hex_text(call.opcode)), NULL, NULL
    FROM hcall_entered AS call
    LEFT JOIN dim_hcall ON dim_hcall.opcode = call.opcode
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0, 1, 'L1', NULL, NULL FROM hcall_returned
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0, 2, 'L2', guest_id, l2_vcpu FROM nested_entered
    UNION ALL
    SELECT leave.run, leave.sequence, leave.moment, leave.vcpu, 0, 0,
        'exit ' || COALESCE(dim_nested_exit.name, hex_text(leave.vector)), NULL, NULL
    FROM nested_exited AS leave
    LEFT JOIN dim_nested_exit ON dim_nested_exit.vector = leave.vector
), ended AS (
    SELECT
        tick.*,
        LEAD(tick.sequence) OVER ticks AS sequence_end,
        COALESCE(LEAD(tick.moment - tick.skipped) OVER ticks, recording.moment_last) AS moment_end,
        COUNT(tick.vcpu) OVER (
            PARTITION BY tick.run ORDER BY tick.sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS ticks_of_vcpus
    FROM tick
    JOIN recording ON recording.run = tick.run
    WINDOW ticks AS (PARTITION BY tick.run ORDER BY tick.sequence)
), running AS (
    SELECT *, MAX(vcpu) OVER (PARTITION BY run, ticks_of_vcpus) AS vcpu_running
    FROM ended
), levelled AS (
    SELECT
        *,
        MAX(CASE WHEN level IS NOT NULL THEN sequence END) OVER (
            PARTITION BY run, vcpu_running ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS level_sequence
    FROM running
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
FROM levelled AS part
LEFT JOIN tick AS source ON source.run = part.run AND source.sequence = part.level_sequence
WHERE part.activity IS DISTINCT FROM 'idle' OR part.moment_end > part.moment
UNION ALL
SELECT run, sequence, moment - skipped, NULL, NULL, 'idle', NULL, NULL, skipped, sequence, moment
FROM idle_skipped
