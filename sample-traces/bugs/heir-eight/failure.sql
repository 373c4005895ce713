-- question: Did the L1 give up its L2 at an exit whose HEIR came with four bytes?
-- column heir_bytes (bytes): size of the element HEIR in the last run's output
-- column instruction (hex): its value
-- column entries_after (count): entries of L2s after it
-- column console (text): what was said in the end
SELECT
    last.size_bytes AS heir_bytes,
    printf('0x%08X', last.value) AS instruction,
    (SELECT COUNT(*) FROM l2_run WHERE l2_run.sequence > last.sequence) AS entries_after,
    (SELECT TRIM(string_agg(text, '' ORDER BY sequence), E'\n') FROM console) AS console
FROM state_element AS last
WHERE last.name = 'HEIR' AND last.direction = 'out'
QUALIFY ROW_NUMBER() OVER (ORDER BY last.sequence DESC) = 1 AND entries_after = 0
