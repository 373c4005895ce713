-- question: What was work taken to cost?
-- The table cost_model; --cost NAME=CYCLES changes a parameter.
-- column Parameter (name): parameter
-- column Value (cycles): modelled cycles for one
-- column Unit (name): what one is
-- column Reason (text): why that value
SELECT parameter AS "Parameter", printf('%.3f', value) AS "Value", unit AS "Unit", reason AS "Reason"
FROM cost_model
ORDER BY LIST_POSITION(
    ['l2_instruction', 'l1_instruction', 'l2_switch', 'hcall', 'element', 'byte', 'table_read'], parameter)
