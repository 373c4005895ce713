-- question: Why did the L2 exit, after how many of its instructions, and what did the L1 do then?
SELECT
    moment,
    reason,
    l2_hcall,
    l2_instructions,
    l2_run_instructions,
    l1_instructions,
    hcalls,
    elements_out,
    bytes_out,
    elements_in,
    bytes_in
FROM l2_exit
ORDER BY sequence
