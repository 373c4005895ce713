-- question: Which calls name a guest that was never created?
-- column hcall (name): call
-- column guest_id (hex): guest that it names
-- column calls (count): how often
-- column code (name): answer
-- column creation (name): answer to the L1's H_GUEST_CREATE
SELECT
    hcall.hcall,
    hcall.r5 AS guest_id,
    COUNT(*) AS calls,
    hcall.code_name AS code,
    (SELECT FIRST(code_name ORDER BY sequence) FROM hcall WHERE hcall = 'H_GUEST_CREATE') AS creation
FROM hcall
WHERE
    hcall.hcall IN ('H_GUEST_CREATE_VCPU', 'H_GUEST_GET_STATE', 'H_GUEST_SET_STATE', 'H_GUEST_RUN_VCPU')
    AND hcall.r5 NOT IN (SELECT out_r4 FROM hcall WHERE hcall = 'H_GUEST_CREATE' AND code = 0)
GROUP BY ALL
