-- question: Which state elements did the L0 refuse? None of this L1's.
SELECT hcall, name, reason, COUNT(*) AS refused FROM state_refusal GROUP BY ALL ORDER BY ALL
