-- question: Which guests were there, from when to when?
SELECT * EXCLUDE (run) FROM guest_lifetime
