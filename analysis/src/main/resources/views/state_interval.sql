-- question: Which value of each state element was valid from which position to which?
-- Valid is what both sides last agreed on: the value of the element's last crossing between L1 memory and the L0. What
-- the L2 does to its registers in between is not seen until it crosses.
-- column run (id): recording
-- column sequence (count): position from which the value holds
-- column moment (instructions): moment from which it holds
-- column guest_id (id): guest id (v2) or L1's lpid (v1)
-- column l2_vcpu (id): L2 vCPU id (v2) or vCPU token (v1)
-- column element (hex): id of the element
-- column name (name): element, from dim_gsb_element
-- column data (payload): the value, big-endian
-- column value (register): the value as a number, of elements of up to 8 bytes
-- column direction (name): in or out: which crossing brought it
-- column crossings (count): times that it crossed with this value before another came
-- column sequence_end (count): position of the crossing that ends it; none for the last one
-- column moment_end (instructions): moment of that crossing
-- column life_sequence (count): position of the H_GUEST_CREATE that returned the guest id; none under v1
WITH numbered AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY run, guest_id, l2_vcpu, life_sequence, element ORDER BY sequence, element_index
        ) AS place,
        COUNT(*) OVER (PARTITION BY run, guest_id, l2_vcpu, life_sequence, element) AS places
    FROM state_change
)
SELECT
    run,
    sequence,
    moment,
    guest_id,
    l2_vcpu,
    element,
    name,
    data,
    bits_number(data) AS value,
    direction,
    COALESCE(LEAD(place) OVER same_element, places + 1) - place AS crossings,
    LEAD(sequence) OVER same_element AS sequence_end,
    LEAD(moment) OVER same_element AS moment_end,
    life_sequence
FROM numbered
WHERE is_changed
WINDOW same_element AS (PARTITION BY run, guest_id, l2_vcpu, life_sequence, element ORDER BY place)
