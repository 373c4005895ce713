-- question: What came in from outside, and when was it applied?
-- column run (id): recording
-- column sequence (count): position
-- column moment (instructions): moment at which it was applied
-- column input_index (count): inputs applied before it
-- column kind (id): kind of input
-- column input (name): kind of input, from dim_input
SELECT
    applied.run,
    applied.sequence,
    applied.moment,
    applied.index AS input_index,
    applied.kind,
    COALESCE(dim_input.name, applied.kind::STRING) AS input
FROM input_applied AS applied
LEFT JOIN dim_input ON dim_input.kind = applied.kind
