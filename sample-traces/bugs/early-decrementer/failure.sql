-- question: Had the decrementer of an L2 run out when it went to sleep until its next tick?
-- An L2 sets its decrementer to a point ahead, then calls H_CEDE. At this exit the L1 reads the point of time at which
-- the decrementer runs out, to know when to wake it; the time base has 512 ticks in 1,000 instructions.
-- column l2_vcpu (id): L2 vCPU
-- column cedes (count): H_CEDE calls
-- column run_out (count): those at which the decrementer had run out
-- column most_late (ticks): how long ago, at most
WITH asked AS (
    SELECT element.l2_vcpu, element.value::HUGEINT AS expiry, element.moment * 512 // 1000 AS now
    FROM (SELECT * FROM state_element WHERE name = 'DEC_EXPIRY_TB' AND direction = 'out') AS element
    ASOF JOIN l2_exit AS leave
        ON leave.l2_vcpu = element.l2_vcpu AND leave.sequence <= element.sequence
    WHERE leave.l2_hcall = 'H_CEDE'
)
SELECT
    l2_vcpu,
    COUNT(*) AS cedes,
    COUNT(*) FILTER (WHERE expiry < now) AS run_out,
    MAX(now - expiry) AS most_late
FROM asked
GROUP BY l2_vcpu
HAVING run_out > 0
ORDER BY l2_vcpu
