-- question: Did the L1 give up a guest although every call about it succeeded?
-- An L1 that is content goes on to run the vCPU that it made.
-- column vcpus_made (count): H_GUEST_CREATE_VCPU calls that succeeded
-- column runs (count): H_GUEST_RUN_VCPU calls
-- column failed_calls (count): calls of the L1 that came back with an error
-- column last_call (name): the last call about the guest
-- column last_code (name): its answer
-- column console (text): what the L1 said
SELECT
    COUNT(*) FILTER (WHERE hcall = 'H_GUEST_CREATE_VCPU' AND code = 0) AS vcpus_made,
    COUNT(*) FILTER (WHERE hcall = 'H_GUEST_RUN_VCPU') AS runs,
    COUNT(*) FILTER (WHERE code < 0) AS failed_calls,
    LAST(hcall ORDER BY sequence) FILTER (WHERE hcall LIKE 'H_GUEST_%') AS last_call,
    LAST(code_name ORDER BY sequence) FILTER (WHERE hcall LIKE 'H_GUEST_%') AS last_code,
    (SELECT TRIM(string_agg(text, '' ORDER BY sequence), E'\n') FROM console) AS console
FROM hcall
HAVING vcpus_made > 0 AND runs = 0 AND failed_calls = 0
