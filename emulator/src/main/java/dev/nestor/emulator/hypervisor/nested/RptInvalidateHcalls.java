package dev.nestor.emulator.hypervisor.nested;

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
 * H_RPT_INVALIDATE, under both APIs: removes translations of a process of the L1 or, with the flag NESTED, of an L2.
 *
 * <pre>
 * target      all vCPUs 1, this vCPU 2, nest MMU 4
 * type        NESTED 1, TLB 2, page walk cache 4, process table (with NESTED: all of the partition's) 8
 * page sizes  4 KiB 1, 64 KiB 2, 2 MiB 4, 1 GiB 8; all ones for all
 * </pre>
 *
 * <p>Cached translations are found by effective address, so an L2's go all together: more than asked is legal.
 */
public final class RptInvalidateHcalls {
    /** The row. */
    public static final List<HcallRow<?>> ROWS = List.of(HcallRow.served(
                    0x448,
                    "H_RPT_INVALIDATE",
                    Offered.ALWAYS,
                    RptInvalidateHcalls.class,
                    RptInvalidateHcalls::invalidate)
            .takes("id", "target", "type", "page_sizes", "start", "end")
            .answersWhere(ProfileChoice.RPT_INVALIDATE_IS_OFFERED, ReturnCode.H_SUCCESS, "what was named is gone")
            .answersUnless(ProfileChoice.RPT_INVALIDATE_IS_OFFERED, ReturnCode.H_FUNCTION, "not offered")
            .answersWhere(ProfileChoice.RPT_INVALIDATE_IS_OFFERED, ReturnCode.H_PARAMETER, "not a process id")
            .answersWhere(
                    ProfileChoice.RPT_INVALIDATE_IS_OFFERED, ReturnCode.H_P2, "NESTED, and the target is not all vCPUs")
            .answersWhere(ProfileChoice.RPT_INVALIDATE_IS_OFFERED, ReturnCode.H_P4, "NESTED, a range, and no page size")
            .answersWhere(ProfileChoice.RPT_INVALIDATE_IS_OFFERED, ReturnCode.H_P5, "the range ends before it starts")
            .neverAnswers(ReturnCode.H_UNSUPPORTED, "answered to a hash partition; every partition is radix here")
            .from("PAPR 14.5.4.3.15; Linux arch/powerpc/kvm/book3s_hv.c, kvmppc_h_rpt_invalidate"));

    private static final long TARGET_ALL = 1;
    private static final long NESTED = 1;
    private static final long TLB = 2;
    private static final long PAGE_WALK_CACHE = 4;
    private static final long TABLE = 8;
    private static final long PAGE_SIZES = 0xF;
    private static final long PID_MAX = 0xF_FFFFL;

    private final Profile profile;
    private final PartitionState partition;

    /** Calls that remove translations of {@code partition}'s vCPUs. */
    public RptInvalidateHcalls(Profile profile, PartitionState partition) {
        this.profile = profile;
        this.partition = partition;
    }

    private HcallOutcome invalidate(HcallFrame frame) {
        if (!ProfileChoice.RPT_INVALIDATE_IS_OFFERED.holds(profile)) {
            return frame.answer(ReturnCode.H_FUNCTION);
        }
        long start = frame.argument(4);
        long end = frame.argument(5);
        if (Long.compareUnsigned(end, start) < 0) {
            return frame.answer(ReturnCode.H_P5);
        }
        long type = frame.argument(2);
        return frame.answer((type & NESTED) != 0 ? invalidateL2(frame, type) : invalidateL1(frame, type));
    }

    private ReturnCode invalidateL2(HcallFrame frame, long type) {
        if (frame.argument(1) != TARGET_ALL) {
            return ReturnCode.H_P2;
        }
        long lpid = frame.argument(0);
        boolean everything = frame.argument(4) == 0 && frame.argument(5) == -1L;
        boolean translations = (type & (TLB | TABLE)) != 0;
        if (translations && !everything && (frame.argument(3) & PAGE_SIZES) == 0) {
            return ReturnCode.H_P4;
        }
        if (translations && lpid > 0 && lpid <= Limits.GUEST_ID_MAX) {
            partition.removeTranslations((int) lpid);
        }
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode invalidateL1(HcallFrame frame, long type) {
        long pid = frame.argument(0);
        if (pid < 0 || pid > PID_MAX) {
            return ReturnCode.H_PARAMETER;
        }
        if ((type & (TLB | TABLE | PAGE_WALK_CACHE)) != 0) {
            partition.removeTranslations(0, (int) pid);
        }
        return ReturnCode.H_SUCCESS;
    }
}
