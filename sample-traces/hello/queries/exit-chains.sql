-- question: What did each exit cost at each level?
SELECT * EXCLUDE (run) FROM exit_chain ORDER BY sequence
