package dev.nestor.emulator.cpu;

/**
 * Which registers of the performance monitor problem state may use under which value of MMCR0[PMCC].
 *
 * @see "Power ISA 3.1, Book III, sections 10.4.1: groups A and B, and 10.4.4: MMCR0"
 */
public enum MonitorGroup {
    /** No register that problem state uses by another number. */
    NONE,
    /** Group A: read unless PMCC is 1, written when PMCC is 2 or 3. */
    A,
    /** PMC5 and PMC6 of group A, which the performance monitor has not when PMCC is 3. */
    A_COUNTERS_5_6,
    /** Group B, which is only read: unless PMCC is 1, or 0 with PMCCEXT. */
    B
}
