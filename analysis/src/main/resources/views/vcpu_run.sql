-- question: When did which L1 vCPU run, and how many instructions had it attempted by then?
-- One row for each stretch in which one vCPU runs and no time is skipped; its L2s' instructions count as its own.
-- Of a recording that begins in the middle, as a ring does, the first stretch begins where a vCPU is first heard of.
-- column run (id): recording
-- column sequence (count): position at which the stretch begins
-- column moment (instructions): moment at which it begins
-- column vcpu (id): L1 vCPU that runs
-- column instructions (instructions): attempted in the stretch
-- column instructions_before (instructions): attempted by this vCPU before
WITH heard AS (
    SELECT run, sequence, moment, vcpu FROM hcall_entered
    UNION ALL
    SELECT run, sequence, moment, vcpu FROM hcall_returned
    UNION ALL
    SELECT run, sequence, moment, vcpu FROM nested_entered
    UNION ALL
    SELECT run, sequence, moment, vcpu FROM nested_exited
), earliest AS (
    SELECT run, MIN(sequence) AS sequence, MIN(moment) AS moment, MIN_BY(vcpu, sequence) AS vcpu
    FROM heard
    GROUP BY run
), dispatched AS (
    SELECT run, MIN(sequence) AS sequence FROM vcpu_dispatched GROUP BY run
), tick AS (
    SELECT earliest.run, earliest.sequence, earliest.moment, earliest.vcpu, 0 AS skipped
    FROM earliest
    LEFT JOIN dispatched ON dispatched.run = earliest.run AND dispatched.sequence < earliest.sequence
    WHERE dispatched.run IS NULL
    UNION ALL
    SELECT run, sequence, moment, vcpu, 0 AS skipped FROM vcpu_dispatched
    UNION ALL
    SELECT run, sequence, moment, NULL AS vcpu, skipped FROM idle_skipped
), ended AS (
    SELECT
        *,
        COUNT(vcpu) OVER (
            PARTITION BY run ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS dispatches,
        LEAD(moment - skipped) OVER (PARTITION BY run ORDER BY sequence) AS moment_end
    FROM tick
), stretch AS (
    SELECT
        ended.run,
        ended.sequence,
        ended.moment,
        MAX(ended.vcpu) OVER (PARTITION BY ended.run, ended.dispatches) AS vcpu,
        COALESCE(ended.moment_end, recording.moment_last) - ended.moment AS instructions
    FROM ended
    JOIN recording ON recording.run = ended.run
)
SELECT
    run,
    sequence,
    moment,
    vcpu,
    instructions,
    COALESCE(
        SUM(instructions) OVER (
            PARTITION BY run, vcpu ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        0
    )::BIGINT AS instructions_before
FROM stretch
