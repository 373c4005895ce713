-- question: Which H_GUEST_CREATE call came with another token than the last busy answer gave out?
-- column call (count): which of the calls, from 1
-- column token_expected (register): given out by the busy answer before
-- column token_given (register): that the L1 came with
-- column code (name): answer
WITH creation AS (
    SELECT
        ROW_NUMBER() OVER calls AS call,
        LAG(out_r4) OVER calls AS token_expected,
        LAG(code_name) OVER calls AS code_before,
        r5 AS token_given,
        code_name AS code
    FROM hcall
    WHERE hcall = 'H_GUEST_CREATE'
    WINDOW calls AS (ORDER BY sequence)
)
SELECT call, token_expected, token_given, code
FROM creation
WHERE code_before = 'H_BUSY' AND token_given <> token_expected
