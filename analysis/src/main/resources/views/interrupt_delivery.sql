-- question: Which interrupts were delivered, what caused them, and how long did they take from cause to delivery?
-- An instruction's own interrupt has no delay. An external one goes back to the last H_IPI for that vCPU, or else to
-- the last input, since the external interrupt before it; inside an L2 to the entry that asked for it (LPCR[MER]). A
-- doorbell inside an L2 goes back to the entry that brought it (DPDES). A timer's goes back to the idle time that it
-- ended, if it did: when the timer was set is no event.
-- portable: no, ASOF JOIN
-- column run (id): recording
-- column sequence (count): position of the delivery
-- column moment (instructions): moment of the delivery
-- column vcpu (id): L1 vCPU
-- column level (id): level that takes it, 1 or 2
-- column guest_id (id): guest id (v2) or L1's lpid (v1), of level 2
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1), of level 2
-- column vector (hex): interrupt vector
-- column interrupt (name): interrupt, from dim_interrupt
-- column origin (name): instruction, timer, external, doorbell or other, from dim_interrupt
-- column cause (name): event that caused it; none when the recording has none
-- column cause_sequence (count): position of the cause
-- column cause_moment (instructions): moment of the cause
-- column moments (instructions): from cause to delivery
WITH taken AS (
    SELECT
        taken.*,
        COALESCE(dim_interrupt.origin, 'other') AS origin,
        LAG(taken.sequence) OVER (
            PARTITION BY taken.run, taken.vcpu, taken.level, taken.vector ORDER BY taken.sequence
        ) AS previous_sequence
    FROM interrupt AS taken
    LEFT JOIN dim_interrupt ON dim_interrupt.vector = taken.vector
), ipi AS (
    SELECT call.run, call.sequence, call.moment, call.r4::BIGINT AS target_vcpu
    FROM hcall_entered AS call
    JOIN dim_hcall ON dim_hcall.opcode = call.opcode
    WHERE dim_hcall.name = 'H_IPI'
), found AS (
    SELECT
        taken.*,
        ipi.sequence AS ipi_sequence,
        ipi.moment AS ipi_moment,
        applied.sequence AS input_sequence,
        applied.moment AS input_moment,
        entry.sequence AS entry_sequence,
        entry.moment AS entry_moment,
        entry.guest_id,
        entry.l2_vcpu,
        idle.sequence AS idle_sequence,
        idle.moment AS idle_moment
    FROM taken
    ASOF LEFT JOIN ipi
        ON ipi.run = taken.run AND ipi.target_vcpu = taken.vcpu AND ipi.sequence <= taken.sequence
    ASOF LEFT JOIN input_applied AS applied
        ON applied.run = taken.run AND applied.sequence <= taken.sequence
    ASOF LEFT JOIN nested_entered AS entry
        ON entry.run = taken.run AND entry.vcpu = taken.vcpu AND entry.sequence <= taken.sequence
    ASOF LEFT JOIN idle_skipped AS idle
        ON idle.run = taken.run AND idle.sequence <= taken.sequence
), judged AS (
    SELECT
        *,
        CASE
            WHEN origin = 'instruction' THEN 'instruction'
            WHEN level = 2 AND origin IN ('external', 'doorbell') THEN 'nested_entered'
            WHEN origin = 'timer' AND idle_moment = moment THEN 'idle_skipped'
            WHEN origin = 'external' AND ipi_sequence > COALESCE(previous_sequence, -1) THEN 'H_IPI'
            WHEN origin = 'external' AND input_sequence > COALESCE(previous_sequence, -1) THEN 'input_applied'
        END AS cause
    FROM found
), placed AS (
    SELECT
        *,
        CASE cause
            WHEN 'instruction' THEN sequence
            WHEN 'nested_entered' THEN entry_sequence
            WHEN 'idle_skipped' THEN idle_sequence
            WHEN 'H_IPI' THEN ipi_sequence
            WHEN 'input_applied' THEN input_sequence
        END AS cause_sequence,
        CASE cause
            WHEN 'instruction' THEN moment
            WHEN 'nested_entered' THEN entry_moment
            WHEN 'idle_skipped' THEN idle_moment
            WHEN 'H_IPI' THEN ipi_moment
            WHEN 'input_applied' THEN input_moment
        END AS cause_moment
    FROM judged
)
SELECT
    run,
    sequence,
    moment,
    vcpu,
    level,
    CASE WHEN level = 2 THEN guest_id END AS guest_id,
    CASE WHEN level = 2 THEN l2_vcpu END AS l2_vcpu,
    vector,
    interrupt,
    origin,
    cause,
    cause_sequence,
    cause_moment,
    moment - cause_moment AS moments
FROM placed
