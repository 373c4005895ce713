package dev.nestor.emulator.isa.system;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.MonitorGroup;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.FacilityGate;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * What MMCR0 lets problem state have of the performance monitor: its registers by PMCC and PMCCEXT, the instructions of
 * the branch history by BHRBA. The history itself is always empty.
 *
 * @see "Power ISA 3.1, Book III, section 10.4.4: MMCR0; Linux arch/powerpc/perf for PMCCEXT"
 */
final class MonitorAccess {
    private static final long BHRBA = PowerBits.bit(42);
    private static final int PMCC_SHIFT = 63 - 45;
    private static final long PMCCEXT = PowerBits.bit(54);
    /** Group A is read, nothing is written. */
    private static final int READ_ONLY = 0;
    /** No register may be used. */
    private static final int CLOSED = 1;
    /** As 2, which lets group A be written, without PMC5 and PMC6. */
    private static final int FOUR_COUNTERS = 3;

    private MonitorAccess() {}

    /** Whether problem state, if {@code v} is in it, may not read or {@code write} the register. */
    static boolean isRefused(Vcpu v, Spr spr, boolean write) {
        return spr.monitorGroup() != MonitorGroup.NONE
                && v.isProblemState()
                && (isUnavailable(v, spr.monitorGroup()) || write && pmcc(v) == READ_ONLY);
    }

    /** The interrupt for an access that {@link #isRefused is refused}. */
    static int refuse(Vcpu v, Insn i, Spr spr) {
        return isUnavailable(v, spr.monitorGroup()) ? v.facilityUnavailable(Facility.PM.cause()) : v.illegal(i.word);
    }

    private static boolean isUnavailable(Vcpu v, MonitorGroup group) {
        return switch (pmcc(v)) {
            case CLOSED -> true;
            case READ_ONLY -> group == MonitorGroup.B && (mmcr0(v) & PMCCEXT) != 0;
            case FOUR_COUNTERS -> group == MonitorGroup.A_COUNTERS_5_6;
            default -> false;
        };
    }

    private static int pmcc(Vcpu v) {
        return (int) (mmcr0(v) >>> PMCC_SHIFT) & 3;
    }

    private static long mmcr0(Vcpu v) {
        return v.s.spr[Spr.MMCR0.ordinal()];
    }

    static int clrbhrb(Vcpu v, Insn i) {
        return isHistoryOff(v) ? historyOff(v) : Outcome.NEXT;
    }

    static int mfbhrbe(Vcpu v, Insn i) {
        if (isHistoryOff(v)) {
            return historyOff(v);
        }
        v.s.gpr[i.rt] = 0;
        return Outcome.NEXT;
    }

    private static boolean isHistoryOff(Vcpu v) {
        return isHistoryOffForProblemState(v) || FacilityGate.isOffForL2(v, Facility.BHRB);
    }

    private static boolean isHistoryOffForProblemState(Vcpu v) {
        return v.isProblemState() && (mmcr0(v) & BHRBA) == 0;
    }

    private static int historyOff(Vcpu v) {
        int cause = Facility.BHRB.cause();
        return isHistoryOffForProblemState(v) ? v.facilityUnavailable(cause) : v.hypervisorFacilityUnavailable(cause);
    }
}
