-- question: What did both sides know of the L2 at event 60?
SELECT name, sequence, hex(data) AS data, direction FROM state_at(1, 60) ORDER BY element
