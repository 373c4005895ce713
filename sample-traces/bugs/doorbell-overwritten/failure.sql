-- question: Which doorbells that an L2 sent did not ring?
-- msgsndp exits with a facility interrupt of cause 10 (HFSCR[MSGP] is off). The L1 does what it asks for, and the
-- target takes interrupt 0xA00.
-- column sent (count): msgsndp of L2s
-- column rung (count): doorbell interrupts delivered in an L2
-- column lost (count): doorbells that did not ring
-- column entries_with_doorbell (count): entries of an L2 vCPU that brought a doorbell along
-- column silence (instructions): moments from the last doorbell sent to the end of the recording
WITH sent AS (
    SELECT COUNT(*) AS sent, MAX(moment) AS last_moment FROM l2_exit WHERE reason = 'H_FAC_UNAVAIL'
), rung AS (
    SELECT COUNT(*) AS rung FROM interrupt WHERE level = 2 AND vector = '0xA00'::UINTEGER
), told AS (
    SELECT COUNT(*) AS entries_with_doorbell
    FROM state_element
    WHERE direction = 'in' AND name = 'DPDES' AND value = 1
)
SELECT sent, rung, sent - rung AS lost, entries_with_doorbell, run.moments - last_moment AS silence
FROM sent, rung, told, run
WHERE rung < sent
