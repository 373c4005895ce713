-- question: Which doorbells entered an L2, were not taken there, and did not come back?
-- column hcall_sequence (count): position of the call that entered the L2
-- column l2_vcpu (id): L2 vCPU
-- column dpdes_in (count): doorbell pending as the L1 handed it over
-- column dpdes_out (count): doorbell pending as the L0 gave it back
-- column exit_reason (name): why the L2 exited
WITH dpdes AS (
    SELECT vcpu, direction, sequence, value FROM state_element WHERE name = 'DPDES' AND hcall = 'H_ENTER_NESTED'
)
SELECT
    entry.hcall_sequence,
    entry.l2_vcpu,
    handed_over.value AS dpdes_in,
    given_back.value AS dpdes_out,
    entry.reason AS exit_reason
FROM l2_run AS entry
ASOF JOIN (SELECT * FROM dpdes WHERE direction = 'in') AS handed_over
    ON handed_over.vcpu = entry.vcpu AND handed_over.sequence <= entry.sequence
ASOF JOIN (SELECT * FROM dpdes WHERE direction = 'out') AS given_back
    ON given_back.vcpu = entry.vcpu AND given_back.sequence >= entry.exit_sequence
WHERE handed_over.value = 1
    AND given_back.value = 0
    AND NOT EXISTS (
        SELECT 1
        FROM interrupt AS taken
        WHERE taken.vcpu = entry.vcpu
            AND taken.level = 2
            AND taken.vector = '0xA00'::UINTEGER
            AND taken.sequence BETWEEN entry.sequence AND entry.exit_sequence
    )
ORDER BY entry.sequence
