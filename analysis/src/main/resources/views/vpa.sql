-- question: Who registered which virtual processor area with whom?
-- Three ways: an L1 vCPU asks the L0 (H_REGISTER_VPA), an L2 vCPU asks its L1 (the same call, which exits), and under
-- v2 the L1 tells the L0 of the L2's area (state element VPA).
-- column run (id): recording
-- column sequence (count): position of the call, exit or transfer
-- column moment (instructions): moment of it
-- column vcpu (id): L1 vCPU that made the call or ran the L2
-- column level (id): level whose area it is, 1 or 2
-- column guest_id (id): guest id (v2) or L1's lpid (v1), of level 2
-- column l2_vcpu (id): L2 vCPU that asked, or whose element was set, of level 2
-- column way (name): H_REGISTER_VPA or element
-- column action (name): what was asked, from dim_vpa_function; an element registers or, all ones, removes
-- column target_vcpu (id): vCPU the call names
-- column address (address): real address of the area, of the level that asks its hypervisor
-- column code_name (name): return code; of an L2's call it is the L1's answer, which the recording has not
SELECT
    call.run,
    call.sequence,
    call.moment,
    call.vcpu,
    1 AS level,
    NULL::BIGINT AS guest_id,
    NULL::BIGINT AS l2_vcpu,
    'H_REGISTER_VPA' AS way,
    COALESCE(dim_vpa_function.name, hex_text(call.r4)) AS action,
    call.r5::BIGINT AS target_vcpu,
    call.r6 AS address,
    call.code_name
FROM hcall AS call
LEFT JOIN dim_vpa_function ON dim_vpa_function.flags = call.r4
WHERE call.hcall = 'H_REGISTER_VPA'
UNION ALL
SELECT
    leave.run,
    leave.sequence,
    leave.moment,
    leave.vcpu,
    2,
    leave.guest_id,
    leave.l2_vcpu,
    'H_REGISTER_VPA',
    COALESCE(dim_vpa_function.name, hex_text(leave.r4)),
    NULL,
    NULL,
    NULL
FROM l2_exit AS leave
LEFT JOIN dim_vpa_function ON dim_vpa_function.flags = leave.r4
WHERE leave.l2_hcall = 'H_REGISTER_VPA'
UNION ALL
SELECT
    run,
    sequence,
    moment,
    vcpu,
    2,
    guest_id,
    l2_vcpu,
    'element',
    CASE WHEN value = 18446744073709551615 THEN 'remove_vpa' ELSE 'register_vpa' END,
    l2_vcpu,
    value,
    NULL
FROM state_element
WHERE name = 'VPA' AND direction = 'in' AND value IS NOT NULL
