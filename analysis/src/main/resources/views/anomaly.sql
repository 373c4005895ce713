-- question: What in this recording deserves a second look?
-- failed_hcall: a hypercall that came back with an error. refused_buffer: a state buffer with an element that was
-- refused; count is that element's index. unchanged_element: an element that went out to the L1 100 times and more and
-- never changed; count is how often. no_progress: an L2 that exited again at the same instruction for the same reason,
-- having attempted at most that one. exit_storm: 1,000 exits of an L2 vCPU in a row with fewer than 100 L2 instructions
-- each in the mean; count is those instructions. repeated_fault: a page that faulted again at once after a retry.
-- loss: what the recording lacks, a row of loss.
-- portable: no, printf, MODE, //
-- column run (id): recording
-- column sequence (count): position, of several things that of the first
-- column moment (instructions): moment of that
-- column kind (name): what is odd, one of those above
-- column vcpu (id): L1 vCPU
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column subject (name): hypercall, element, exit reason or page that it is about
-- column count (count): how much, as said above; otherwise 1
-- column detail (text): what makes it odd
SELECT
    run,
    sequence,
    moment,
    'failed_hcall' AS kind,
    vcpu,
    NULL::BIGINT AS guest_id,
    NULL::BIGINT AS l2_vcpu,
    hcall AS subject,
    1::BIGINT AS count,
    'returned ' || code_name AS detail
FROM hcall
WHERE code < 0
UNION ALL
SELECT
    refused.run,
    refused.sequence,
    refused.moment,
    'refused_buffer',
    refused.vcpu,
    refused.guest_id,
    refused.l2_vcpu,
    COALESCE(dim_gsb_element.name, '0x' || LPAD(HEX(refused.element), 4, '0')),
    refused.element_index,
    COALESCE(dim_hcall.name, hex_text(refused.opcode)) || ' refused the buffer for it'
FROM state_refused AS refused
LEFT JOIN dim_hcall ON dim_hcall.opcode = refused.opcode
LEFT JOIN dim_gsb_element ON dim_gsb_element.element = refused.element
UNION ALL
SELECT
    run,
    MIN(sequence),
    MIN(moment),
    'unchanged_element',
    MIN(vcpu),
    guest_id,
    l2_vcpu,
    name,
    COUNT(*),
    'written to L1 memory ' || COUNT(*) || ' times with one value'
FROM state_change
WHERE direction = 'out'
GROUP BY run, guest_id, l2_vcpu, life_sequence, name
HAVING COUNT(*) >= 100 AND COUNT(*) FILTER (WHERE is_changed) <= 1 AND COUNT(DISTINCT data) = 1
UNION ALL
SELECT
    run,
    sequence,
    moment,
    'no_progress',
    vcpu,
    guest_id,
    l2_vcpu,
    reason,
    1,
    'exited at ' || hex_text(nia) || ' as before, after ' || l2_run_instructions || ' instructions'
FROM (
    SELECT
        *,
        LAG(nia) OVER same_l2 AS previous_nia,
        LAG(vector) OVER same_l2 AS previous_vector
    FROM l2_exit
    WINDOW same_l2 AS (PARTITION BY run, guest_id, l2_vcpu ORDER BY sequence)
) AS leave
WHERE nia = previous_nia AND vector = previous_vector AND l2_run_instructions <= 1
UNION ALL
SELECT
    run,
    MIN(sequence),
    MIN(moment),
    'exit_storm',
    MIN(vcpu),
    guest_id,
    l2_vcpu,
    MODE(reason ORDER BY reason),
    SUM(l2_run_instructions)::BIGINT,
    '1000 exits in ' || SUM(l2_run_instructions) || ' L2 instructions'
FROM l2_exit
GROUP BY run, guest_id, l2_vcpu, exit_index // 1000
HAVING COUNT(*) = 1000 AND SUM(l2_run_instructions) < 100000
UNION ALL
SELECT
    run,
    sequence,
    moment,
    'repeated_fault',
    vcpu,
    guest_id,
    l2_vcpu,
    hex_text(page_address),
    page_fault_index,
    access || ' faulted again: ' || fault
FROM page_fault
WHERE is_repeated
UNION ALL
SELECT run, sequence, moment, 'loss', NULL, NULL, NULL, kind, missing, detail
FROM loss
