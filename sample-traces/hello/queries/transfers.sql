-- question: Which state crossed between L1 memory and the L0, in order?
SELECT moment, hcall, direction, format, elements, bytes, md5(hex(data)) AS md5_of_hex
FROM state_transfer
ORDER BY sequence
