-- question: What was recorded, and what does it add up to?
SELECT * EXCLUDE (recording) FROM run
