-- question: Which state elements were moved, how often, and how many different values did they have?
SELECT name, direction, COUNT(*) AS moved, COUNT(DISTINCT data) AS different_values, SUM(size_bytes)::BIGINT AS bytes
FROM state_element
GROUP BY name, direction
ORDER BY moved DESC, name, direction
