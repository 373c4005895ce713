-- question: Of the reasons for which a state element can be refused, which were met, and by which call?
-- column Profile (name): whose view the L0 took
-- column hypercall (name): call that brought the buffer
-- column refused (count): elements refused
-- column reasons (text): why, with how often
SELECT
    run.profile AS "Profile",
    hcall AS "hypercall",
    SUM(times)::BIGINT AS "refused",
    string_agg(reason || ' ' || times, ', ' ORDER BY reason) AS "reasons"
FROM (SELECT run, hcall, reason, COUNT(*) AS times FROM state_refusal GROUP BY run, hcall, reason)
JOIN run USING (run)
GROUP BY run.profile, hcall
ORDER BY run.profile, hcall
