-- question: Which logical PVR did the L0 refuse, and did the L2 run after that?
-- column vcpu (id): L1 vCPU that asked
-- column code (name): answer
-- column element_index (count): element that was refused
-- column entries_before (count): entries of L2s before
-- column entries_after (count): and after
-- column console (text): what was said in the end
SELECT
    refused.vcpu,
    refused.code_name AS code,
    refused.out_r4::INTEGER AS element_index,
    (SELECT COUNT(*) FROM l2_run WHERE l2_run.sequence < refused.sequence) AS entries_before,
    (SELECT COUNT(*) FROM l2_run WHERE l2_run.sequence > refused.sequence) AS entries_after,
    (SELECT TRIM(string_agg(text, '' ORDER BY sequence), E'\n') FROM console) AS console
FROM hcall AS refused
WHERE refused.hcall = 'H_GUEST_SET_STATE' AND refused.code_name = 'H_INVALID_ELEMENT_VALUE'
