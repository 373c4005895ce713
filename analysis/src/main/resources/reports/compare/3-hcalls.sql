-- question: Which hypercalls did the L1 make under each API?
-- column Hypercall (name): hypercall of the L1 to the L0
-- column calls {a} (count): in the first recording
-- column calls {b} (count): in the second recording
-- column elements {a} (count): state elements moved in the first recording
-- column elements {b} (count): state elements moved in the second recording
-- column bytes {a} (bytes): of state, in and out, in the first recording
-- column bytes {b} (bytes): of state, in and out, in the second recording
-- column table reads {a} (count): translation table entries the L0 read in the first recording
-- column table reads {b} (count): translation table entries the L0 read in the second recording
SELECT
    hcall AS "Hypercall",
    COUNT(*) FILTER (WHERE run = 1) AS "calls {a}",
    COUNT(*) FILTER (WHERE run = 2) AS "calls {b}",
    COALESCE(SUM(elements) FILTER (WHERE run = 1), 0)::BIGINT AS "elements {a}",
    COALESCE(SUM(elements) FILTER (WHERE run = 2), 0)::BIGINT AS "elements {b}",
    COALESCE(SUM(bytes_in + bytes_out) FILTER (WHERE run = 1), 0)::BIGINT AS "bytes {a}",
    COALESCE(SUM(bytes_in + bytes_out) FILTER (WHERE run = 2), 0)::BIGINT AS "bytes {b}",
    COALESCE(SUM(table_reads) FILTER (WHERE run = 1), 0)::BIGINT AS "table reads {a}",
    COALESCE(SUM(table_reads) FILTER (WHERE run = 2), 0)::BIGINT AS "table reads {b}"
FROM hcall
GROUP BY hcall
ORDER BY COUNT(*) DESC, hcall
