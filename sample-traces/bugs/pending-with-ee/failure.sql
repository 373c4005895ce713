-- question: Which L2 vCPU was entered again and again with interrupts enabled while one was pending for it?
-- An interrupt is pending from the H_IPI that requests it until the vCPU asks for its source with H_XIRR.
-- column l2_vcpu (id): vCPU that the interrupt is for
-- column requested_moment (instructions): moment of the first request that nobody took
-- column entries (count): entries of the vCPU since
-- column entries_with_ee (count): those with MSR[EE] set
-- column entries_with_mer (count): those that asked the L0 for an external interrupt
WITH untaken AS (
    SELECT request.r4 AS l2_vcpu, MIN(request.sequence) AS sequence, MIN(request.moment) AS moment
    FROM l2_exit AS request
    WHERE
        request.l2_hcall = 'H_IPI'
        AND request.l2_vcpu <> request.r4
        AND NOT EXISTS (
            SELECT 1
            FROM l2_exit AS taking
            WHERE taking.l2_hcall = 'H_XIRR' AND taking.l2_vcpu = request.r4 AND taking.sequence > request.sequence
        )
    GROUP BY request.r4
)
SELECT
    untaken.l2_vcpu,
    untaken.moment AS requested_moment,
    COUNT(*) AS entries,
    COUNT(*) FILTER (WHERE (entry.msr & '0x8000'::UBIGINT) <> 0) AS entries_with_ee,
    COUNT(*) FILTER (WHERE (entry.lpcr & '0x800'::UBIGINT) <> 0) AS entries_with_mer
FROM untaken
JOIN l2_run AS entry ON entry.l2_vcpu = untaken.l2_vcpu AND entry.sequence > untaken.sequence
GROUP BY ALL
HAVING entries_with_ee > 1
