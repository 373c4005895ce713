-- question: What did the L1 write to its console, and when?
-- portable: no, TRY, and text of bytes that are no UTF-8
-- column run (id): recording
-- column sequence (count): position
-- column moment (instructions): moment
-- column vcpu (id): L1 vCPU that wrote
-- column vty (hex): unit address of the virtual terminal
-- column bytes (bytes): length of the text
-- column text (text): what was written, bytes that are not UTF-8 as \xNN
SELECT
    run,
    sequence,
    moment,
    vcpu,
    vty,
    OCTET_LENGTH(bytes) AS bytes,
    COALESCE(TRY(DECODE(bytes)), bytes::STRING) AS text
FROM console_written
