package dev.nestor.emulator.isa.system;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.FacilityGate;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;

/**
 * System calls and returns from interrupts.
 *
 * @see "Power ISA 3.1, Book I, section 2.6; Book III, section 4.3.1"
 */
public final class SystemLinkage {
    private static final String SECTION = "III 4.3.1";
    private static final long BESCR_GLOBAL_ENABLE = 1L << 63;

    private SystemLinkage() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("sc", "010001 ///// ///// //// LEV /// 1 /", "LEV", SECTION)) {
            rows.does(SystemLinkage::sc);
        }
        if (rows.at("scv", "010001 ///// ///// //// LEV /// 0 1", "LEV", SECTION)) {
            rows.does(SystemLinkage::scv);
        }
        if (rows.at("rfid", "010011 ///// ///// ///// 0000010010 /", "", SECTION)) {
            rows.does(SystemLinkage::rfid).privileged();
        }
        if (rows.at("rfscv", "010011 ///// ///// ///// 0001010010 /", "", SECTION)) {
            rows.does(SystemLinkage::rfscv).privileged();
        }
        if (rows.at("hrfid", "010011 ///// ///// ///// 0100010010 /", "", SECTION)) {
            rows.does(SystemLinkage::never).hypervisor();
        }
        if (rows.at("urfid", "010011 ///// ///// ///// 0100110010 /", "", SECTION)) {
            rows.does(SystemLinkage::never).hypervisor();
        }
        if (rows.at("stop", "010011 ///// ///// ///// 0101110010 /", "", "III 4.3.2")) {
            rows.does(SystemLinkage::never).hypervisor();
        }
        if (rows.at("rfebb", "010011 ///// ///// //// S 0010010010 /", "S", "II 5.4")) {
            rows.does(SystemLinkage::rfebb);
        }
    }

    /**
     * LEV = 0 stays in the partition; 1 and 2 call the hypervisor: 2 asks for an ultravisor, which there is none of.
     * The upper bits of LEV are reserved and ignored.
     */
    private static int sc(Vcpu v, Insn i) {
        long next = v.cia + 4 & v.mem.addressMask();
        if ((Field.LEV.get(i.word) & 3) == 0) {
            return v.deliver(Interrupt.SYSTEM_CALL, next, 0);
        }
        v.s.nia = next;
        return Outcome.HYPERCALL;
    }

    private static int scv(Vcpu v, Insn i) {
        if ((v.s.spr[Spr.FSCR.ordinal()] & Facility.SCV.bit()) == 0) {
            return v.facilityUnavailable(Facility.SCV.cause());
        }
        return v.systemCallVectored(Field.LEV.get(i.word));
    }

    private static int rfid(Vcpu v, Insn i) {
        CpuState s = v.s;
        return goBack(v, s.spr[Spr.SRR0.ordinal()], s.spr[Spr.SRR1.ordinal()]);
    }

    private static int rfscv(Vcpu v, Insn i) {
        return goBack(v, v.s.lr, v.s.ctr);
    }

    private static int goBack(Vcpu v, long address, long msr) {
        CpuState s = v.s;
        s.cfar = v.cia;
        s.msr = loadable(s.msr, msr, MsrBits.ME);
        return FloatResult.loadedMsr(v, address & ~3L);
    }

    /**
     * The MSR that {@code value} becomes when a partition loads it: bits of {@code kept} and bits that do not exist
     * stay as in {@code before}, and problem state implies external interrupts and relocation.
     */
    static long loadable(long before, long value, long kept) {
        long taken = MsrBits.IMPLEMENTED & ~kept;
        long msr = before & ~taken | value & taken;
        return (msr & MsrBits.PR) == 0 ? msr : msr | MsrBits.EE | MsrBits.IR | MsrBits.DR;
    }

    /** Never reached: the row's privilege refuses a partition. */
    private static int never(Vcpu v, Insn i) {
        return v.illegal(i.word);
    }

    private static int rfebb(Vcpu v, Insn i) {
        if (FacilityGate.isOff(v, Spr.BESCR)) {
            return FacilityGate.unavailable(v, Spr.BESCR);
        }
        CpuState s = v.s;
        int slot = Spr.BESCR.ordinal();
        s.spr[slot] = s.spr[slot] & ~BESCR_GLOBAL_ENABLE | (Field.S.get(i.word) != 0 ? BESCR_GLOBAL_ENABLE : 0);
        s.cfar = v.cia;
        s.nia = s.spr[Spr.EBBRR.ordinal()] & ~3L & v.mem.addressMask();
        return Outcome.BRANCHED;
    }
}
