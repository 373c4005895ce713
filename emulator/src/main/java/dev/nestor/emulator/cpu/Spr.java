package dev.nestor.emulator.cpu;

import static dev.nestor.emulator.cpu.SprAccess.HYPERVISOR;
import static dev.nestor.emulator.cpu.SprAccess.NONE;
import static dev.nestor.emulator.cpu.SprAccess.PRIVILEGED;
import static dev.nestor.emulator.cpu.SprAccess.PROBLEM;

import org.jspecify.annotations.Nullable;

/**
 * Every special purpose register a partition can name: number, who may read and write it, which bits a write keeps, and
 * where its value lives: in its slot of {@link CpuState#spr}, or as {@link #read} and {@link #write} say. mfspr, mtspr,
 * saved state and state-buffer elements derive from these rows.
 *
 * @see "Power ISA 3.1, Book III, section 5.4.4: SPR encodings"
 */
public enum Spr {
    XER(1, PROBLEM, PROBLEM, -1L),
    DSCR(17, PRIVILEGED, PRIVILEGED, 0x01FF_FFFFL, Facility.DSCR),
    DSCR_USER(3, PROBLEM, PROBLEM, DSCR),
    LR(8, PROBLEM, PROBLEM, -1L),
    CTR(9, PROBLEM, PROBLEM, -1L),
    DSISR(18, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL),
    DAR(19, PRIVILEGED, PRIVILEGED, -1L),
    DEC(22, PRIVILEGED, PRIVILEGED, -1L, true),
    SRR0(26, PRIVILEGED, PRIVILEGED, -1L),
    SRR1(27, PRIVILEGED, PRIVILEGED, -1L),
    CFAR(28, PRIVILEGED, PRIVILEGED, -1L),
    AMR(29, PRIVILEGED, PRIVILEGED, -1L, true),
    AMR_USER(13, PROBLEM, PROBLEM, -1L, true),
    PIDR(48, PRIVILEGED, PRIVILEGED, 0xF_FFFFL, true),
    IAMR(61, PRIVILEGED, PRIVILEGED, 0x5555_5555_5555_5555L, true),
    CTRL(152, NONE, PRIVILEGED, 0x1L),
    CTRL_READ(136, PROBLEM, NONE, CTRL),
    TIDR(144, PRIVILEGED, PRIVILEGED, -1L),
    FSCR(153, PRIVILEGED, PRIVILEGED, -1L),
    UAMOR(157, PRIVILEGED, PRIVILEGED, -1L),
    PSPB(159, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL),
    DPDES(176, PRIVILEGED, HYPERVISOR, 0x1L, true, Facility.MSGP),
    DAWR0(180, HYPERVISOR, HYPERVISOR, ~7L),
    DAWR1(181, HYPERVISOR, HYPERVISOR, ~7L),
    RPR(186, HYPERVISOR, HYPERVISOR, -1L),
    CIABR(187, HYPERVISOR, HYPERVISOR, -1L),
    DAWRX0(188, HYPERVISOR, HYPERVISOR, 0xFFFF_FFFFL),
    DAWRX1(189, HYPERVISOR, HYPERVISOR, 0xFFFF_FFFFL),
    HFSCR(190, HYPERVISOR, HYPERVISOR, -1L),
    VRSAVE(256, PROBLEM, PROBLEM, 0xFFFF_FFFFL),
    TB(268, PROBLEM, NONE, -1L),
    TBU(269, PROBLEM, NONE, -1L),
    SPRG0(272, PRIVILEGED, PRIVILEGED, -1L),
    SPRG1(273, PRIVILEGED, PRIVILEGED, -1L),
    SPRG2(274, PRIVILEGED, PRIVILEGED, -1L),
    SPRG3(275, PRIVILEGED, PRIVILEGED, -1L),
    SPRG3_USER(259, PROBLEM, NONE, SPRG3),
    TBL_WRITE(284, NONE, HYPERVISOR, -1L),
    TBU_WRITE(285, NONE, HYPERVISOR, -1L),
    TBU40_WRITE(286, NONE, HYPERVISOR, -1L),
    PVR(287, PRIVILEGED, NONE, 0xFFFF_FFFFL),
    HSPRG0(304, HYPERVISOR, HYPERVISOR, -1L),
    HSPRG1(305, HYPERVISOR, HYPERVISOR, -1L),
    HDSISR(306, HYPERVISOR, HYPERVISOR, 0xFFFF_FFFFL),
    HDAR(307, HYPERVISOR, HYPERVISOR, -1L),
    /** Counts ticks of the time base while its context runs; the slot holds value - time base then. */
    SPURR(308, PRIVILEGED, HYPERVISOR, -1L),
    /** As {@link #SPURR}: a context that runs uses the whole processor. */
    PURR(309, PRIVILEGED, HYPERVISOR, -1L),
    HDEC(310, HYPERVISOR, HYPERVISOR, -1L),
    HRMOR(313, HYPERVISOR, HYPERVISOR, -1L),
    HSRR0(314, HYPERVISOR, HYPERVISOR, -1L),
    HSRR1(315, HYPERVISOR, HYPERVISOR, -1L),
    LPCR(318, HYPERVISOR, HYPERVISOR, -1L, true),
    LPIDR(319, HYPERVISOR, HYPERVISOR, 0xFFFL, true),
    HMER(336, HYPERVISOR, HYPERVISOR, -1L),
    HMEER(337, HYPERVISOR, HYPERVISOR, -1L),
    PCR(338, HYPERVISOR, HYPERVISOR, -1L),
    HEIR(339, HYPERVISOR, HYPERVISOR, -1L),
    AMOR(349, HYPERVISOR, HYPERVISOR, -1L),
    TIR(446, PRIVILEGED, NONE, -1L, Facility.MSGP),
    HDEXCR_READ(455, PROBLEM, NONE, -1L),
    PTCR(464, HYPERVISOR, HYPERVISOR, -1L),
    HASHKEYR(468, PRIVILEGED, PRIVILEGED, -1L),
    HASHPKEYR(469, HYPERVISOR, HYPERVISOR, -1L),
    HDEXCR(471, HYPERVISOR, HYPERVISOR, -1L),
    SIER2(752, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    SIER2_USER(736, PROBLEM, NONE, SIER2, MonitorGroup.B),
    SIER3(753, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    SIER3_USER(737, PROBLEM, NONE, SIER3, MonitorGroup.B),
    MMCR3(754, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    MMCR3_USER(738, PROBLEM, NONE, MMCR3, MonitorGroup.B),
    SIER(784, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    SIER_USER(768, PROBLEM, NONE, SIER, MonitorGroup.B),
    MMCR2(785, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    /** Problem state sees and changes FC1P0 to FC6P0 alone. */
    MMCR2_USER(769, PROBLEM, PROBLEM, MMCR2, 0x4020_1008_0402_0000L),
    MMCRA(786, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    MMCRA_USER(770, PROBLEM, PROBLEM, MMCRA, MonitorGroup.A),
    PMC1(787, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    PMC1_USER(771, PROBLEM, PROBLEM, PMC1, MonitorGroup.A),
    PMC2(788, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    PMC2_USER(772, PROBLEM, PROBLEM, PMC2, MonitorGroup.A),
    PMC3(789, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    PMC3_USER(773, PROBLEM, PROBLEM, PMC3, MonitorGroup.A),
    PMC4(790, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    PMC4_USER(774, PROBLEM, PROBLEM, PMC4, MonitorGroup.A),
    PMC5(791, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    PMC5_USER(775, PROBLEM, PROBLEM, PMC5, MonitorGroup.A_COUNTERS_5_6),
    PMC6(792, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    PMC6_USER(776, PROBLEM, PROBLEM, PMC6, MonitorGroup.A_COUNTERS_5_6),
    MMCR0(795, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL, Facility.PM),
    /** Problem state sees and changes FC, PMAE and PMAO alone. */
    MMCR0_USER(779, PROBLEM, PROBLEM, MMCR0, 0x8400_0080L),
    SIAR(796, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    SIAR_USER(780, PROBLEM, NONE, SIAR, MonitorGroup.B),
    SDAR(797, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    SDAR_USER(781, PROBLEM, NONE, SDAR, MonitorGroup.B),
    MMCR1(798, PRIVILEGED, PRIVILEGED, -1L, Facility.PM),
    MMCR1_USER(782, PROBLEM, NONE, MMCR1, MonitorGroup.B),
    EBBHR(804, PROBLEM, PROBLEM, ~3L, Facility.EBB),
    EBBRR(805, PROBLEM, PROBLEM, ~3L, Facility.EBB),
    BESCR(806, PROBLEM, PROBLEM, -1L, Facility.EBB),
    BESCRS(800, PROBLEM, PROBLEM, -1L, Facility.EBB),
    BESCRSU(801, PROBLEM, PROBLEM, -1L, Facility.EBB),
    BESCRR(802, PROBLEM, PROBLEM, -1L, Facility.EBB),
    BESCRRU(803, PROBLEM, PROBLEM, -1L, Facility.EBB),
    DEXCR(828, PRIVILEGED, PRIVILEGED, -1L),
    DEXCR_USER(812, PROBLEM, NONE, -1L),
    TAR(815, PROBLEM, PROBLEM, -1L, Facility.TAR),
    ASDR(816, HYPERVISOR, HYPERVISOR, -1L),
    PSSCR(823, PRIVILEGED, PRIVILEGED, -1L),
    IC(848, PRIVILEGED, HYPERVISOR, -1L),
    VTB(849, PRIVILEGED, HYPERVISOR, -1L),
    PSSCR_HYPERVISOR(855, HYPERVISOR, HYPERVISOR, PSSCR),
    TRIG2(882, PRIVILEGED, PRIVILEGED, 0L),
    PPR(896, PROBLEM, PROBLEM, 0x001C_0000_0000_0000L),
    PPR32(898, PROBLEM, PROBLEM, -1L),
    WORT(895, PRIVILEGED, PRIVILEGED, 0xFFFF_FFFFL),
    PIR(1023, PRIVILEGED, NONE, -1L);

    /** How many rows there are. */
    public static final int COUNT = values().length;

    private static final int NUMBERS = 1024;
    private static final @Nullable Spr[] BY_NUMBER = byNumberTable();

    private final int number;
    private final SprAccess readAccess;
    private final SprAccess writeAccess;
    private final boolean contextChanging;
    private final long mask;
    private final @Nullable Spr alias;
    private final Facility facility;
    private final MonitorGroup monitorGroup;
    private final long problemMask;

    Spr(int number, SprAccess read, SprAccess write, long mask) {
        this(number, read, write, mask, null, false, Facility.NONE);
    }

    Spr(int number, SprAccess read, SprAccess write, long mask, Facility facility) {
        this(number, read, write, mask, null, false, facility);
    }

    Spr(int number, SprAccess read, SprAccess write, long mask, boolean contextChanging) {
        this(number, read, write, mask, null, contextChanging, Facility.NONE);
    }

    Spr(int number, SprAccess read, SprAccess write, long mask, boolean contextChanging, Facility facility) {
        this(number, read, write, mask, null, contextChanging, facility);
    }

    Spr(int number, SprAccess read, SprAccess write, Spr alias) {
        this(number, read, write, alias.mask, alias, alias.contextChanging, alias.facility);
    }

    Spr(int number, SprAccess read, SprAccess write, Spr alias, MonitorGroup group) {
        this(number, read, write, alias.mask, alias, false, alias.facility, group, -1L);
    }

    /** Of group A; problem state reads the bits of {@code problemMask}, and changes no others. */
    Spr(int number, SprAccess read, SprAccess write, Spr alias, long problemMask) {
        this(number, read, write, alias.mask, alias, false, alias.facility, MonitorGroup.A, problemMask);
    }

    Spr(
            int number,
            SprAccess read,
            SprAccess write,
            long mask,
            @Nullable Spr alias,
            boolean contextChanging,
            Facility facility) {
        this(number, read, write, mask, alias, contextChanging, facility, MonitorGroup.NONE, -1L);
    }

    Spr(
            int number,
            SprAccess read,
            SprAccess write,
            long mask,
            @Nullable Spr alias,
            boolean contextChanging,
            Facility facility,
            MonitorGroup monitorGroup,
            long problemMask) {
        this.number = number;
        this.readAccess = read;
        this.writeAccess = write;
        this.mask = mask;
        this.alias = alias;
        this.contextChanging = contextChanging;
        this.facility = facility;
        this.monitorGroup = monitorGroup;
        this.problemMask = problemMask;
    }

    /** The row with an SPR number of 0 to 1023, or null when a partition has no such register. */
    public static @Nullable Spr byNumber(int number) {
        return BY_NUMBER[number];
    }

    /** The SPR number, 1 to 1023. */
    public int number() {
        return number;
    }

    /** Who may read it. */
    public SprAccess readAccess() {
        return readAccess;
    }

    /** Who may write it. */
    public SprAccess writeAccess() {
        return writeAccess;
    }

    /** The facility that FSCR or HFSCR must offer for an access. */
    public Facility facility() {
        return facility;
    }

    /** What MMCR0[PMCC] says of an access by problem state depends on it. */
    public MonitorGroup monitorGroup() {
        return monitorGroup;
    }

    /** Whether a write can change translation, pending interrupts or timers, so that the machine must look again. */
    public boolean isContextChanging() {
        return contextChanging;
    }

    /** Reads the register when the L1 time base stands at {@code timebase}; access was checked by the caller. */
    public long read(CpuState state, long timebase) {
        return switch (this) {
            case XER -> state.xer();
            case LR -> state.lr;
            case CTR -> state.ctr;
            case DEC -> readDec(state, timebase);
            case CFAR -> state.cfar;
            case AMR_USER -> state.spr[AMR.ordinal()];
            case TB -> timebase + state.tbOffset;
            case TBU -> timebase + state.tbOffset >>> 32;
            case SPURR, PURR, VTB -> state.spr[ordinal()] + timebase;
            case IC -> state.spr[ordinal()] + state.instructions;
            case HDEXCR_READ -> state.spr[HDEXCR.ordinal()] & 0xFFFF_FFFFL;
            case DEXCR_USER -> state.spr[DEXCR.ordinal()] & 0xFFFF_FFFFL;
            case BESCRS, BESCRR -> state.spr[BESCR.ordinal()];
            case BESCRSU, BESCRRU -> state.spr[BESCR.ordinal()] >>> 32;
            case PPR32 -> state.spr[PPR.ordinal()] >>> 32;
            default -> state.spr[alias == null ? ordinal() : alias.ordinal()] & visible(state);
        };
    }

    /** Writes the register, as {@link #read}, dropping bits that do not exist; access was checked by the caller. */
    public void write(CpuState state, long timebase, long value) {
        switch (this) {
            case XER -> state.setXer(value);
            case LR -> state.lr = value;
            case CTR -> state.ctr = value;
            case DEC -> writeDec(state, timebase, value);
            case CFAR -> state.cfar = value;
            case AMR_USER -> writeAmrFromProblemState(state, value);
            case BESCRS -> state.spr[BESCR.ordinal()] |= value;
            case BESCRSU -> state.spr[BESCR.ordinal()] |= value << 32;
            case BESCRR -> state.spr[BESCR.ordinal()] &= ~value;
            case BESCRRU -> state.spr[BESCR.ordinal()] &= ~(value << 32);
            case PPR32 -> state.spr[PPR.ordinal()] = value << 32 & 0x1CL << 48;
            default -> {
                int slot = alias == null ? ordinal() : alias.ordinal();
                long visible = visible(state);
                state.spr[slot] = state.spr[slot] & ~visible | value & mask & visible;
            }
        }
    }

    private long visible(CpuState state) {
        return (state.msr & MsrBits.PR) != 0 ? problemMask : -1L;
    }

    private static long readDec(CpuState s, long timebase) {
        long dec = s.decExpiry - timebase;
        return (s.spr[LPCR.ordinal()] & LpcrBits.LD) != 0 ? dec << 8 >> 8 : dec & 0xFFFF_FFFFL;
    }

    private static void writeDec(CpuState s, long timebase, long value) {
        boolean large = (s.spr[LPCR.ordinal()] & LpcrBits.LD) != 0;
        s.decExpiry = timebase + (large ? value << 8 >> 8 : (int) value);
    }

    private static void writeAmrFromProblemState(CpuState s, long value) {
        long settable = (s.msr & MsrBits.PR) != 0 ? s.spr[UAMOR.ordinal()] : -1L;
        s.spr[AMR.ordinal()] = s.spr[AMR.ordinal()] & ~settable | value & settable;
    }

    private static @Nullable Spr[] byNumberTable() {
        @Nullable Spr[] table = new Spr[NUMBERS];
        for (Spr row : values()) {
            if (table[row.number] != null) {
                throw new IllegalStateException("SPR " + row.number + " is declared twice");
            }
            table[row.number] = row;
        }
        return table;
    }
}
