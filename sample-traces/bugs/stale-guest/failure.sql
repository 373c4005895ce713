-- question: Which vCPUs were in use in a guest that had just been created?
-- column sequence (count): position of the call that was to create the vCPU
-- column guest_id (id): guest
-- column l2_vcpu (id): vCPU
-- column code_name (name): what the call returned
-- column created_sequence (count): position of the call that had created the guest
WITH made AS (
    SELECT sequence, out_r4 AS guest_id FROM hcall WHERE hcall = 'H_GUEST_CREATE' AND code = 0
), vcpu_made AS (
    SELECT sequence, r5 AS guest_id, r6 AS l2_vcpu, code, code_name FROM hcall WHERE hcall = 'H_GUEST_CREATE_VCPU'
)
SELECT refused.sequence, refused.guest_id, refused.l2_vcpu, refused.code_name, made.sequence AS created_sequence
FROM vcpu_made AS refused
ASOF JOIN made ON made.guest_id = refused.guest_id AND made.sequence <= refused.sequence
WHERE refused.code_name = 'H_IN_USE'
    AND NOT EXISTS (
        SELECT 1
        FROM vcpu_made AS earlier
        WHERE earlier.guest_id = refused.guest_id
            AND earlier.l2_vcpu = refused.l2_vcpu
            AND earlier.code = 0
            AND earlier.sequence BETWEEN made.sequence AND refused.sequence
    )
ORDER BY refused.sequence
