package dev.nestor.emulator.isa;

/** Who may execute an instruction. */
public enum Privilege {
    /** Anyone. */
    PROBLEM,
    /** Privileged state; problem state takes a privileged-instruction program interrupt. */
    PRIVILEGED,
    /** The hypervisor: besides, a partition's privileged state takes an emulation assistance interrupt. */
    HYPERVISOR
}
