-- question: Which elements had more than one value, and from where to where was each valid?
SELECT name, sequence, sequence_end, hex(data) AS data, direction, crossings
FROM state_interval
WHERE name IN ('GPR3', 'NIA', 'MSR', 'HDAR', 'nip', 'gpr[3]', 'HDAR', 'ASDR')
ORDER BY name, sequence
