-- question: Which vCPU ids that the document allows were refused, and which did the guest have?
-- column sequence (count): position of the call
-- column guest_id (id): guest
-- column refused (id): vCPU id that was refused, of 0 to 2047
-- column code_name (name): what the call returned
-- column existing (text): ids of the vCPUs that the guest had
SELECT
    call.sequence,
    call.r5 AS guest_id,
    call.r6 AS refused,
    call.code_name,
    (
        SELECT string_agg(earlier.r6::VARCHAR, ' ' ORDER BY earlier.r6)
        FROM hcall AS earlier
        WHERE earlier.hcall = 'H_GUEST_CREATE_VCPU'
            AND earlier.code = 0
            AND earlier.r5 = call.r5
            AND earlier.sequence < call.sequence
    ) AS existing
FROM hcall AS call
WHERE call.hcall = 'H_GUEST_CREATE_VCPU' AND call.code_name = 'H_P3' AND call.r6 <= 2047
ORDER BY call.sequence
