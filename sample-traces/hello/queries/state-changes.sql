-- question: Which elements were moved with news in them, and which without?
SELECT direction, name, worth, COUNT(*) AS moved, SUM(size_bytes)::BIGINT AS bytes, MIN(sequence) AS first_sequence
FROM state_change
GROUP BY direction, name, worth
ORDER BY direction, name, worth
