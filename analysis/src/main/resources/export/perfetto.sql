-- question: What happened on which track, in order of time?
-- A track is one of an L1 vCPU's: its L1, its L2s, the hypercalls that the L0 served, the exits it saw, interrupts. An
-- exit has a flow that ends where its L2 is entered again. Counters count from the start.
-- column run (id): recording
-- column moment (instructions): when
-- column vcpu (id): L1 vCPU
-- column track (name): L1, L2, hypercalls, exits, interrupts, or a counter
-- column kind (name): begin, end, instant or count
-- column name (text): what begins or happens; none for an end
-- column flow (count): position of the exit whose flow begins at this instant or ends at this entry
-- column value (count): of a counter
WITH step AS (
    SELECT run, moment, sequence, 1 AS place, vcpu, 'L1' AS track, 'begin' AS kind, 'L1' AS name, NULL::BIGINT AS flow,
        NULL::BIGINT AS value
    FROM vcpu_timeline
    WHERE level = 1 AND moments > 0
    UNION ALL
    SELECT run, moment_end, sequence_end, 0, vcpu, 'L1', 'end', NULL, NULL, NULL
    FROM vcpu_timeline
    WHERE level = 1 AND moments > 0
    UNION ALL
    SELECT run, moment, sequence, 1, vcpu, 'hypercalls', 'begin', hcall, NULL, NULL
    FROM hcall
    WHERE return_sequence IS NOT NULL
    UNION ALL
    SELECT run, return_moment, return_sequence, 0, vcpu, 'hypercalls', 'end', NULL, NULL, NULL
    FROM hcall
    WHERE return_sequence IS NOT NULL
    UNION ALL
    SELECT
        entry.run,
        entry.moment,
        entry.sequence,
        1,
        entry.vcpu,
        'L2',
        'begin',
        'guest ' || entry.guest_id || ' vCPU ' || entry.l2_vcpu,
        back.sequence,
        NULL
    FROM l2_run AS entry
    LEFT JOIN l2_exit AS back ON back.run = entry.run AND back.next_entry_sequence = entry.sequence
    WHERE entry.exit_sequence IS NOT NULL
    UNION ALL
    SELECT run, exit_moment, exit_sequence, 0, vcpu, 'L2', 'end', NULL, NULL, NULL
    FROM l2_run
    WHERE exit_sequence IS NOT NULL
    UNION ALL
    SELECT
        gone.run,
        gone.moment,
        gone.sequence,
        2,
        gone.vcpu,
        'exits',
        'instant',
        gone.reason || COALESCE(' ' || gone.l2_hcall, ''),
        CASE WHEN again.exit_sequence IS NOT NULL THEN gone.sequence END,
        NULL
    FROM l2_exit AS gone
    LEFT JOIN l2_run AS again ON again.run = gone.run AND again.sequence = gone.next_entry_sequence
    UNION ALL
    SELECT run, moment, sequence, 2, vcpu, 'interrupts', 'instant', 'L' || level || ' ' || interrupt, NULL, NULL
    FROM interrupt
    UNION ALL
    SELECT run, moment, sequence, 3, vcpu, 'L2 exits', 'count', NULL, NULL,
        ROW_NUMBER() OVER (PARTITION BY run, vcpu ORDER BY sequence)
    FROM nested_exited
    UNION ALL
    SELECT run, moment, sequence, 3, vcpu, 'state bytes ' || direction, 'count', NULL, NULL,
        (SUM(bytes) OVER (PARTITION BY run, vcpu, direction ORDER BY sequence))::BIGINT
    FROM state_transfer
)
SELECT run, moment, vcpu, track, kind, name, flow, value
FROM step
ORDER BY run, moment, COALESCE(sequence, 9223372036854775807), place, vcpu, track
