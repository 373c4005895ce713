-- question: What does stat count?
SELECT event, name, COUNT(*) AS samples, MIN(sequence) AS first_sequence, SUM(time)::BIGINT AS time
FROM stat_sample
GROUP BY event, name
ORDER BY event, name
