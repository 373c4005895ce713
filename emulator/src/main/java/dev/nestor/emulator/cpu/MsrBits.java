package dev.nestor.emulator.cpu;

import static dev.nestor.emulator.arch.PowerBits.bit;

/**
 * Bits of the machine state register.
 *
 * @see "Power ISA 3.1, Book III, section 3.2.1: Machine State Register"
 */
public final class MsrBits {
    /** Sixty-four-bit mode. */
    public static final long SF = bit(0);
    /** Hypervisor state; never set in a partition. */
    public static final long HV = bit(3);
    /** Transactional memory bits TS and TM: not offered by POWER10 partitions. */
    public static final long TM = bit(29) | bit(30) | bit(31);
    /** Secure state. */
    public static final long S = bit(41);
    /** Vector facility available. */
    public static final long VEC = bit(38);
    /** VSX facility available. */
    public static final long VSX = bit(40);
    /** External interrupts enabled. */
    public static final long EE = bit(48);
    /** Problem state. */
    public static final long PR = bit(49);
    /** Floating-point available. */
    public static final long FP = bit(50);
    /** Machine check interrupts enabled. */
    public static final long ME = bit(51);
    /** Floating-point exception mode 0. */
    public static final long FE0 = bit(52);
    /** Trace enable: single step (bit 53) and branch (bit 54). */
    public static final long SE = bit(53);
    /** Branch trace enable. */
    public static final long BE = bit(54);
    /** Floating-point exception mode 1. */
    public static final long FE1 = bit(55);
    /** Instruction relocation. */
    public static final long IR = bit(58);
    /** Data relocation. */
    public static final long DR = bit(59);
    /** Performance monitor mark. */
    public static final long PMM = bit(61);
    /** Recoverable interrupt. */
    public static final long RI = bit(62);
    /** Little-endian mode. */
    public static final long LE = bit(63);

    /** Bits that exist in a partition; every other bit reads as 0. */
    public static final long IMPLEMENTED =
            SF | VEC | VSX | EE | PR | FP | ME | FE0 | SE | BE | FE1 | IR | DR | PMM | RI | LE;

    private MsrBits() {}

    /** The bits of an effective address that count with this MSR: all, or the low word in 32-bit mode. */
    public static long addressMask(long msr) {
        return (msr & SF) != 0 ? -1L : 0xFFFF_FFFFL;
    }
}
