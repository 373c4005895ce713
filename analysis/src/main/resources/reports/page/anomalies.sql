-- question: What deserves a second look?
-- Of all runs, or of the one in the variable run: each kind and subject with how often and where first.
-- column kind (name): what is odd; the view anomaly says what each means
-- column subject (name): what it is about
-- column times (count): how often
-- column first position (count): sequence of the first
-- column first moment (instructions): moment of the first
-- column detail (text): what makes the first one odd
SELECT
    kind,
    subject,
    COUNT(*) AS times,
    MIN(sequence) AS "first position",
    MIN(moment) AS "first moment",
    ARG_MIN(detail, sequence) AS detail
FROM anomaly
WHERE run = COALESCE(getvariable('run'), run)
GROUP BY kind, subject
ORDER BY kind, times DESC, subject
LIMIT 60
