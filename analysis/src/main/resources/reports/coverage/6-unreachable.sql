-- question: What do sources name that nothing here can give, and why not?
-- column what (name): hypercall and return code, exit or interrupt
-- column why (text): why it cannot be reached
SELECT what AS "what", why AS "why"
FROM (
    SELECT DISTINCT dim_hcall.name || ' ' || dim_return_code.name AS what, answer.says AS why
    FROM dim_hcall_answer AS answer
    JOIN dim_hcall USING (opcode)
    JOIN dim_return_code USING (code)
    WHERE NOT answer.is_reachable
    UNION
    SELECT 'exit ' || name || ' under v1', 'the L0 never wants a vCPU back without a reason'
    FROM dim_nested_exit
    WHERE NOT is_under_v1
    UNION
    SELECT 'interrupt ' || name, never_because FROM dim_interrupt WHERE never_because <> ''
    UNION
    SELECT 'interrupt system_reset of an L2 under v1', 'no call of v1 raises it'
)
ORDER BY what
