-- question: What is odd, and what does the recording lack?
SELECT sequence, moment, kind, subject, count, detail FROM anomaly
UNION ALL
SELECT sequence, moment, kind, 'loss', missing, detail FROM loss
ORDER BY sequence, kind
