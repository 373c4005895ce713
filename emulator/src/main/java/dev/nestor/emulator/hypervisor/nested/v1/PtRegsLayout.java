package dev.nestor.emulator.hypervisor.nested.v1;

import static dev.nestor.emulator.hypervisor.nested.v1.V1Register.NONE;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Register.gpr;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Register.reg;

/**
 * The second structure of H_ENTER_NESTED: struct pt_regs, doublewords in the byte order of the L1, in both directions.
 *
 * <pre>
 *   0 0x000  gpr[0..31]   general purpose registers
 * 256 0x100  nip          next instruction address; out: SRR0 or HSRR0
 * 264 0x108  msr          machine state; out: SRR1 or HSRR1
 * 272 0x110  orig_gpr3    not used by the L0
 * 280 0x118  ctr          count register
 * 288 0x120  link         link register
 * 296 0x128  xer          fixed-point exception register
 * 304 0x130  ccr          condition register, in the low 32 bits
 * 312 0x138  softe        not used by the L0
 * 320 0x140  trap         not used by the L0
 * 328 0x148  dar          not used: DAR travels in the register
 * 336 0x150  dsisr        not used: DSISR travels in the register
 * 344 0x158  result       not used; 352 bytes end after it
 * 352 0x160  kernel_ppr   kernel's own, not used
 * 360 0x168  exit_result  kernel's own, not used
 * 368 0x170  kernel_amr   kernel's own, not used
 * 376 0x178  kernel_iamr  kernel's own, not used; 384 bytes end after it
 * </pre>
 *
 * <p>Source: Linux arch/powerpc/include/asm/ptrace.h; QEMU include/hw/ppc/spapr_nested.h, struct kvmppc_pt_regs, which
 * ends after result.
 */
public enum PtRegsLayout {
    // spotless:off
    GPR(0, 32, gpr(), "general purpose registers"),
    NIP(256, 1, reg(s -> s.nia, (s, v) -> s.nia = v), "next instruction address; out: SRR0 or HSRR0"),
    MSR(264, 1, reg(s -> s.msr, (s, v) -> s.msr = v), "machine state; out: SRR1 or HSRR1"),
    ORIG_GPR3(272, 1, NONE, "not used by the L0"),
    CTR(280, 1, reg(s -> s.ctr, (s, v) -> s.ctr = v), "count register"),
    LINK(288, 1, reg(s -> s.lr, (s, v) -> s.lr = v), "link register"),
    XER(296, 1, reg(s -> s.xer(), (s, v) -> s.setXer(v)), "fixed-point exception register"),
    CCR(304, 1, reg(s -> s.cr & 0xFFFF_FFFFL, (s, v) -> s.cr = (int) v), "condition register, in the low 32 bits"),
    SOFTE(312, 1, NONE, "not used by the L0"),
    TRAP(320, 1, NONE, "not used by the L0"),
    DAR(328, 1, NONE, "not used: DAR travels in the register"),
    DSISR(336, 1, NONE, "not used: DSISR travels in the register"),
    RESULT(344, 1, NONE, "not used; 352 bytes end after it"),
    KERNEL_PPR(352, 1, NONE, "kernel's own, not used"),
    EXIT_RESULT(360, 1, NONE, "kernel's own, not used"),
    KERNEL_AMR(368, 1, NONE, "kernel's own, not used"),
    KERNEL_IAMR(376, 1, NONE, "kernel's own, not used; 384 bytes end after it");
    // spotless:on

    /** Bytes of the whole structure. */
    public static final int BYTES_MAX = 384;

    /** First id of these fields where fields and state elements share a numbering; the offset is added. */
    public static final int ID_FIRST = 0x2_0000;

    private final int offset;
    private final int count;
    private final V1Register register;
    private final String says;

    PtRegsLayout(int offset, int count, V1Register register, String says) {
        this.offset = offset;
        this.count = count;
        this.register = register;
        this.says = says;
    }

    /** Offset of the first doubleword, in bytes. */
    public int offset() {
        return offset;
    }

    /** How many doublewords. */
    public int count() {
        return count;
    }

    /** Name of doubleword {@code index} of the row. */
    public String nameOf(int index) {
        return count == 1 ? name() : name() + index;
    }

    /** What it is, one phrase. */
    public String says() {
        return says;
    }

    /** The register behind it. */
    V1Register register() {
        return register;
    }
}
