-- question: How many exits of one recording have their like in the other?
-- Two exits are a pair when the same L2 vCPU (counted by first entry) exited after the same number of its own
-- instructions and for the same reason. An interrupt that comes by time has no like where the APIs differ in time.
-- column Exit (name): reason
-- column exits {a} (count): in the first recording
-- column exits {b} (count): in the second recording
-- column paired (count): pairs
-- column paired% (percent): of the exits of the recording that has more
WITH named AS (
    SELECT
        run,
        guest_id,
        l2_vcpu,
        ROW_NUMBER() OVER (PARTITION BY run ORDER BY MIN(sequence)) AS l2
    FROM l2_run
    GROUP BY run, guest_id, l2_vcpu
), numbered AS (
    SELECT
        leave.run,
        named.l2,
        leave.l2_instructions,
        leave.reason,
        ROW_NUMBER() OVER (
            PARTITION BY leave.run, named.l2, leave.l2_instructions, leave.reason ORDER BY leave.sequence
        ) AS again
    FROM l2_exit AS leave
    JOIN named USING (run, guest_id, l2_vcpu)
), pair AS (
    SELECT
        COALESCE(first.reason, second.reason) AS reason,
        first.run IS NOT NULL AS in_first,
        second.run IS NOT NULL AS in_second
    FROM (SELECT * FROM numbered WHERE run = 1) AS first
    FULL JOIN (SELECT * FROM numbered WHERE run = 2) AS second
        ON second.l2 = first.l2
        AND second.l2_instructions = first.l2_instructions
        AND second.reason = first.reason
        AND second.again = first.again
), counted AS (
    SELECT
        GROUPING(reason) AS is_total,
        COALESCE(reason, 'all') AS reason,
        COUNT(*) FILTER (WHERE in_first) AS exits_first,
        COUNT(*) FILTER (WHERE in_second) AS exits_second,
        COUNT(*) FILTER (WHERE in_first AND in_second) AS paired
    FROM pair
    GROUP BY GROUPING SETS ((reason), ())
)
SELECT
    reason AS "Exit",
    exits_first AS "exits {a}",
    exits_second AS "exits {b}",
    paired AS "paired",
    printf('%.2f%%', COALESCE(100.0 * paired / NULLIF(GREATEST(exits_first, exits_second), 0), 0)) AS "paired%"
FROM counted
ORDER BY is_total, exits_first + exits_second DESC, reason
