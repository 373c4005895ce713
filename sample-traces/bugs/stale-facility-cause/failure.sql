-- question: Which exits for a facility name one that does not exist, and which causes make up that number?
-- column exit_index (count): facility exits of this vCPU before
-- column l2_vcpu (id): L2 vCPU
-- column nia (address): the instruction that was refused
-- column cause (count): HFSCR[0:7] as the L1 got it
-- column cause_before (count): the same at the facility exit before
WITH facility AS (
    SELECT
        l2_vcpu,
        sequence,
        (value >> 56)::INTEGER AS cause,
        LAG((value >> 56)::INTEGER) OVER same_l2 AS cause_before,
        ROW_NUMBER() OVER same_l2 - 1 AS exit_index
    FROM state_element
    WHERE name = 'HFSCR' AND direction = 'out' AND hcall = 'H_GUEST_RUN_VCPU'
    WINDOW same_l2 AS (PARTITION BY l2_vcpu ORDER BY sequence)
)
SELECT facility.exit_index, facility.l2_vcpu, leave.nia, facility.cause, facility.cause_before
FROM facility
ASOF JOIN l2_exit AS leave
    ON leave.l2_vcpu = facility.l2_vcpu AND leave.sequence <= facility.sequence
WHERE facility.cause NOT IN (0, 1, 2, 3, 4, 5, 7, 8, 10, 12, 13)
ORDER BY facility.sequence
