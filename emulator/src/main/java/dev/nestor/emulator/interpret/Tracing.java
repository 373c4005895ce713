package dev.nestor.emulator.interpret;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.fixedpoint.Branch;
import dev.nestor.emulator.mmu.DataWatch;

/**
 * Instructions one by one, because something looks at them: single steps and branch traces (MSR[TE]), the completed
 * instruction address breakpoint (CIABR) and the data address watchpoints (DAWR0, DAWR1).
 *
 * <p>All of them change only where a run ends anyway (an instruction that loads MSR, an interrupt, a call of the L0),
 * so an engine asks {@link #begins} once per run, and code that nobody looks at pays nothing.
 *
 * @see "Power ISA 3.1, Book III, section 7.5.15: Trace interrupt; sections 10.2 and 10.4"
 */
public final class Tracing {
    private static final long TRACED = PowerBits.bit(33);
    private static final long PREFIXED = PowerBits.bit(34);
    private static final long LOADED = PowerBits.bit(35);
    private static final long STORED = PowerBits.bit(36);
    private static final long BREAKPOINT = PowerBits.bit(43);

    /** CIABR[62:63]: the state in which it matches. */
    private static final long STATE = 0x3L;

    private static final long PROBLEM_STATE = 0x1L;
    private static final long PRIVILEGED_STATE = 0x2L;

    private Tracing() {}

    /**
     * Whether the run of {@code v} that is about to begin must go through here; the watch of its storage is set
     * accordingly.
     */
    public static boolean begins(Vcpu v) {
        CpuState s = v.s;
        boolean looked =
                (s.msr & (MsrBits.SE | MsrBits.BE)) != 0 || isBreakpointArmed(s, s.msr) || DataWatch.isArmed(s);
        v.mem.setWatching(s, looked);
        return looked;
    }

    private static boolean isBreakpointArmed(CpuState s, long msr) {
        long state = s.spr[Spr.CIABR.ordinal()] & STATE;
        return state == ((msr & MsrBits.PR) != 0 ? PROBLEM_STATE : PRIVILEGED_STATE);
    }

    /** Runs within the current budget; returns as an instruction does. */
    static int run(Vcpu v, CodePages code) {
        int outcome = Outcome.NEXT;
        while (outcome <= Outcome.BRANCHED && v.left > 0) {
            outcome = step(v, code);
        }
        return outcome;
    }

    private static int step(Vcpu v, CodePages code) {
        CpuState s = v.s;
        long cia = s.nia;
        long msr = s.msr;
        v.cia = cia;
        v.left--;
        int page = v.mem.fetchPage(cia);
        if (page < 0) {
            return v.storageFault();
        }
        long address = (long) page << Limits.PAGE_SHIFT | cia & Limits.PAGE_BYTES - 1;
        Insn insn = code.insn(address, v.mem.isLittleEndian());
        v.mem.watch().forget();
        int outcome = insn.semantics.execute(v, insn);
        if (outcome == Outcome.NEXT) {
            s.nia = cia + 4 & v.mem.addressMask();
        }
        return isCompleted(insn, outcome) ? trace(v, insn, msr, outcome) : outcome;
    }

    /** Whether it is done without an interrupt of its own, and is none of those that are never traced. */
    private static boolean isCompleted(Insn insn, int outcome) {
        boolean returns =
                insn.row.mnemonic().equals("rfid") || insn.row.mnemonic().equals("rfscv");
        return !returns && (outcome <= Outcome.RESYNC || outcome == Outcome.YIELDED);
    }

    /** The state that counts is the one in which the instruction began: {@code msr}. */
    private static int trace(Vcpu v, Insn insn, long msr, int outcome) {
        CpuState s = v.s;
        long breakpoint = s.spr[Spr.CIABR.ordinal()] & ~STATE;
        boolean reached = isBreakpointArmed(s, msr) && (breakpoint & MsrBits.addressMask(msr)) == v.cia;
        boolean branch = (msr & MsrBits.BE) != 0 && insn.row.section().equals(Branch.SECTION);
        if ((msr & MsrBits.SE) == 0 && !branch && !reached) {
            return outcome;
        }
        DataWatch watch = v.mem.watch();
        long cause = TRACED
                | (insn.row.prefix() != null ? PREFIXED : 0)
                | (watch.hasLoaded() ? LOADED : 0)
                | (watch.hasStored() ? STORED : 0)
                | (reached ? BREAKPOINT : 0);
        s.spr[Spr.SIAR.ordinal()] = v.cia;
        if (watch.hasLoaded() || watch.hasStored()) {
            s.spr[Spr.SDAR.ordinal()] = watch.operand();
        }
        return v.deliver(Interrupt.TRACE, s.nia, cause);
    }
}
