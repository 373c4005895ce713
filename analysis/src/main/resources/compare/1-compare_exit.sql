-- question: Which exits has each of the two recordings, and what did each cost?
-- Phases are cut by what the L2 does, so that they mean the same under both APIs: boot ends with the L2's first
-- hypercall exit, shutdown is the last exit of the recording and what comes after it, steady is what is between.
-- column run (id): recording, 1 or 2
-- column sequence (count): position of the exit
-- column moment (instructions): moment of the exit
-- column l2 (count): L2 vCPU, counted by first entry
-- column l2_index (instructions): attempted by this L2 vCPU up to the exit
-- column cause (name): reason of the exit, with the L2's hypercall
-- column is_timed (flag): whether time decides when it comes, not the L2's instructions; so it is with H_CONFER, which
-- an L2 vCPU calls when it finds another one in its way
-- column phase (name): boot, steady or shutdown
-- column l2_instructions (instructions): attempted by the L2 vCPU since its entry
-- column l1_instructions (instructions): attempted by the L1 up to the next entry
-- column hcalls (count): hypercalls up to the next entry
-- column elements (count): state elements moved up to the next entry
-- column bytes (bytes): of state moved up to the next entry
-- column l2_cost (cycles): modelled cost of the L2
-- column l1_cost (cycles): modelled cost of the L1
-- column l0_cost (cycles): modelled cost of the L0
WITH named AS (
    SELECT
        run,
        guest_id,
        l2_vcpu,
        ROW_NUMBER() OVER (PARTITION BY run ORDER BY MIN(sequence)) AS l2
    FROM nested_entered
    GROUP BY run, guest_id, l2_vcpu
), bound AS (
    SELECT
        run,
        MIN(sequence) FILTER (WHERE cause LIKE 'HCALL%') AS booted,
        MAX(sequence) AS ended
    FROM exit_chain
    GROUP BY run
)
SELECT
    chain.run,
    chain.sequence,
    chain.moment,
    named.l2,
    chain.l2_index,
    chain.cause,
    chain.cause IN ('HV_DECREMENTER', 'H_DOORBELL', 'H_VIRT', 'UNSPECIFIED', 'HCALL H_CONFER') AS is_timed,
    CASE
        WHEN chain.sequence = bound.ended THEN 'shutdown'
        WHEN chain.sequence <= bound.booted THEN 'boot'
        ELSE 'steady'
    END AS phase,
    chain.l2_instructions,
    chain.l1_instructions,
    chain.hcalls,
    chain.elements_out + chain.elements_in AS elements,
    chain.bytes_out + chain.bytes_in AS bytes,
    chain.l2_cost,
    chain.l1_cost,
    chain.l0_cost
FROM exit_chain AS chain
JOIN named ON named.run = chain.run AND named.guest_id = chain.guest_id AND named.l2_vcpu = chain.l2_vcpu
JOIN bound ON bound.run = chain.run
