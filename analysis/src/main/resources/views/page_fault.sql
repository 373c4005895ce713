-- question: At which addresses did L2s fault into their L1, what kind of fault was it, and how was it resolved?
-- Storage exits only. How it was resolved shows in the L2's next entry: retried at the same instruction (the L1 mapped
-- the page), skipped to the one behind it (the L1 emulated the access), or reflected, which is anywhere else (the L1
-- made the L2 take an interrupt).
-- A bit b is set in a number when number % (2 * b) >= b: what & is, on numbers without sign of any engine.
-- column run (id): recording
-- column sequence (count): position of the exit
-- column moment (instructions): moment of the exit
-- column vcpu (id): L1 vCPU that ran it
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column reason (name): H_DATA_STORAGE or H_INST_STORAGE
-- column access (name): load, store or fetch
-- column fault (name): what was missing, from dim_fault_cause
-- column page_address (address): L2 real address of the page
-- column effective_address (address): effective address; of a fetch, the instruction's
-- column nia (address): instruction that faulted
-- column page_fault_index (count): faults of this guest at this page before this one
-- column resolution (name): retried, skipped, reflected; none when the L2 was not entered again
-- column is_repeated (flag): whether the same access was retried and faulted again at once
-- column l1_instructions (instructions): attempted by the L1 vCPU up to the next entry
-- column hcalls (count): hypercalls of the L1 up to the next entry
WITH fault AS (
    SELECT
        leave.*,
        entry.nia AS next_nia,
        LAG(leave.nia) OVER same_l2 AS previous_nia,
        LAG(leave.vector) OVER same_l2 AS previous_vector,
        LAG(leave.asdr) OVER same_l2 AS previous_asdr
    FROM l2_exit AS leave
    LEFT JOIN nested_entered AS entry ON entry.run = leave.run AND entry.sequence = leave.next_entry_sequence
    WINDOW same_l2 AS (PARTITION BY leave.run, leave.guest_id, leave.l2_vcpu ORDER BY leave.sequence)
), storage AS (
    SELECT
        *,
        CASE WHEN reason = 'H_INST_STORAGE' THEN msr ELSE hdsisr END AS cause_bits,
        asdr - asdr % 4096 AS page_address
    FROM fault
    WHERE reason IN ('H_DATA_STORAGE', 'H_INST_STORAGE')
), cause AS (
    SELECT
        storage.run,
        storage.sequence,
        listed(ARRAY_AGG(placed(-dim_fault_cause.bit::BIGINT, dim_fault_cause.name))) AS name
    FROM storage
    JOIN dim_fault_cause
        ON storage.cause_bits % (2 * dim_fault_cause.bit) >= dim_fault_cause.bit AND NOT dim_fault_cause.is_access
    GROUP BY storage.run, storage.sequence
)
SELECT
    storage.run,
    storage.sequence,
    storage.moment,
    storage.vcpu,
    storage.guest_id,
    storage.l2_vcpu,
    storage.reason,
    CASE
        WHEN storage.reason = 'H_INST_STORAGE' THEN 'fetch'
        WHEN storage.cause_bits % (2 * dim_store.bit) >= dim_store.bit THEN 'store'
        ELSE 'load'
    END AS access,
    COALESCE(cause.name, 'unspecified') AS fault,
    storage.page_address,
    CASE WHEN storage.reason = 'H_INST_STORAGE' THEN storage.nia ELSE storage.hdar END AS effective_address,
    storage.nia,
    ROW_NUMBER() OVER (
        PARTITION BY storage.run, storage.guest_id, storage.page_address ORDER BY storage.sequence
    ) - 1 AS page_fault_index,
    CASE
        WHEN storage.next_nia = storage.nia THEN 'retried'
        WHEN storage.next_nia IN (storage.nia + 4, storage.nia + 8) THEN 'skipped'
        WHEN storage.next_nia IS NOT NULL THEN 'reflected'
    END AS resolution,
    COALESCE(
        storage.previous_nia = storage.nia
        AND storage.previous_vector = storage.vector
        AND storage.previous_asdr = storage.asdr,
        FALSE
    ) AS is_repeated,
    storage.l1_instructions,
    storage.hcalls
FROM storage
LEFT JOIN dim_fault_cause AS dim_store ON dim_store.is_access
LEFT JOIN cause ON cause.run = storage.run AND cause.sequence = storage.sequence
