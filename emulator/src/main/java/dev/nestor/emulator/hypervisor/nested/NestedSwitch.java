package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.NestedExitCause;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import java.util.Set;

/** What happens to registers at every switch between an L1 and its L2, under either API. */
public final class NestedSwitch {
    /** MSR[TS]: transaction state; transactional memory is not offered. */
    public static final long MSR_TS = PowerBits.mask(29, 30);

    private static final long FACILITY_CAUSE = PowerBits.mask(0, 7);

    private static final long LPCR_FORCED =
            LpcrBits.HR | LpcrBits.UPRT | LpcrBits.GTSE | LpcrBits.HVICE | LpcrBits.HDICE;

    private NestedSwitch() {}

    /**
     * The LPCR an L2 runs with: its L1's, with the bits an L1 may choose replaced, radix and hypervisor interrupts
     * forced on and LPES0 off, so that external interrupts go to the L1.
     *
     * @see "QEMU hw/ppc/spapr_nested.c, nested_load_state and h_guest_run_vcpu"
     */
    public static long effectiveLpcr(long l1, long requested) {
        long chosen = l1 & ~LpcrBits.L1_SETTABLE | requested & LpcrBits.L1_SETTABLE;
        return (chosen | LPCR_FORCED) & ~LpcrBits.LPES0;
    }

    /**
     * The MSR an L2 runs with: only bits that a partition has; machine checks enabled, unless the profile leaves it.
     */
    public static long effectiveMsr(long requested, Profile profile) {
        long msr = requested & MsrBits.IMPLEMENTED;
        return ProfileChoice.MSR_IS_SANITISED.holds(profile) ? msr | MsrBits.ME : msr;
    }

    /** The address an L2 begins at: instructions are words, and the two low bits of an address are ignored. */
    public static long effectiveNia(long requested) {
        return requested & ~3L;
    }

    /** HFSCR with the cause of a facility unavailable exit in place of the one before. */
    public static long hfscrWithCause(long hfscr, NestedExitCause cause, Set<Defect> defects) {
        long kept = defects.contains(Defect.STALE_FACILITY_CAUSE) ? hfscr : hfscr & ~FACILITY_CAUSE;
        return kept | (long) cause.facility() << 56;
    }

    /** The time base at which a decrementer runs out, kept over an exit: now + DEC, the defect has now - DEC. */
    public static long keptExpiry(long expiry, long now, Set<Defect> defects) {
        return defects.contains(Defect.EARLY_DECREMENTER) ? now - (expiry - now) : expiry;
    }

    /** Turns the values of counting registers into what their slots hold while the context runs. */
    public static void startCounters(CpuState s, long timebase) {
        s.spr[Spr.PURR.ordinal()] -= timebase;
        s.spr[Spr.SPURR.ordinal()] -= timebase;
        s.spr[Spr.VTB.ordinal()] -= timebase;
        s.spr[Spr.IC.ordinal()] -= s.instructions;
    }

    /** Turns the slots of counting registers into their values. */
    public static void stopCounters(CpuState s, long timebase) {
        s.spr[Spr.PURR.ordinal()] += timebase;
        s.spr[Spr.SPURR.ordinal()] += timebase;
        s.spr[Spr.VTB.ordinal()] += timebase;
        s.spr[Spr.IC.ordinal()] += s.instructions;
    }
}
