-- question: Which interrupts were delivered inside the L1 and inside its L2s?
-- column run (id): recording
-- column sequence (count): position
-- column moment (instructions): moment
-- column vcpu (id): L1 vCPU
-- column level (id): level that takes it, 1 or 2
-- column vector (hex): interrupt vector
-- column interrupt (name): interrupt, from dim_interrupt
-- column srr0 (address): where the guest was
-- column srr1 (register): the guest's machine state and the cause
-- column dar (address): DAR, as the interrupt left it
-- column dsisr (hex): DSISR, as the interrupt left it
SELECT
    taken.run,
    taken.sequence,
    taken.moment,
    taken.vcpu,
    taken.level,
    taken.vector,
    COALESCE(dim_interrupt.name, hex_text(taken.vector)) AS interrupt,
    taken.srr0,
    taken.srr1,
    taken.dar,
    taken.dsisr
FROM interrupt_delivered AS taken
LEFT JOIN dim_interrupt ON dim_interrupt.vector = taken.vector
