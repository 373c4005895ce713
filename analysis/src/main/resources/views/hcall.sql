-- question: Which hypercalls did the L1 make, with what arguments, and what came of each?
-- A call that never returned, such as the one that powered the machine off, has no return columns.
-- column run (id): recording
-- column sequence (count): position of the call
-- column moment (instructions): moment of the call
-- column vcpu (id): L1 vCPU that called
-- column opcode (hex): hypercall number
-- column hcall (name): hypercall, from dim_hcall
-- column r4 (register): argument
-- column r5 (register): argument
-- column r6 (register): argument
-- column r7 (register): argument
-- column r8 (register): argument
-- column r9 (register): argument
-- column nia (address): instruction after the call
-- column return_sequence (count): position of the return
-- column return_moment (instructions): moment of the return
-- column code (code): return code
-- column code_name (name): return code, from dim_return_code; of an entry by v1 the exit's vector
-- column out_r4 (register): output in R4
-- column out_r5 (register): output in R5
-- column moments (instructions): from call to return, an L2 that ran in between included
-- column l2_instructions (instructions): attempted by L2s that the call ran
-- column moments_without_l2 (instructions): from call to return, an L2 that ran in between excluded
-- column l2_runs (count): times the call entered an L2
-- column elements (count): state elements the L0 moved
-- column bytes_in (bytes): state the L0 read from L1 memory
-- column bytes_out (bytes): state the L0 wrote to L1 memory
-- column table_reads (count): translation table entries the L0 read
WITH step AS (
    SELECT run, vcpu, sequence, TRUE AS is_call FROM hcall_entered
    UNION ALL
    SELECT run, vcpu, sequence, FALSE AS is_call FROM hcall_returned
), pair AS (
    SELECT
        run,
        vcpu,
        sequence,
        is_call,
        CASE WHEN NOT LEAD(is_call) OVER calls THEN LEAD(sequence) OVER calls END AS return_sequence
    FROM step
    WINDOW calls AS (PARTITION BY run, vcpu ORDER BY sequence)
), l2 AS (
    SELECT
        run,
        hcall_sequence,
        COUNT(*) AS l2_runs,
        SUM(l2_run_instructions)::BIGINT AS l2_instructions
    FROM l2_run
    GROUP BY run, hcall_sequence
)
SELECT
    call.run,
    call.sequence,
    call.moment,
    call.vcpu,
    call.opcode,
    COALESCE(dim_hcall.name, hex_text(call.opcode)) AS hcall,
    call.r4,
    call.r5,
    call.r6,
    call.r7,
    call.r8,
    call.r9,
    call.nia,
    back.sequence AS return_sequence,
    back.moment AS return_moment,
    back.code,
    CASE
        WHEN dim_hcall.name = 'H_ENTER_NESTED' AND back.code > 0
            THEN COALESCE(dim_nested_exit.name, dim_return_code.name, back.code::STRING)
        ELSE COALESCE(dim_return_code.name, back.code::STRING)
    END AS code_name,
    back.r4 AS out_r4,
    back.r5 AS out_r5,
    back.moment - call.moment AS moments,
    COALESCE(l2.l2_instructions, 0) AS l2_instructions,
    back.moment - call.moment - COALESCE(l2.l2_instructions, 0) AS moments_without_l2,
    COALESCE(l2.l2_runs, 0) AS l2_runs,
    back.elements,
    back.bytes_in,
    back.bytes_out,
    back.table_reads
FROM pair
JOIN hcall_entered AS call ON call.run = pair.run AND call.sequence = pair.sequence
LEFT JOIN hcall_returned AS back ON back.run = pair.run AND back.sequence = pair.return_sequence
LEFT JOIN l2 ON l2.run = pair.run AND l2.hcall_sequence = pair.sequence
LEFT JOIN dim_hcall ON dim_hcall.opcode = call.opcode
LEFT JOIN dim_return_code ON dim_return_code.code = back.code
LEFT JOIN dim_nested_exit ON dim_nested_exit.vector = back.code
WHERE pair.is_call
