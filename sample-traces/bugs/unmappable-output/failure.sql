-- question: Which runs succeeded with a reason that is none?
-- Reasons are interrupt vectors, below 0x1000; a number beyond is a return code in the wrong register.
-- column sequence (count): position of the call
-- column guest_id (id): guest that ran
-- column l2_vcpu (id): vCPU that ran
-- column code_name (name): what the call returned
-- column reason (code): what R4 said
-- column reason_name (name): the same as a return code, from dim_return_code
SELECT
    call.sequence,
    call.r5 AS guest_id,
    call.r6 AS l2_vcpu,
    call.code_name,
    (call.out_r4::HUGEINT - '0x10000000000000000'::HUGEINT)::BIGINT AS reason,
    dim_return_code.name AS reason_name
FROM hcall AS call
LEFT JOIN dim_return_code
    ON dim_return_code.code = call.out_r4::HUGEINT - '0x10000000000000000'::HUGEINT
WHERE call.hcall = 'H_GUEST_RUN_VCPU' AND call.code = 0 AND call.out_r4 >= '0x1000'::UBIGINT
ORDER BY call.sequence
