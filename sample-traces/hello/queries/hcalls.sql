-- question: Which hypercalls did the L1 make, in order, and what came back?
SELECT moment, hcall, code_name, moments, l2_instructions, elements, bytes_in, bytes_out, table_reads
FROM hcall
ORDER BY sequence
