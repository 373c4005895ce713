package dev.nestor.emulator.cpu;

/**
 * Bits of the logical partitioning control register.
 *
 * @see "Power ISA 3.1, Book III, section 2.2: Logical Partitioning Control Register"
 */
public final class LpcrBits {
    /** Default prefetch depth. */
    public static final long DPFD = 0x0070_0000_0000_0000L;
    /** Interrupts are taken in little-endian mode. */
    public static final long ILE = 0x0000_0000_0200_0000L;
    /** Alternate interrupt location. */
    public static final long AIL = 0x0000_0000_0180_0000L;
    /** Use a process table. */
    public static final long UPRT = 0x0000_0000_0040_0000L;
    /** Host radix. */
    public static final long HR = 0x0000_0000_0010_0000L;
    /** Large decrementer. */
    public static final long LD = 0x0000_0000_0002_0000L;
    /** Mediated external exception request. */
    public static final long MER = 0x0000_0000_0000_0800L;
    /** Guest translation shootdown enable. */
    public static final long GTSE = 0x0000_0000_0000_0400L;
    /** Translation control. */
    public static final long TC = 0x0000_0000_0000_0200L;
    /** Logical partitioning environment selector. */
    public static final long LPES0 = 0x0000_0000_0000_0008L;
    /** Hypervisor virtualization interrupt conditionally enable. */
    public static final long HVICE = 0x0000_0000_0000_0002L;
    /** Hypervisor decrementer interrupt conditionally enable. */
    public static final long HDICE = 0x0000_0000_0000_0001L;

    /** The bits an L1 may choose for its L2. Source: nested PAPR, element LPCR; D5 adds GTSE. */
    public static final long L1_SETTABLE = DPFD | ILE | AIL | LD | MER | GTSE;

    private LpcrBits() {}
}
