package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.List;

/**
 * H_TLB_INVALIDATE: a tlbie that the L1 cannot execute itself.
 *
 * <pre>
 * instruction  RIC(44:45) PRS(46) R(47); other bits ignored
 * rS           lpid in the low 32 bits
 * rB           page number(0:51) IS(52:53) AP(56:58)
 * </pre>
 *
 * <p>Cached translations are found by effective address, so the removal of a page removes its whole partition's: more
 * than asked is legal. Page walk caches are not modelled.
 */
final class TlbInvalidateHcalls {
    /** The row. */
    static final List<HcallRow<?>> ROWS = List.of(HcallRow.served(
                    0xF808, "H_TLB_INVALIDATE", Offered.V1, TlbInvalidateHcalls.class, TlbInvalidateHcalls::invalidate)
            .takes("instruction", "rs", "rb")
            .answers(ReturnCode.H_SUCCESS, "what was named is gone")
            .answersWhere(
                    ProfileChoice.V1_TLB_INVALIDATE_CHECKS,
                    ReturnCode.H_PARAMETER,
                    "not a tlbie that an L1 may ask for")
            .from("Linux arch/powerpc/kvm/book3s_hv_nested.c, kvmhv_emulate_priv_tlbie; QEMU h_tlb_invalidate"));

    private static final int RIC_TLB = 0;
    private static final int RIC_PWC = 1;
    private static final int RIC_ALL = 2;
    private static final int IS_PAGE = 0;
    private static final int IS_LPID = 2;
    private static final int IS_ALL = 3;
    /** Legal AP encodings: 4 KiB 0, 2 MiB 1, 1 GiB 2, 64 KiB 5. */
    private static final int AP_LEGAL = 1 | 1 << 1 | 1 << 2 | 1 << 5;

    private final Profile profile;
    private final PartitionState partition;

    TlbInvalidateHcalls(Profile profile, PartitionState partition) {
        this.profile = profile;
        this.partition = partition;
    }

    private HcallOutcome invalidate(HcallFrame frame) {
        long instruction = frame.argument(0);
        int ric = (int) (instruction >>> 18) & 3;
        boolean prs = (instruction >>> 17 & 1) != 0;
        boolean radix = (instruction >>> 16 & 1) != 0;
        long lpid = frame.argument(1) & 0xFFFF_FFFFL;
        int is = (int) (frame.argument(2) >>> 10) & 3;
        int ap = (int) (frame.argument(2) >>> 5) & 7;
        boolean legalPage = is != IS_PAGE || ric == RIC_TLB && (AP_LEGAL >>> ap & 1) != 0;
        boolean legal = radix && !prs && ric <= RIC_ALL && is != 1 && legalPage;
        if (!legal && ProfileChoice.V1_TLB_INVALIDATE_CHECKS.holds(profile)) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        if (is == IS_ALL && ric != RIC_PWC) {
            partition.removeAllTranslations();
        } else if ((is == IS_LPID || is == IS_PAGE) && ric != RIC_PWC && lpid != 0 && lpid <= Limits.GUEST_ID_MAX) {
            partition.removeTranslations((int) lpid);
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }
}
