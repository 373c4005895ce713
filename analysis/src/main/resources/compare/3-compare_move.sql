-- question: To which element and which cause does every byte of state that was moved belong?
-- The bytes of all rows of a recording add up to the bytes of all its transfers: what a transfer has besides the values
-- of its elements are headers, and a request moves ids without values.
-- column run (id): recording, 1 or 2
-- column cause (name): cause of the exit that it belongs to, or: before the first exit
-- column hcall (name): hypercall that moved it
-- column direction (name): in, from L1 to the L0, or out, from the L0 to L1
-- column register (name): element by its v2 name, or: headers, request
-- column worth (name): needed, redundant or unknown, as state_change defines it; none of headers and requests
-- column elements (count): elements moved
-- column bytes (bytes): bytes moved
WITH value AS (
    SELECT
        run,
        sequence,
        COALESCE(dim_gsb_element.register, change.name) AS register,
        worth,
        OCTET_LENGTH(data) AS bytes
    FROM state_change AS change
    LEFT JOIN dim_gsb_element ON dim_gsb_element.element = change.element
), valued AS (
    SELECT run, sequence, SUM(bytes) AS bytes FROM value GROUP BY run, sequence
), part AS (
    SELECT run, sequence, register, worth, 1 AS elements, bytes FROM value
    UNION ALL
    SELECT
        move.run,
        move.sequence,
        CASE WHEN dim_state_format.has_values THEN 'headers' ELSE 'request' END,
        NULL,
        0,
        OCTET_LENGTH(move.bytes) - COALESCE(valued.bytes, 0)
    FROM state_transferred AS move
    LEFT JOIN dim_state_format ON dim_state_format.format = move.format
    LEFT JOIN valued ON valued.run = move.run AND valued.sequence = move.sequence
), placed AS (
    SELECT
        move.run,
        move.sequence,
        COALESCE(leave.cause, 'before the first exit') AS cause,
        move.hcall,
        move.direction
    FROM state_transfer AS move
    ASOF LEFT JOIN exit_chain AS leave
        ON leave.run = move.run AND leave.vcpu = move.vcpu AND leave.sequence <= move.sequence
)
SELECT
    placed.run,
    placed.cause,
    placed.hcall,
    placed.direction,
    part.register,
    part.worth,
    SUM(part.elements)::BIGINT AS elements,
    SUM(part.bytes)::BIGINT AS bytes
FROM part
JOIN placed ON placed.run = part.run AND placed.sequence = part.sequence
GROUP BY placed.run, placed.cause, placed.hcall, placed.direction, part.register, part.worth
