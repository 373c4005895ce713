-- question: What was recorded: which machine, how long, and why did it stop?
-- What a recording never held, by its level or its build, is NULL.
-- column run (id): recording
-- column recording (text): the recording's directory
-- column scenario (name): scenario it was recorded from, if any
-- column api (name): nested API, v1 or v2
-- column profile (name): whose view the L0 takes
-- column vcpus (count): L1 vCPUs
-- column memory_bytes (bytes): L1 memory
-- column seed (count): seed of the machine's random sequence
-- column events (count): events recorded
-- column moments (instructions): moment of the last event
-- column idle (instructions): moments skipped while every vCPU waited
-- column instructions (instructions): moments without idle
-- column hcalls (count): hypercalls of the L1
-- column l2_entries (count): times an L2 was entered
-- column l2_exits (count): times an L2 exited
-- column l2_instructions (instructions): attempted by L2s
-- column elements_in (count): state elements whose value the L0 read from L1 memory
-- column bytes_in (bytes): bytes of state that the L0 read from L1 memory
-- column elements_out (count): state elements that the L0 wrote to L1 memory
-- column bytes_out (bytes): bytes of state that the L0 wrote to L1 memory
-- column interrupts (count): interrupts delivered inside guests
-- column stop_reason (name): why it stopped, from dim_stop_reason; none when the recording is cut short
-- column stop_detail (code): detail of the stop
WITH property AS (
    SELECT
        run,
        MAX(value) FILTER (WHERE name = 'scenario') AS scenario,
        MAX(value) FILTER (WHERE name = 'api') AS api,
        MAX(value) FILTER (WHERE name = 'profile') AS profile,
        MAX(value) FILTER (WHERE name = 'vcpus')::INTEGER AS vcpus,
        MAX(value) FILTER (WHERE name = 'memory_bytes')::BIGINT AS memory_bytes,
        MAX(value) FILTER (WHERE name = 'seed')::BIGINT AS seed,
        CONCAT(
            ' ',
            COALESCE(MAX(value) FILTER (WHERE name = 'not_kept'), ''),
            ' ',
            COALESCE(MAX(value) FILTER (WHERE name = 'undeclared'), ''),
            ' '
        ) AS absent
    FROM recording_property
    GROUP BY run
), held AS (
    SELECT recording.run, COALESCE(property.absent, '') AS absent FROM recording LEFT JOIN property USING (run)
), skipped AS (
    SELECT run, SUM(skipped)::BIGINT AS idle FROM idle_skipped GROUP BY run
), call AS (
    SELECT run, COUNT(*) AS hcalls FROM hcall_entered GROUP BY run
), entry AS (
    SELECT run, COUNT(*) AS l2_entries FROM nested_entered GROUP BY run
), leave AS (
    SELECT run, COUNT(*) AS l2_exits FROM nested_exited GROUP BY run
), l2 AS (
    SELECT run, SUM(l2_run_instructions)::BIGINT AS l2_instructions FROM l2_run GROUP BY run
), moved AS (
    SELECT
        run,
        SUM(elements) FILTER (WHERE direction = 0 AND has_values)::BIGINT AS elements_in,
        SUM(OCTET_LENGTH(bytes)) FILTER (WHERE direction = 0)::BIGINT AS bytes_in,
        SUM(elements) FILTER (WHERE direction = 1)::BIGINT AS elements_out,
        SUM(OCTET_LENGTH(bytes)) FILTER (WHERE direction = 1)::BIGINT AS bytes_out
    FROM state_transferred
    LEFT JOIN dim_state_format USING (format)
    GROUP BY run
), taken AS (
    SELECT run, COUNT(*) AS interrupts FROM interrupt_delivered GROUP BY run
)
SELECT
    recording.run,
    recording.name AS recording,
    property.scenario,
    property.api,
    property.profile,
    property.vcpus,
    property.memory_bytes,
    property.seed,
    recording.events,
    recording.moment_last AS moments,
    CASE WHEN held.absent NOT LIKE '% idle_skipped %' THEN COALESCE(skipped.idle, 0) END AS idle,
    recording.moment_last - CASE WHEN held.absent NOT LIKE '% idle_skipped %' THEN COALESCE(skipped.idle, 0) END
        AS instructions,
    CASE WHEN held.absent NOT LIKE '% hcall_entered %' THEN COALESCE(call.hcalls, 0) END AS hcalls,
    CASE WHEN held.absent NOT LIKE '% nested_entered %' THEN COALESCE(entry.l2_entries, 0) END AS l2_entries,
    CASE WHEN held.absent NOT LIKE '% nested_exited %' THEN COALESCE(leave.l2_exits, 0) END AS l2_exits,
    CASE WHEN held.absent NOT LIKE '% nested_exited %' THEN COALESCE(l2.l2_instructions, 0) END AS l2_instructions,
    CASE WHEN held.absent NOT LIKE '% state_transferred %' THEN COALESCE(moved.elements_in, 0) END AS elements_in,
    CASE WHEN held.absent NOT LIKE '% state_transferred %' THEN COALESCE(moved.bytes_in, 0) END AS bytes_in,
    CASE WHEN held.absent NOT LIKE '% state_transferred %' THEN COALESCE(moved.elements_out, 0) END AS elements_out,
    CASE WHEN held.absent NOT LIKE '% state_transferred %' THEN COALESCE(moved.bytes_out, 0) END AS bytes_out,
    CASE WHEN held.absent NOT LIKE '% interrupt_delivered %' THEN COALESCE(taken.interrupts, 0) END AS interrupts,
    COALESCE(dim_stop_reason.name, stopped.reason::STRING) AS stop_reason,
    stopped.detail AS stop_detail
FROM recording
JOIN held USING (run)
LEFT JOIN property USING (run)
LEFT JOIN skipped USING (run)
LEFT JOIN call USING (run)
LEFT JOIN entry USING (run)
LEFT JOIN leave USING (run)
LEFT JOIN l2 USING (run)
LEFT JOIN moved USING (run)
LEFT JOIN taken USING (run)
LEFT JOIN machine_stopped AS stopped ON stopped.run = recording.run
LEFT JOIN dim_stop_reason ON dim_stop_reason.reason = stopped.reason
