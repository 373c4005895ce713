-- question: Which guests have another time base offset than was set, and how many vCPUs were added since?
-- column guest_id (id): guest
-- column given (ticks): offset that the L1 set
-- column given_back (ticks): offset that the L0 gave when asked
-- column vcpus_since (count): vCPUs created in between: they run without
-- column complaint (text): what the L2 said about it
WITH given AS (
    SELECT guest_id, sequence, value
    FROM state_element
    WHERE name = 'TB_OFFSET' AND direction = 'in' AND value IS NOT NULL
), given_back AS (
    SELECT guest_id, sequence, value FROM state_element WHERE name = 'TB_OFFSET' AND direction = 'out'
)
SELECT
    given.guest_id,
    given.value AS given,
    given_back.value AS given_back,
    (
        SELECT COUNT(*)
        FROM hcall
        WHERE hcall = 'H_GUEST_CREATE_VCPU'
            AND code = 0
            AND r5 = given.guest_id
            AND sequence BETWEEN given.sequence AND given_back.sequence
    ) AS vcpus_since,
    (
        SELECT regexp_extract(string_agg(text, '' ORDER BY sequence), 'time on processor[^\n]*')
        FROM console
    ) AS complaint
FROM given_back
ASOF JOIN given ON given.guest_id = given_back.guest_id AND given.sequence <= given_back.sequence
WHERE given.value <> given_back.value
ORDER BY given_back.sequence
