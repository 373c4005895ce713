-- question: What did one exit take in each recording, in the mean?
-- The first two runs: of all exits that have a next entry. Costs are the model in cost_model, no measurement.
-- column per exit (name): what is counted
-- column first (count): in run 1
-- column second (count): in run 2
WITH turn AS (
    SELECT
        run,
        AVG(l1_instructions) AS l1_instructions,
        AVG(hcalls) AS hcalls,
        AVG(elements_in) AS elements_in,
        AVG(elements_out) AS elements_out,
        AVG(bytes_in) AS bytes_in,
        AVG(bytes_out) AS bytes_out,
        AVG(l1_cost) AS l1_cost,
        AVG(l0_cost) AS l0_cost
    FROM exit_chain
    WHERE next_entry_sequence IS NOT NULL
    GROUP BY run
), line AS (
    SELECT
        run,
        UNNEST([
            {'place': 1, 'what': 'L1 instructions', 'value': l1_instructions},
            {'place': 2, 'what': 'hypercalls', 'value': hcalls},
            {'place': 3, 'what': 'elements in', 'value': elements_in},
            {'place': 4, 'what': 'elements out', 'value': elements_out},
            {'place': 5, 'what': 'bytes in', 'value': bytes_in},
            {'place': 6, 'what': 'bytes out', 'value': bytes_out},
            {'place': 7, 'what': 'modelled cost of the L1', 'value': l1_cost},
            {'place': 8, 'what': 'modelled cost of the L0', 'value': l0_cost}
        ], recursive := true)
    FROM turn
)
SELECT
    what AS "per exit",
    MAX(value) FILTER (WHERE run = 1) AS "first",
    MAX(value) FILTER (WHERE run = 2) AS "second"
FROM line
GROUP BY place, what
ORDER BY place
