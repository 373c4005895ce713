-- question: What stood on the L1's console?
SELECT string_agg(text, '' ORDER BY sequence) AS console FROM console
