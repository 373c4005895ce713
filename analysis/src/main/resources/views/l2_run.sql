-- question: When did which L2 vCPU run, for how long, and how did the run end?
-- One row per entry. A run that had not ended when the recording did has no exit columns.
-- column run (id): recording
-- column sequence (count): position of the entry
-- column moment (instructions): moment of the entry
-- column vcpu (id): L1 vCPU that ran it
-- column api (id): nested API, 1 or 2
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column hcall_sequence (count): position of the hypercall that entered the L2
-- column nia (address): L2's first instruction
-- column msr (register): L2's machine state register
-- column lpcr (register): L2's logical partitioning control register
-- column hdec_expiry (ticks): L1 time base at which the run had to end
-- column l1_instructions (instructions): attempted by that L1 vCPU before the entry, those of its L2s left out
-- column exit_sequence (count): position of the exit
-- column exit_moment (instructions): moment of the exit
-- column vector (hex): interrupt vector of the exit
-- column reason (name): why it exited, from dim_nested_exit
-- column l2_run_instructions (instructions): attempted by the L2 vCPU in this run
WITH step AS (
    SELECT run, vcpu, sequence, 0 AS kind FROM hcall_entered
    UNION ALL
    SELECT run, vcpu, sequence, 1 AS kind FROM nested_entered
    UNION ALL
    SELECT run, vcpu, sequence, 2 AS kind FROM nested_exited
), pair AS (
    SELECT
        run,
        sequence,
        kind,
        MAX(CASE WHEN kind = 0 THEN sequence END) OVER (
            PARTITION BY run, vcpu ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS hcall_sequence,
        CASE WHEN (LEAD(kind) OVER steps) = 2 THEN LEAD(sequence) OVER steps END AS exit_sequence
    FROM step
    WINDOW steps AS (PARTITION BY run, vcpu ORDER BY sequence)
), placed AS (
    SELECT run, vcpu, sequence, sequence AS stretch_sequence, instructions_before - moment AS offset_before
    FROM vcpu_run
    UNION ALL
    SELECT run, vcpu, sequence, NULL, NULL FROM nested_entered
), began AS (
    SELECT
        run,
        sequence,
        stretch_sequence,
        MAX_BY(offset_before, stretch_sequence) OVER (
            PARTITION BY run, vcpu ORDER BY sequence RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS offset_before
    FROM placed
)
SELECT
    entry.run,
    entry.sequence,
    entry.moment,
    entry.vcpu,
    entry.api,
    entry.guest_id,
    entry.l2_vcpu,
    pair.hcall_sequence,
    entry.nia,
    entry.msr,
    entry.lpcr,
    entry.hdec_expiry,
    began.offset_before + entry.moment - COALESCE(
        SUM(leave.l2_instructions - entry.l2_instructions) OVER (
            PARTITION BY entry.run, entry.vcpu
            ORDER BY entry.sequence
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        0
    )::BIGINT AS l1_instructions,
    leave.sequence AS exit_sequence,
    leave.moment AS exit_moment,
    leave.vector,
    COALESCE(dim_nested_exit.name, hex_text(leave.vector)) AS reason,
    leave.l2_instructions - entry.l2_instructions AS l2_run_instructions
FROM pair
JOIN nested_entered AS entry ON entry.run = pair.run AND entry.sequence = pair.sequence
JOIN began ON began.run = entry.run AND began.sequence = entry.sequence AND began.stretch_sequence IS NULL
LEFT JOIN nested_exited AS leave ON leave.run = pair.run AND leave.sequence = pair.exit_sequence
LEFT JOIN dim_nested_exit ON dim_nested_exit.vector = leave.vector
WHERE pair.kind = 1
