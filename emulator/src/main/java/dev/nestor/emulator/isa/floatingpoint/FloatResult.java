package dev.nestor.emulator.isa.floatingpoint;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * How floating-point instructions end: the result is written unless an enabled exception forbids it, FPSCR takes what
 * was raised, and an enabled exception is delivered when MSR[FE0] or MSR[FE1] is set.
 *
 * @see "Power ISA 3.1, Book I, section 4.4: floating-point exceptions; section 7.4"
 */
public final class FloatResult {
    private static final long PROGRAM_FLOATING = PowerBits.bit(43);
    /** SRR0 is not the instruction that caused it. */
    private static final long SUBSEQUENT = PowerBits.bit(47);
    /** The bits that a single-precision number in double format, a NaN included, can have. */
    private static final long SINGLE_BITS = -1L << 29;

    private static final int SUPPRESSING = FpscrBits.VE | FpscrBits.ZE;

    private FloatResult() {}

    /** Ends a scalar operation whose result, in double format, goes to doubleword {@code slot} of the VSRs. */
    public static int scalar(Vcpu v, int slot, long bits, boolean single) {
        CpuState s = v.s;
        int raised = v.floats.raised();
        long old = s.fpscr;
        int enabled = raised == 0 ? 0 : FpscrBits.enabled(raised, old);
        if ((enabled & SUPPRESSING) != 0) {
            noteRaised(s, raised, old & ~(FpscrBits.FR | FpscrBits.FI));
            return trap(v, enabled);
        }
        s.vsr[slot] = single ? bits & SINGLE_BITS : bits;
        s.vsr[slot + 1] = 0;
        int kind = single ? FpscrBits.classOfSingle(bits) : FpscrBits.classOfDouble(bits);
        noteRaised(s, raised, old & ~(FpscrBits.FR | FpscrBits.FI | FpscrBits.FPRF) | kind);
        return enabled == 0 ? Outcome.NEXT : trap(v, enabled);
    }

    /** Ends a conversion to integer: two doublewords, no class. */
    public static int integer(Vcpu v, int slot, long high, long low) {
        CpuState s = v.s;
        int raised = v.floats.raised();
        int enabled = FpscrBits.enabled(raised, s.fpscr);
        if ((enabled & SUPPRESSING) == 0) {
            s.vsr[slot] = high;
            s.vsr[slot + 1] = low;
        }
        noteRaised(s, raised, s.fpscr & ~(FpscrBits.FR | FpscrBits.FI));
        return trap(v, enabled);
    }

    /** Ends an operation that tells nothing of its result: FPRF, FR and FI stay. */
    public static int unclassified(Vcpu v, int slot, long high, long low) {
        CpuState s = v.s;
        int raised = v.floats.raised();
        int enabled = FpscrBits.enabled(raised, s.fpscr);
        if ((enabled & SUPPRESSING) == 0) {
            s.vsr[slot] = high;
            s.vsr[slot + 1] = low;
        }
        noteRaised(s, raised, s.fpscr);
        return trap(v, enabled);
    }

    /** Ends an operation whose result of 128 bits and class are known. */
    public static int quad(Vcpu v, int slot, long high, long low, int kind) {
        CpuState s = v.s;
        int raised = v.floats.raised();
        int enabled = FpscrBits.enabled(raised, s.fpscr);
        long kept = s.fpscr & ~(FpscrBits.FR | FpscrBits.FI);
        if ((enabled & SUPPRESSING) == 0) {
            s.vsr[slot] = high;
            s.vsr[slot + 1] = low;
            kept = kept & ~FpscrBits.FPRF | kind;
        }
        noteRaised(s, raised, kept);
        return trap(v, enabled);
    }

    /** Ends an operation on all elements: any enabled exception leaves the target as it was. */
    public static int vector(Vcpu v, int slot, long high, long low) {
        CpuState s = v.s;
        int raised = v.floats.raised() & ~(FpscrBits.FR | FpscrBits.FI);
        if (raised == 0) {
            s.vsr[slot] = high;
            s.vsr[slot + 1] = low;
            return Outcome.NEXT;
        }
        int enabled = FpscrBits.enabled(raised, s.fpscr);
        if (enabled == 0) {
            s.vsr[slot] = high;
            s.vsr[slot + 1] = low;
        }
        noteRaised(s, raised, s.fpscr);
        return trap(v, enabled);
    }

    /** Ends an operation that has written all its elements, whatever they raised: FPRF, FR and FI stay. */
    public static int accumulated(Vcpu v) {
        int raised = v.floats.raised() & ~(FpscrBits.FR | FpscrBits.FI);
        int enabled = FpscrBits.enabled(raised, v.s.fpscr);
        noteRaised(v.s, raised, v.s.fpscr);
        return trap(v, enabled);
    }

    /** Ends an operation that only sets flags: a comparison whose outcome is {@code fpcc}, in place. */
    public static int comparison(Vcpu v, int field, int fpcc) {
        return comparison(v, field, fpcc, v.floats.raised());
    }

    /** Likewise, with what was {@code raised}. */
    public static int comparison(Vcpu v, int field, int fpcc, int raised) {
        CpuState s = v.s;
        int enabled = FpscrBits.enabled(raised, s.fpscr);
        noteRaised(s, raised, s.fpscr & ~FpscrBits.FPCC | fpcc);
        s.setCrField(field, fpcc >>> 12);
        return trap(v, enabled);
    }

    /** Whether one of the exceptions {@code raised} is enabled that leaves the target as it was. */
    static boolean isSuppressed(CpuState s, int raised) {
        return (FpscrBits.enabled(raised, s.fpscr) & SUPPRESSING) != 0;
    }

    /** Ends an operation whose target is written, if it is: FPSCR is {@code kept} with FR, FI and exceptions raised. */
    static int ended(Vcpu v, int raised, long kept) {
        int enabled = FpscrBits.enabled(raised, v.s.fpscr);
        noteRaised(v.s, raised, kept & ~(FpscrBits.FR | FpscrBits.FI));
        return trap(v, enabled);
    }

    /** Ends an instruction that wrote FPSCR itself. */
    static int moved(Vcpu v, long fpscr) {
        v.s.fpscr = FpscrBits.summarised(fpscr & FpscrBits.IMPLEMENTED);
        return trap(v, (int) v.s.fpscr & FpscrBits.FEX);
    }

    /** Delivers the program interrupt when {@code enabled} is not 0 and MSR asks for it. */
    static int trap(Vcpu v, int enabled) {
        if (enabled == 0 || (v.s.msr & (MsrBits.FE0 | MsrBits.FE1)) == 0) {
            return Outcome.NEXT;
        }
        return v.deliver(Interrupt.PROGRAM, v.cia, PROGRAM_FLOATING);
    }

    /**
     * Ends an instruction that loaded MSR: an enabled exception that FE0 and FE1 kept back is delivered before the
     * instruction at {@code nia}, where SRR0 then points.
     *
     * @see "Power ISA 3.1, Book III, section 7.5.9: (MSR[FE0] | MSR[FE1]) & FPSCR[FEX]; SRR1 bit 47"
     */
    public static int loadedMsr(Vcpu v, long nia) {
        CpuState s = v.s;
        boolean pending = (s.fpscr & FpscrBits.FEX) != 0 && (s.msr & (MsrBits.FE0 | MsrBits.FE1)) != 0;
        long next = nia & MsrBits.addressMask(s.msr);
        return pending ? v.deliver(Interrupt.PROGRAM, next, PROGRAM_FLOATING | SUBSEQUENT) : v.resync(next);
    }

    /**
     * Begins an L2 that {@code v} has just entered: likewise, before its first instruction.
     *
     * @see "Power ISA 3.1, Book III, section 7.5.9: whatever made FE0, FE1 and FEX so, the interrupt occurs"
     */
    public static void beginNested(Vcpu v) {
        CpuState s = v.s;
        boolean pending = (FpscrBits.summarised(s.fpscr) & FpscrBits.FEX) != 0;
        if (pending && (s.msr & (MsrBits.FE0 | MsrBits.FE1)) != 0) {
            v.deliver(Interrupt.PROGRAM, s.nia, PROGRAM_FLOATING | SUBSEQUENT);
        }
    }

    /** Sets FPSCR to {@code kept} with {@code raised}; FX when an exception bit changed from 0 to 1. */
    private static void noteRaised(CpuState s, int raised, long kept) {
        long low = kept | raised & 0xFFFF_FFFFL;
        if ((raised & FpscrBits.STICKY & ~(int) kept) == 0) {
            s.fpscr = low;
            return;
        }
        s.fpscr = FpscrBits.summarised(low | FpscrBits.FX & 0xFFFF_FFFFL);
    }
}
