package dev.nestor.emulator.hypervisor.nested;

import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.Access.R;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.Access.RW;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope.ANY;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope.GUEST;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope.HOST;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope.VCPU;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every state element of the v2 API, a run of like elements being one row with a count. Parsing,
 * checking, GET, SET, run buffers and the reference page derive from the rows.
 *
 * <p>Values are big-endian on the wire: a word, or 1 to 3 doublewords. Ids, names, sizes, access and scope are those of
 * the Linux kernel document kvm-nested.rst, section "Guest State Buffer", which QEMU's table in hw/ppc/spapr_nested.c
 * repeats; where they or Linux's asm/guest-state-buffer.h differ, the row's {@link ProfileChoice} says so.
 */
// tidy: table, one row per state element
public enum GuestStateElement {
    // spotless:off
    NOP(0x0000, 1, 0, RW, ANY, -1L, ElementValue.NOTHING, null, "padding of any size"),
    HOST_STATE_SIZE(0x0001, 1, 8, R, GUEST, -1L, ElementValue.readOnly(f -> MemoryModel.VCPU_BYTES),
            ProfileChoice.HOST_STATE_SIZE_IS_KNOWN, "bytes of a vCPU state in the L0's own format"),
    RUN_OUTPUT_MIN_SIZE(0x0002, 1, 8, R, GUEST, -1L, ElementValue.readOnly(f -> Limits.RUN_BUFFER_BYTES_MIN),
            null, "smallest run output buffer"),
    LOGICAL_PVR(0x0003, 1, 4, RW, GUEST, 0xFFFF_FFFFL,
            GuestElements.LOGICAL_PVR,
            null, "compatibility level; decides PCR"),
    TB_OFFSET(0x0004, 1, 8, RW, GUEST, -1L, ElementValue.frame(GuestElements::tbOffset, GuestElements::setTbOffset),
            ProfileChoice.TB_OFFSET_REACHES_LATER_VCPUS,
            "added to the L1 time base; QEMU declares a mask of 40 bits, which would forbid negative offsets"),
    PARTITION_TABLE(0x0005, 1, 24, RW, GUEST, -1L, GuestElements.PARTITION_TABLE,
            ProfileChoice.TABLES_ARE_READABLE, "root address (L1 real), address bits, root bytes"),
    PROCESS_TABLE(0x0006, 1, 16, RW, GUEST, -1L, GuestElements.PROCESS_TABLE,
            ProfileChoice.TABLES_ARE_READABLE, "address (L2 real), bytes"),
    L0_GUEST_HEAP_INUSE(0x0800, 1, 8, R, HOST, -1L, ElementValue.readOnly(f -> MemoryModel.heapInUse(f.usage())),
            ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE, "guest management space in use"),
    L0_GUEST_HEAP_MAX(0x0801, 1, 8, R, HOST, -1L, ElementValue.readOnly(f -> MemoryModel.HEAP_BYTES_MAX),
            ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE, "most guest management space"),
    L0_GUEST_PGTABLE_SIZE_INUSE(0x0802, 1, 8, R, HOST, -1L,
            ElementValue.readOnly(f -> MemoryModel.tablesInUse(f.usage())),
            ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE, "page table space in use"),
    L0_GUEST_PGTABLE_SIZE_MAX(0x0803, 1, 8, R, HOST, -1L, ElementValue.readOnly(f -> MemoryModel.TABLE_BYTES_MAX),
            ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE, "most page table space"),
    L0_GUEST_PGTABLE_RECLAIMED(0x0804, 1, 8, R, HOST, -1L, ElementValue.readOnly(f -> 0),
            ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE, "page table space reclaimed so far"),
    RUN_INPUT(0x0C00, 1, 16, RW, VCPU, -1L, GuestElements.RUN_INPUT,
            ProfileChoice.TABLES_ARE_READABLE, "run input buffer: L1 real address, bytes"),
    RUN_OUTPUT(0x0C01, 1, 16, RW, VCPU, -1L, GuestElements.RUN_OUTPUT,
            ProfileChoice.TABLES_ARE_READABLE, "run output buffer: L1 real address, bytes"),
    VPA(0x0C02, 1, 8, RW, VCPU, -1L, ElementValue.frame(f -> f.vcpu().vpa, (f, v) -> f.vcpu().vpa = v),
            ProfileChoice.VPA_ELEMENT_IS_KNOWN, "L2's virtual processor area (L1 real); all ones for none"),
    GPR(0x1000, 32, 8, RW, VCPU, -1L, ElementValue.gpr(), null, "general purpose registers"),
    HDEC_EXPIRY_TB(0x1020, 1, 8, RW, VCPU, -1L,
            ElementValue.frame(f -> f.vcpu().hdecExpiry, (f, v) -> f.vcpu().hdecExpiry = v),
            null, "L1 time base at which a run ends with 0x980"),
    NIA(0x1021, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.nia, (s, v) -> s.nia = v),
            null, "next instruction address"),
    MSR(0x1022, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.msr, (s, v) -> s.msr = v),
            null, "sanitised at entry; any value is legal, so that SET takes what GET gave (QEMU declares a mask)"),
    LR(0x1023, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.lr, (s, v) -> s.lr = v), null, "link register"),
    XER(0x1024, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.xer(), (s, v) -> s.setXer(v)),
            null, "fixed-point exception register"),
    CTR(0x1025, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.ctr, (s, v) -> s.ctr = v), null, "count register"),
    CFAR(0x1026, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.cfar, (s, v) -> s.cfar = v),
            null, "come-from address register"),
    SRR0(0x1027, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SRR0), null, "save/restore register 0"),
    SRR1(0x1028, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SRR1), null, "SRR1 register"),
    DAR(0x1029, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.DAR), null, "DAR register"),
    DEC_EXPIRY_TB(0x102A, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.decExpiry, (s, v) -> s.decExpiry = v),
            null, "L1 time base at which the L2's decrementer expires"),
    VTB(0x102B, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.VTB), null, "VTB register"),
    LPCR(0x102C, 1, 8, RW, VCPU, LpcrBits.L1_SETTABLE,
            ElementValue.frame(f -> f.vcpu().requestedLpcr, (f, v) -> f.vcpu().requestedLpcr = v),
            null, "the bits an L1 may choose; GET gives what was SET"),
    HFSCR(0x102D, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.HFSCR), null, "HFSCR register"),
    FSCR(0x102E, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.FSCR), null, "FSCR register"),
    FPSCR(0x102F, 1, 8, RW, VCPU, -1L, ElementValue.cpu(s -> s.fpscr, (s, v) -> s.fpscr = v),
            null, "floating-point status and control"),
    DAWR0(0x1030, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.DAWR0), null, "DAWR0 register"),
    DAWR1(0x1031, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.DAWR1), null, "DAWR1 register"),
    CIABR(0x1032, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.CIABR), null, "CIABR register"),
    PURR(0x1033, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.PURR), null, "PURR register"),
    SPURR(0x1034, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SPURR), null, "SPURR register"),
    IC(0x1035, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.IC), null, "IC register"),
    SPRG0(0x1036, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SPRG0), null, "SPRG0 register"),
    SPRG1(0x1037, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SPRG1), null, "SPRG1 register"),
    SPRG2(0x1038, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SPRG2), null, "SPRG2 register"),
    SPRG3(0x1039, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SPRG3), null, "SPRG3 register"),
    PPR(0x103A, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.PPR),
            ProfileChoice.PPR_IS_READABLE, "access W in the document"),
    MMCR0(0x103B, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.MMCR0), null, "MMCR0 register"),
    MMCR1(0x103C, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.MMCR1), null, "MMCR1 register"),
    MMCR2(0x103D, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.MMCR2), null, "MMCR2 register"),
    MMCR3(0x103E, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.MMCR3),
            ProfileChoice.LATE_PMU_ELEMENTS_ARE_KEPT, "MMCR3 register"),
    MMCRA(0x103F, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.MMCRA), null, "MMCRA register"),
    SIER(0x1040, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SIER), null, "SIER register"),
    SIER2(0x1041, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SIER2),
            ProfileChoice.LATE_PMU_ELEMENTS_ARE_KEPT, "SIER2 register"),
    SIER3(0x1042, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SIER3),
            ProfileChoice.LATE_PMU_ELEMENTS_ARE_KEPT, "SIER3 register"),
    BESCR(0x1043, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.BESCR), null, "BESCR register"),
    EBBHR(0x1044, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.EBBHR), null, "EBBHR register"),
    EBBRR(0x1045, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.EBBRR), null, "EBBRR register"),
    AMR(0x1046, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.AMR), null, "AMR register"),
    IAMR(0x1047, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.IAMR), null, "IAMR register"),
    AMOR(0x1048, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.AMOR), null, "AMOR register"),
    UAMOR(0x1049, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.UAMOR), null, "UAMOR register"),
    SDAR(0x104A, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SDAR), null, "SDAR register"),
    SIAR(0x104B, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.SIAR), null, "SIAR register"),
    DSCR(0x104C, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.DSCR), null, "DSCR register"),
    TAR(0x104D, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.TAR), null, "TAR register"),
    DEXCR(0x104E, 1, 8, RW, VCPU, -1L,
            ElementValue.frame(f -> f.cpu().spr[Spr.DEXCR.ordinal()], GuestElements::setDexcr), null, "DEXCR register"),
    HDEXCR(0x104F, 1, 8, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.HDEXCR), null, "HDEXCR register"),
    HASHKEYR(0x1050, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.HASHKEYR), null, "HASHKEYR register"),
    HASHPKEYR(0x1051, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.HASHPKEYR), null, "HASHPKEYR register"),
    CTRL(0x1052, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.CTRL), null, "CTRL register"),
    DPDES(0x1053, 1, 8, RW, VCPU, -1L, ElementValue.spr(Spr.DPDES), null, "DPDES register"),
    CR(0x2000, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.cpu(s -> s.cr, (s, v) -> s.cr = (int) v),
            null, "condition register"),
    PIDR(0x2001, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PIDR), null, "PIDR register"),
    DSISR(0x2002, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.DSISR), null, "DSISR register"),
    VSCR(0x2003, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.cpu(s -> s.vscr, (s, v) -> s.vscr = (int) v),
            null, "vector status and control"),
    VRSAVE(0x2004, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.VRSAVE), null, "VRSAVE register"),
    DAWRX0(0x2005, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.DAWRX0), null, "DAWRX0 register"),
    DAWRX1(0x2006, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.DAWRX1), null, "DAWRX1 register"),
    PMC1(0x2007, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PMC1), null, "PMC1 register"),
    PMC2(0x2008, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PMC2), null, "PMC2 register"),
    PMC3(0x2009, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PMC3), null, "PMC3 register"),
    PMC4(0x200A, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PMC4), null, "PMC4 register"),
    PMC5(0x200B, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PMC5), null, "PMC5 register"),
    PMC6(0x200C, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PMC6), null, "PMC6 register"),
    WORT(0x200D, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.WORT),
            ProfileChoice.LATE_PMU_ELEMENTS_ARE_KEPT, "WORT register"),
    PSPB(0x200E, 1, 4, RW, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.PSPB), null, "PSPB register"),
    VSR(0x3000, 64, 16, RW, VCPU, -1L, ElementValue.vsr(), null, "VSX registers, high doubleword first"),
    HDAR(0xF000, 1, 8, R, VCPU, -1L, ElementValue.spr(Spr.HDAR), null, "effective address of a storage exit"),
    HDSISR(0xF001, 1, 4, R, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.HDSISR), null, "cause of a data storage exit"),
    HEIR(0xF002, 1, 4, R, VCPU, 0xFFFF_FFFFL, ElementValue.spr(Spr.HEIR),
            ProfileChoice.HEIR_BYTES, "instruction of an emulation assistance exit; 8 bytes in Linux"),
    ASDR(0xF003, 1, 8, R, VCPU, -1L, ElementValue.spr(Spr.ASDR), null, "L2 real address of a storage exit");
    // spotless:on

    private static final int ID_LIMIT = 0x10000;
    private static final GuestStateElement[] ROWS = values();
    private static final byte NONE = -1;
    private static final byte[] ROW_OF_ID = rowOfIdTable();

    private final int firstId;
    private final int count;
    private final int sizeBytes;
    private final Access access;
    private final Scope scope;
    private final long mask;
    private final ElementValue value;
    private final @Nullable ProfileChoice choice;
    private final String says;

    GuestStateElement(
            int firstId,
            int count,
            int sizeBytes,
            Access access,
            Scope scope,
            long mask,
            ElementValue value,
            @Nullable ProfileChoice choice,
            String says) {
        this.firstId = firstId;
        this.count = count;
        this.sizeBytes = sizeBytes;
        this.access = access;
        this.scope = scope;
        this.mask = mask;
        this.value = value;
        this.choice = choice;
        this.says = says;
    }

    /** Who may move a value, seen from the L1. */
    public enum Access {
        /** GET only. */
        R,
        /** SET and GET. */
        RW
    }

    /** With which scope flag an element is legal. */
    public enum Scope {
        /** Every one: padding. */
        ANY,
        /** Guest-wide calls. */
        GUEST,
        /** Host-wide calls. */
        HOST,
        /** Calls for one vCPU, and run buffers. */
        VCPU
    }

    /** The row that covers an id of 0 to 0xFFFF, or null. */
    public static @Nullable GuestStateElement byId(int id) {
        byte row = id >= 0 && id < ID_LIMIT ? ROW_OF_ID[id] : NONE;
        return row == NONE ? null : ROWS[row];
    }

    /** First id of the row. */
    public int firstId() {
        return firstId;
    }

    /** How many ids the row covers. */
    public int count() {
        return count;
    }

    /** Id of element {@code index} of the row. */
    public int id(int index) {
        return firstId + index;
    }

    /** Name of the element with an id of this row: the row's, with the index when the row has several. */
    public String nameOf(int id) {
        return count == 1 ? name() : name() + (id - firstId);
    }

    /** Size of the value in bytes under {@code profile}; 0 when any size is legal. */
    public int sizeBytes(Profile profile) {
        return choice == ProfileChoice.HEIR_BYTES ? choice.number(profile) : sizeBytes;
    }

    /** Whether the row exists under {@code profile}. */
    public boolean isKnown(Profile profile) {
        ProfileChoice row = choice;
        boolean optional = row == ProfileChoice.HOST_STATE_SIZE_IS_KNOWN
                || row == ProfileChoice.VPA_ELEMENT_IS_KNOWN
                || row == ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE;
        return row == null || !optional || row.holds(profile);
    }

    /** Whether GET may name it under {@code profile}. */
    public boolean isReadable(Profile profile) {
        ProfileChoice row = choice;
        boolean optional = row == ProfileChoice.PPR_IS_READABLE || row == ProfileChoice.TABLES_ARE_READABLE;
        return row == null || !optional || row.holds(profile);
    }

    /** Whether SET and the run input buffer may name it. */
    public boolean isWritable() {
        return access == RW;
    }

    /** Whether a value is kept under {@code profile}; otherwise SET drops it and GET leaves the bytes alone. */
    public boolean isKept(Profile profile) {
        return value != ElementValue.NOTHING
                && (choice != ProfileChoice.LATE_PMU_ELEMENTS_ARE_KEPT || choice.holds(profile));
    }

    /** Whether GET under {@code profile} gives back what SET stored. */
    public boolean readsBack(Profile profile) {
        boolean lost = choice == ProfileChoice.TB_OFFSET_REACHES_LATER_VCPUS && !choice.holds(profile);
        return isKnown(profile) && isWritable() && isReadable(profile) && isKept(profile) && !lost;
    }

    /** Whether there are values out of range, beside reserved bits. */
    public boolean hasRange() {
        return value.hasRange();
    }

    /** Access as declared. */
    public Access access() {
        return access;
    }

    /** Scope. */
    public Scope scope() {
        return scope;
    }

    /** The bits that a value's first doubleword (or word) may have. */
    public long mask() {
        return mask;
    }

    /** The disagreement of sources about this row, or null. */
    public @Nullable ProfileChoice choice() {
        return choice;
    }

    /** What it is, one phrase. */
    public String says() {
        return says;
    }

    /** Whether a value can have reserved bits that {@code profile} refuses. */
    public boolean hasReservedBits(Profile profile) {
        boolean masked = sizeBytes == 4 ? mask != 0xFFFF_FFFFL : mask != -1L;
        return masked && ProfileChoice.VALUE_MASKS_ARE_ENFORCED.holds(profile);
    }

    /** Whether the value in {@code f} has no reserved bit and is in range. */
    public boolean isLegal(ElementFrame f) {
        return refusal(f) == null;
    }

    /** Why the value in {@code f} is refused; null when it has no reserved bit and is in range. */
    public @Nullable StateRefusal refusal(ElementFrame f) {
        if ((f.words[0] & ~mask) != 0 && ProfileChoice.VALUE_MASKS_ARE_ENFORCED.holds(f.profile())) {
            return StateRefusal.RESERVED_BITS;
        }
        return value.isLegal(f) ? null : StateRefusal.OUT_OF_RANGE;
    }

    /** Puts the value of the element with {@code id} into {@code f}. */
    public void read(ElementFrame f, int id) {
        value.read(f, id - firstId);
    }

    /** Stores the value in {@code f}; the caller has checked it. */
    public void write(ElementFrame f, int id) {
        value.write(f, id - firstId);
    }

    private static byte[] rowOfIdTable() {
        byte[] table = new byte[ID_LIMIT];
        Arrays.fill(table, NONE);
        for (GuestStateElement row : ROWS) {
            for (int index = 0; index < row.count; index++) {
                if (table[row.firstId + index] != NONE) {
                    throw new IllegalStateException("state element " + (row.firstId + index) + " is declared twice");
                }
                table[row.firstId + index] = (byte) row.ordinal();
            }
        }
        return table;
    }
}
