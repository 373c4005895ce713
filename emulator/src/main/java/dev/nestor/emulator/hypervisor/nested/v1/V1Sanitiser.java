package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.NestedSwitch;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import java.util.Set;

/**
 * What an L1 may not choose for its L2 in v1: the registers are changed in place after they were loaded.
 *
 * <p>Linux's L0 is followed, because it is the only one that checks at all; QEMU takes everything but LPCR as given.
 *
 * @see "Linux arch/powerpc/kvm/book3s_hv_nested.c, load_l2_hv_regs and sanitise_hv_regs; book3s_hv.c,
 *     kvmppc_filter_lpcr_hv"
 */
final class V1Sanitiser {
    private static final long HFSCR_CAUSE = PowerBits.mask(0, 7);
    /**
     * FP, VECVSX, DSCR, PM, BHRB, EBB, TAR, MSGP and PREFIX: what a POWER10 L1 has itself. Transactions are not there.
     */
    private static final long HFSCR_PERMITTED =
            1L | 1L << 1 | 1L << 2 | 1L << 3 | 1L << 4 | 1L << 7 | 1L << 8 | 1L << 10 | 1L << 13;
    /** Bits of PCR that have no meaning on POWER10. */
    private static final long PCR_RESERVED = ~0x3CL;

    private static final long DAWRX_HYPERVISOR = 0x4L;
    private static final long CIABR_PRIVILEGE = 0x3L;

    private V1Sanitiser() {}

    /**
     * Sanitises the registers {@code s} of an L2 about to enter.
     *
     * @param l1Lpcr LPCR of the L1
     */
    static void apply(CpuState s, long l1Lpcr, Profile profile, Set<Defect> defects) {
        long asked = s.spr[Spr.LPCR.ordinal()];
        boolean filtered = ProfileChoice.V1_CONTROL_IS_SANITISED.holds(profile);
        long lpcr = NestedSwitch.effectiveLpcr(l1Lpcr, asked);
        if (filtered && (lpcr & LpcrBits.AIL) != LpcrBits.AIL) {
            lpcr &= ~LpcrBits.AIL;
        }
        if (defects.contains(Defect.LPES_FROM_STRUCTURE)) {
            lpcr |= asked & LpcrBits.LPES0;
        }
        s.spr[Spr.LPCR.ordinal()] = lpcr;
        s.msr = NestedSwitch.effectiveMsr(s.msr, profile);
        if (!filtered) {
            return;
        }
        s.spr[Spr.HFSCR.ordinal()] &= HFSCR_CAUSE | HFSCR_PERMITTED;
        s.spr[Spr.PCR.ordinal()] |= PCR_RESERVED;
        s.spr[Spr.DAWRX0.ordinal()] &= ~DAWRX_HYPERVISOR;
        s.spr[Spr.DAWRX1.ordinal()] &= ~DAWRX_HYPERVISOR;
        if ((s.spr[Spr.CIABR.ordinal()] & CIABR_PRIVILEGE) == CIABR_PRIVILEGE) {
            s.spr[Spr.CIABR.ordinal()] &= ~CIABR_PRIVILEGE;
        }
    }
}
