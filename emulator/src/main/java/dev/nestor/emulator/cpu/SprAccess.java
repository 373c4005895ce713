package dev.nestor.emulator.cpu;

/** Who may do something with a special purpose register. */
public enum SprAccess {
    /** Anyone. */
    PROBLEM,
    /** Privileged state only; problem state takes a privileged-instruction program interrupt. */
    PRIVILEGED,
    /** The hypervisor only; a partition's privileged state takes an emulation assistance interrupt. */
    HYPERVISOR,
    /** Nobody: the register cannot be accessed this way. */
    NONE
}
