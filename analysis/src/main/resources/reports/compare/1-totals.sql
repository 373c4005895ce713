-- question: What did the whole run take under each API?
-- Ratio is the second recording against the first. Per exit means from an exit of an L2 to its next entry, the mean of
-- all exits that have one; so starting up and shutting down do not count there.
-- column Total (name): what is counted
-- column {a} (count): in the first recording
-- column {b} (count): in the second recording
-- column ratio (ratio): second divided by first
WITH total AS (
    SELECT run.*, COALESCE(call.table_reads, 0) AS table_reads, COALESCE(call.elements, 0) AS elements
    FROM run
    LEFT JOIN (
        SELECT run, SUM(table_reads)::BIGINT AS table_reads, SUM(elements)::BIGINT AS elements
        FROM hcall_returned
        GROUP BY run
    ) AS call USING (run)
), turn AS (
    SELECT
        run,
        AVG(l1_instructions) AS l1_instructions,
        AVG(hcalls) AS hcalls,
        AVG(elements_out) AS elements_out,
        AVG(elements_in) AS elements_in,
        AVG(bytes_out) AS bytes_out,
        AVG(bytes_in) AS bytes_in
    FROM l2_exit
    WHERE next_entry_sequence IS NOT NULL
    GROUP BY run
), line AS (
    SELECT
        total.run,
        UNNEST([
            {'place': 1, 'total': 'instructions, L1 and L2', 'value': total.instructions::DOUBLE},
            {'place': 2, 'total': 'instructions of the L2', 'value': total.l2_instructions::DOUBLE},
            {
                'place': 3,
                'total': 'instructions of the L1',
                'value': (total.instructions - total.l2_instructions)::DOUBLE
            },
            {'place': 4, 'total': 'hypercalls of the L1', 'value': total.hcalls::DOUBLE},
            {'place': 5, 'total': 'L2 exits', 'value': total.l2_exits::DOUBLE},
            {'place': 6, 'total': 'state elements in', 'value': total.elements_in::DOUBLE},
            {'place': 7, 'total': 'state elements out', 'value': total.elements_out::DOUBLE},
            {'place': 8, 'total': 'state bytes in', 'value': total.bytes_in::DOUBLE},
            {'place': 9, 'total': 'state bytes out', 'value': total.bytes_out::DOUBLE},
            {'place': 10, 'total': 'L0 work: elements moved', 'value': total.elements::DOUBLE},
            {'place': 11, 'total': 'L0 work: table entries read', 'value': total.table_reads::DOUBLE},
            {'place': 12, 'total': 'per exit: L1 instructions', 'value': turn.l1_instructions},
            {'place': 13, 'total': 'per exit: hypercalls', 'value': turn.hcalls},
            {'place': 14, 'total': 'per exit: elements in', 'value': turn.elements_in},
            {'place': 15, 'total': 'per exit: elements out', 'value': turn.elements_out},
            {'place': 16, 'total': 'per exit: bytes in', 'value': turn.bytes_in},
            {'place': 17, 'total': 'per exit: bytes out', 'value': turn.bytes_out}
        ], recursive := TRUE)
    FROM total
    LEFT JOIN turn USING (run)
), side AS (
    SELECT
        place,
        total,
        MAX(value) FILTER (WHERE run = 1) AS first,
        MAX(value) FILTER (WHERE run = 2) AS second
    FROM line
    GROUP BY place, total
)
SELECT
    total AS "Total",
    CASE WHEN place < 12 THEN printf('%d', first::BIGINT) ELSE printf('%.2f', first) END AS "{a}",
    CASE WHEN place < 12 THEN printf('%d', second::BIGINT) ELSE printf('%.2f', second) END AS "{b}",
    COALESCE(printf('%.3f', second / NULLIF(first, 0)), '-') AS "ratio"
FROM side
ORDER BY place
