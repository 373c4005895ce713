package dev.nestor.emulator.cpu;

/**
 * The interrupts of a partition.
 *
 * <p>An interrupt with {@code toHypervisor} leaves the partition: for an L2 it is an exit to its L1, for an L1 it is
 * the L0's own affair.
 *
 * @see "Power ISA 3.1, Book III, section 7.5: Interrupt Definitions"
 */
public enum Interrupt {
    /** System reset. */
    SYSTEM_RESET(0x100, false, "7.5.1"),
    /** Machine check. */
    MACHINE_CHECK(0x200, false, "7.5.2", "the machine has no hardware that fails"),
    /** Data storage: process-scoped translation or protection. */
    DATA_STORAGE(0x300, false, "7.5.3"),
    /** Data segment: with radix, an effective address outside the quadrants' range. */
    DATA_SEGMENT(0x380, false, "7.5.4"),
    /** Instruction storage. */
    INSTRUCTION_STORAGE(0x400, false, "7.5.5"),
    /** Instruction segment. */
    INSTRUCTION_SEGMENT(0x480, false, "7.5.6"),
    /** External, or mediated external by LPCR[MER]. */
    EXTERNAL(0x500, false, "7.5.7"),
    /** Alignment. */
    ALIGNMENT(0x600, false, "7.5.8"),
    /** Program: illegal, privileged, trap, floating-point enabled. */
    PROGRAM(0x700, false, "7.5.9"),
    /** Floating-point unavailable. */
    FP_UNAVAILABLE(0x800, false, "7.5.10"),
    /** Decrementer. */
    DECREMENTER(0x900, false, "7.5.11"),
    /** Hypervisor decrementer: the run of an L2 ends. */
    HYPERVISOR_DECREMENTER(0x980, true, "7.5.12"),
    /** Directed privileged doorbell. */
    DOORBELL(0xA00, false, "7.5.13"),
    /** System call: sc 0 stays in the partition, sc 1 is a hypercall. */
    SYSTEM_CALL(0xC00, false, "7.5.14"),
    /** Trace. */
    TRACE(0xD00, false, "7.5.15"),
    /** Hypervisor data storage: partition-scoped translation of data. */
    HYPERVISOR_DATA_STORAGE(0xE00, true, "7.5.16"),
    /** Hypervisor instruction storage. */
    HYPERVISOR_INSTRUCTION_STORAGE(0xE20, true, "7.5.17"),
    /** Hypervisor emulation assistance. */
    HYPERVISOR_EMULATION_ASSISTANCE(0xE40, true, "7.5.18"),
    /** Directed hypervisor doorbell. */
    HYPERVISOR_DOORBELL(0xE80, true, "7.5.20", "msgsnd is a hypervisor's; an L1 has none for its L2s"),
    /** Hypervisor virtualization: an external interrupt meant for the L1. */
    HYPERVISOR_VIRTUALIZATION(0xEA0, true, "7.5.21"),
    /** Performance monitor. */
    PERFORMANCE_MONITOR(0xF00, false, "7.5.22", "the counters do not count"),
    /** Vector unavailable. */
    VECTOR_UNAVAILABLE(0xF20, false, "7.5.23"),
    /** VSX unavailable. */
    VSX_UNAVAILABLE(0xF40, false, "7.5.24"),
    /** Facility unavailable. */
    FACILITY_UNAVAILABLE(0xF60, false, "7.5.25"),
    /** Hypervisor facility unavailable. */
    HYPERVISOR_FACILITY_UNAVAILABLE(0xF80, true, "7.5.26"),
    /** System call vectored; taken at 0x17000 + 32 x LEV, with relocation at 0xC000000000003000 + 32 x LEV. */
    SYSTEM_CALL_VECTORED(0x17000, false, "7.5.27");

    private final int vector;
    private final boolean toHypervisor;
    private final String section;
    private final String neverBecause;

    Interrupt(int vector, boolean toHypervisor, String section) {
        this(vector, toHypervisor, section, "");
    }

    Interrupt(int vector, boolean toHypervisor, String section, String neverBecause) {
        this.vector = vector;
        this.toHypervisor = toHypervisor;
        this.section = section;
        this.neverBecause = neverBecause;
    }

    /** The effective address of the handler without relocation. */
    public int vector() {
        return vector;
    }

    /** Whether it leaves the partition. */
    public boolean toHypervisor() {
        return toHypervisor;
    }

    /** Why nothing in this machine raises it; empty for an interrupt that is raised. */
    public String neverBecause() {
        return neverBecause;
    }

    /** Section of Book III that defines it. */
    public String section() {
        return section;
    }
}
