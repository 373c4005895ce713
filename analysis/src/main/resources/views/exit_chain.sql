-- question: What did one exit cost at each level, from the L2's last entry over the exit to its next entry?
-- One row per exit: the L2 ran (L2), exited (L0), the L1 handled it with hypercalls (L1, L0) and entered it again (L0).
-- What belongs to an exit is what l2_exit says. Costs are the model in cost_model, no measurement: each level's work in
-- counts times a published parameter.
-- column run (id): recording
-- column sequence (count): position of the exit
-- column moment (instructions): moment of the exit
-- column vcpu (id): L1 vCPU that ran it
-- column api (id): nested API, 1 or 2
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column exit_index (count): exits of this L2 vCPU before this one
-- column l2_index (instructions): attempted by this L2 vCPU from its beginning to this exit
-- column cause (name): reason of the exit, with the L2's hypercall
-- column l2_instructions (instructions): attempted by the L2 vCPU from its entry to this exit
-- column l1_instructions (instructions): attempted by the L1 vCPU up to the next entry; none without one
-- column hcalls (count): hypercalls of the L1 up to the next entry, the entering one included
-- column hcall_names (text): those hypercalls, each with how often, in order of first use
-- column elements_out (count): state elements that the L0 wrote to L1 memory
-- column bytes_out (bytes): bytes of state that the L0 wrote to L1 memory
-- column elements_in (count): state elements whose value the L0 read from L1 memory
-- column bytes_in (bytes): bytes of state that the L0 read from L1 memory
-- column table_reads (count): translation table entries that the L0 read for the run that ended and for the hypercalls
-- column l2_cost (cycles): modelled cost of the L2's instructions
-- column l1_cost (cycles): modelled cost of the L1's instructions
-- column l0_cost (cycles): modelled cost of the L0's work: switches, hypercalls, elements, bytes, table entries
-- column cost (cycles): modelled cost of all levels
-- column next_entry_sequence (count): position of the next entry
-- column next_entry_moment (instructions): moment of the next entry
WITH part AS (
    SELECT run, vcpu, sequence, sequence AS exit_sequence, NULL AS name FROM nested_exited
    UNION ALL
    SELECT call.run, call.vcpu, call.sequence, NULL, COALESCE(dim_hcall.name, hex_text(call.opcode))
    FROM hcall_entered AS call
    LEFT JOIN dim_hcall ON dim_hcall.opcode = call.opcode
), attributed AS (
    SELECT
        *,
        MAX(exit_sequence) OVER (
            PARTITION BY run, vcpu ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS owner
    FROM part
), called AS (
    SELECT
        run,
        owner AS sequence,
        listed(ARRAY_AGG(placed(
            first_sequence,
            name || CASE WHEN calls > 1 THEN ' x' || calls::STRING ELSE '' END
        ))) AS names
    FROM (
        SELECT run, owner, name, COUNT(*) AS calls, MIN(sequence) AS first_sequence
        FROM attributed
        WHERE name IS NOT NULL
        GROUP BY run, owner, name
    ) AS call
    GROUP BY run, owner
), price AS (
    SELECT
        MAX(value) FILTER (WHERE parameter = 'l2_instruction') AS l2_instruction,
        MAX(value) FILTER (WHERE parameter = 'l1_instruction') AS l1_instruction,
        MAX(value) FILTER (WHERE parameter = 'l2_switch') AS l2_switch,
        MAX(value) FILTER (WHERE parameter = 'hcall') AS hcall,
        MAX(value) FILTER (WHERE parameter = 'element') AS element,
        MAX(value) FILTER (WHERE parameter = 'byte') AS byte,
        MAX(value) FILTER (WHERE parameter = 'table_read') AS table_read
    FROM cost_model
), priced AS (
    SELECT
        leave.*,
        leave.reason || COALESCE(' ' || leave.l2_hcall, '') AS cause,
        called.names AS hcall_names,
        turn.table_reads AS table_reads,
        COALESCE(leave.l2_run_instructions, 0) * price.l2_instruction AS l2_cost,
        COALESCE(leave.l1_instructions, 0) * price.l1_instruction AS l1_cost,
        price.l2_switch
        + leave.hcalls * price.hcall
        + (leave.elements_out + leave.elements_in) * price.element
        + (leave.bytes_out + leave.bytes_in) * price.byte
        + turn.table_reads * price.table_read AS l0_cost
    FROM l2_exit AS leave
    CROSS JOIN price
    LEFT JOIN called ON called.run = leave.run AND called.sequence = leave.sequence
    JOIN l2_turn AS turn ON turn.run = leave.run AND turn.sequence = leave.sequence
)
SELECT
    run,
    sequence,
    moment,
    vcpu,
    api,
    guest_id,
    l2_vcpu,
    exit_index,
    l2_instructions AS l2_index,
    cause,
    l2_run_instructions AS l2_instructions,
    l1_instructions,
    hcalls,
    hcall_names,
    elements_out,
    bytes_out,
    elements_in,
    bytes_in,
    table_reads,
    l2_cost,
    l1_cost,
    l0_cost,
    l2_cost + l1_cost + l0_cost AS cost,
    next_entry_sequence,
    next_entry_moment
FROM priced
