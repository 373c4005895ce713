-- question: Which guests did the L1 have, from creation over their runs to deletion?
-- Under v2 a guest lives from H_GUEST_CREATE to H_GUEST_DELETE; its id may then be given again. Under v1 there is no
-- such call: a guest lives from its first entry on.
-- portable: no, ASOF JOIN
-- column run (id): recording
-- column sequence (count): position of its creation (v2) or first entry (v1)
-- column moment (instructions): moment of that
-- column api (id): nested API, 1 or 2
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column vcpus_created (count): successful H_GUEST_CREATE_VCPU calls; 0 under v1
-- column vcpus_run (count): L2 vCPUs that were entered
-- column entries (count): entries of its vCPUs
-- column exits (count): exits of its vCPUs
-- column first_entry_sequence (count): position of the first entry
-- column first_entry_moment (instructions): moment of the first entry
-- column last_exit_sequence (count): position of the last exit
-- column last_exit_moment (instructions): moment of the last exit
-- column l2_instructions (instructions): attempted by its vCPUs
-- column transfers (count): pieces of its state that crossed
-- column bytes (bytes): of its state that crossed, both ways
-- column delete_sequence (count): position of its deletion; none when it was not deleted
-- column delete_moment (instructions): moment of its deletion
WITH born AS (
    SELECT call.run, call.sequence, call.moment, 2 AS api, call.out_r4::BIGINT AS guest_id
    FROM hcall AS call
    WHERE call.hcall = 'H_GUEST_CREATE' AND call.code = 0
    UNION ALL
    SELECT run, MIN(sequence), MIN(moment), 1, guest_id
    FROM nested_entered
    WHERE api = 1
    GROUP BY run, guest_id
), made AS (
    SELECT born.run, born.sequence, COUNT(*) AS vcpus_created
    FROM (SELECT *, r5::BIGINT AS guest_id FROM hcall WHERE hcall = 'H_GUEST_CREATE_VCPU' AND code = 0) AS call
    ASOF JOIN born
        ON born.run = call.run AND born.guest_id = call.guest_id AND born.sequence <= call.sequence
    GROUP BY born.run, born.sequence
), ran AS (
    SELECT
        born.run,
        born.sequence,
        COUNT(DISTINCT run.l2_vcpu) AS vcpus_run,
        COUNT(*) AS entries,
        COUNT(run.exit_sequence) AS exits,
        MIN(run.sequence) AS first_entry_sequence,
        MIN(run.moment) AS first_entry_moment,
        MAX(run.exit_sequence) AS last_exit_sequence,
        MAX(run.exit_moment) AS last_exit_moment,
        SUM(run.l2_run_instructions)::BIGINT AS l2_instructions
    FROM l2_run AS run
    ASOF JOIN born
        ON born.run = run.run AND born.guest_id = run.guest_id AND born.sequence <= run.sequence
    GROUP BY born.run, born.sequence
), first_v1 AS (
    SELECT run, guest_id, sequence FROM born WHERE api = 1
), moved AS (
    SELECT
        COALESCE(born.run, first_v1.run) AS run,
        COALESCE(born.sequence, first_v1.sequence) AS sequence,
        COUNT(*) AS transfers,
        SUM(OCTET_LENGTH(move.bytes))::BIGINT AS bytes
    FROM state_transferred AS move
    ASOF LEFT JOIN born
        ON born.run = move.run AND born.guest_id = move.guest_id AND born.sequence <= move.sequence
    LEFT JOIN first_v1 ON first_v1.run = move.run AND first_v1.guest_id = move.guest_id
    GROUP BY ALL
), gone AS (
    SELECT born.run, born.sequence, MIN(call.sequence) AS delete_sequence, MIN(call.moment) AS delete_moment
    FROM born
    JOIN hcall AS call
        ON call.run = born.run
        AND call.hcall = 'H_GUEST_DELETE'
        AND call.code = 0
        AND call.sequence > born.sequence
        AND (call.r4 <> 0 OR call.r5::BIGINT = born.guest_id)
    WHERE born.api = 2
    GROUP BY born.run, born.sequence
)
SELECT
    born.run,
    born.sequence,
    born.moment,
    born.api,
    born.guest_id,
    COALESCE(made.vcpus_created, 0) AS vcpus_created,
    COALESCE(ran.vcpus_run, 0) AS vcpus_run,
    COALESCE(ran.entries, 0) AS entries,
    COALESCE(ran.exits, 0) AS exits,
    ran.first_entry_sequence,
    ran.first_entry_moment,
    ran.last_exit_sequence,
    ran.last_exit_moment,
    COALESCE(ran.l2_instructions, 0) AS l2_instructions,
    COALESCE(moved.transfers, 0) AS transfers,
    COALESCE(moved.bytes, 0) AS bytes,
    gone.delete_sequence,
    gone.delete_moment
FROM born
LEFT JOIN made ON made.run = born.run AND made.sequence = born.sequence
LEFT JOIN ran ON ran.run = born.run AND ran.sequence = born.sequence
LEFT JOIN moved ON moved.run = born.run AND moved.sequence = born.sequence
LEFT JOIN gone ON gone.run = born.run AND gone.sequence = born.sequence
