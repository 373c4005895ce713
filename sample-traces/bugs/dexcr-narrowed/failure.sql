-- question: Did the L0 give DEXCR back with another value than the one it was given?
-- column l2_vcpu (id): L2 vCPU
-- column given (hex): value that the L1 sent
-- column given_back (hex): value that the L0 gave at the next occasion
-- column sequence (count): position of that transfer
SELECT
    given_back.l2_vcpu,
    printf('0x%016X', given.value) AS given,
    printf('0x%016X', given_back.value) AS given_back,
    given_back.sequence
FROM (SELECT * FROM state_element WHERE name = 'DEXCR' AND direction = 'out') AS given_back
ASOF JOIN (SELECT * FROM state_element WHERE name = 'DEXCR' AND direction = 'in' AND value IS NOT NULL) AS given
    ON given.l2_vcpu = given_back.l2_vcpu AND given.sequence <= given_back.sequence
WHERE given.value <> given_back.value
ORDER BY given_back.sequence
LIMIT 1
