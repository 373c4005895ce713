-- question: How many events of each kind are there, those that views do not show included?
SELECT dim_event.name AS event, COALESCE(counted.events, 0) AS events
FROM dim_event
LEFT JOIN (
    SELECT 'machine_started' AS name, COUNT(*) AS events FROM machine_started
    UNION ALL SELECT 'machine_stopped', COUNT(*) FROM machine_stopped
    UNION ALL SELECT 'hcall_entered', COUNT(*) FROM hcall_entered
    UNION ALL SELECT 'hcall_returned', COUNT(*) FROM hcall_returned
    UNION ALL SELECT 'nested_entered', COUNT(*) FROM nested_entered
    UNION ALL SELECT 'nested_exited', COUNT(*) FROM nested_exited
    UNION ALL SELECT 'state_transferred', COUNT(*) FROM state_transferred
    UNION ALL SELECT 'interrupt_delivered', COUNT(*) FROM interrupt_delivered
    UNION ALL SELECT 'console_written', COUNT(*) FROM console_written
    UNION ALL SELECT 'input_applied', COUNT(*) FROM input_applied
    UNION ALL SELECT 'idle_skipped', COUNT(*) FROM idle_skipped
    UNION ALL SELECT 'state_digested', COUNT(*) FROM state_digested
    UNION ALL SELECT 'vcpu_dispatched', COUNT(*) FROM vcpu_dispatched
    UNION ALL SELECT 'state_refused', COUNT(*) FROM state_refused
    UNION ALL SELECT 'fault_arranged', COUNT(*) FROM fault_arranged
    UNION ALL SELECT 'fault_injected', COUNT(*) FROM fault_injected
) AS counted USING (name)
ORDER BY dim_event.event
