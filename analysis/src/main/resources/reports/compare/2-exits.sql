-- question: Why did the L2 exit under each API, and what did an exit of each kind cost?
-- What an exit costs is counted from it to the same L2 vCPU's next entry, means over the exits of one reason.
-- column Exit (name): reason, with the L2's hypercall
-- column exits {a} (count): in the first recording
-- column exits {b} (count): in the second recording
-- column L1 instr {a} (instructions): per exit in the first recording
-- column L1 instr {b} (instructions): per exit in the second recording
-- column ratio (ratio): L1 instructions of the second divided by those of the first
-- column hcalls {a} (count): hypercalls per exit in the first recording
-- column hcalls {b} (count): hypercalls per exit in the second recording
-- column elements {a} (count): state elements out and in per exit in the first recording
-- column elements {b} (count): state elements out and in per exit in the second recording
-- column bytes {a} (bytes): of state out and in per exit in the first recording
-- column bytes {b} (bytes): of state out and in per exit in the second recording
WITH cost AS (
    SELECT
        run,
        reason || COALESCE(' ' || l2_hcall, '') AS kind,
        COUNT(*) AS exits,
        AVG(l1_instructions) AS l1_instructions,
        AVG(hcalls) AS hcalls,
        printf('%.1f + %.1f', AVG(elements_out), AVG(elements_in)) AS elements,
        printf('%.1f + %.1f', AVG(bytes_out), AVG(bytes_in)) AS bytes
    FROM l2_exit
    GROUP BY run, kind
), first AS (
    SELECT * FROM cost WHERE run = 1
), second AS (
    SELECT * FROM cost WHERE run = 2
)
SELECT
    COALESCE(first.kind, second.kind) AS "Exit",
    COALESCE(first.exits, 0) AS "exits {a}",
    COALESCE(second.exits, 0) AS "exits {b}",
    first.l1_instructions AS "L1 instr {a}",
    second.l1_instructions AS "L1 instr {b}",
    printf('%.3f', second.l1_instructions / NULLIF(first.l1_instructions, 0)) AS "ratio",
    first.hcalls AS "hcalls {a}",
    second.hcalls AS "hcalls {b}",
    first.elements AS "elements {a}",
    second.elements AS "elements {b}",
    first.bytes AS "bytes {a}",
    second.bytes AS "bytes {b}"
FROM first
FULL JOIN second ON second.kind = first.kind
ORDER BY COALESCE(first.exits, 0) + COALESCE(second.exits, 0) DESC, "Exit"
