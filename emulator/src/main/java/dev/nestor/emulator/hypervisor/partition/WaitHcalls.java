package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.PartitionControl;
import java.util.List;

/**
 * Waiting, waking and giving way.
 *
 * <p>A waiting call has its return code and its event before the wait begins; the wait itself shows as idle time or as
 * other vCPUs' instructions.
 */
public final class WaitHcalls {
    /** The rows. */
    public static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0xE0, "H_CEDE", Offered.ALWAYS, WaitHcalls.class, WaitHcalls::cede)
                    .answers(ReturnCode.H_SUCCESS, "the vCPU waits, or was prodded")
                    .from("PAPR 14.11.3.3; QEMU hw/ppc/spapr_hcall.c, h_cede"),
            HcallRow.served(0xE4, "H_CONFER", Offered.ALWAYS, WaitHcalls.class, WaitHcalls::confer)
                    .takes("target", "dispatch")
                    .answers(ReturnCode.H_SUCCESS, "the slice is given away")
                    .answers(ReturnCode.H_PARAMETER, "no such vCPU")
                    .from("PAPR 14.11.3.4; QEMU hw/ppc/spapr_hcall.c, h_confer"),
            HcallRow.served(0xE8, "H_PROD", Offered.ALWAYS, WaitHcalls.class, WaitHcalls::prod)
                    .takes("target")
                    .answers(ReturnCode.H_SUCCESS, "the vCPU is woken, or its next wait is short")
                    .answers(ReturnCode.H_PARAMETER, "no such vCPU")
                    .from("PAPR 14.11.3.5; QEMU hw/ppc/spapr_hcall.c, h_prod"),
            HcallRow.served(0x298, "H_JOIN", Offered.ALWAYS, WaitHcalls.class, WaitHcalls::join)
                    .answers(ReturnCode.H_SUCCESS, "the vCPU waits for a prod")
                    .answers(ReturnCode.H_CONTINUE, "it is the last that has not joined")
                    .answers(ReturnCode.H_BAD_MODE, "MSR[EE] is 1")
                    .from("PAPR 14.11.5; QEMU hw/ppc/spapr_hcall.c, h_join"));

    private static final long EVERYONE = -1L;

    private final PartitionState partition;
    private final PartitionControl control;

    /** Calls that work on the vCPUs of {@code control}. */
    public WaitHcalls(PartitionState partition, PartitionControl control) {
        this.partition = partition;
        this.control = control;
    }

    /** Sets MSR[EE]; returns at once for a vCPU that was prodded. */
    private HcallOutcome cede(HcallFrame frame) {
        Vcpu v = frame.vcpu();
        v.own().msr |= MsrBits.EE;
        frame.answer(ReturnCode.H_SUCCESS);
        return partition.takeProd(v.index()) ? HcallOutcome.RETURNED : HcallOutcome.WAITING;
    }

    private HcallOutcome confer(HcallFrame frame) {
        long target = frame.argument(0);
        if (target != EVERYONE && !isVcpu(target)) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        frame.answer(ReturnCode.H_SUCCESS);
        return target == frame.vcpu().index() ? HcallOutcome.RETURNED : HcallOutcome.YIELDED;
    }

    private HcallOutcome prod(HcallFrame frame) {
        long target = frame.argument(0);
        if (!isVcpu(target)) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        int index = (int) target;
        if (control.isWaiting(index)) {
            partition.setJoined(index, false);
            control.wake(index);
        } else {
            partition.prod(index);
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** With MSR[EE] off, waits for a prod; the last vCPU that has neither joined nor stopped goes on instead. */
    private HcallOutcome join(HcallFrame frame) {
        Vcpu v = frame.vcpu();
        if ((v.own().msr & MsrBits.EE) != 0) {
            return frame.answer(ReturnCode.H_BAD_MODE);
        }
        boolean last = true;
        for (int i = 0; i < control.vcpuCount(); i++) {
            last &= i == v.index() || control.isStopped(i) || partition.isJoined(i);
        }
        if (last) {
            return frame.answer(ReturnCode.H_CONTINUE);
        }
        frame.answer(ReturnCode.H_SUCCESS);
        if (partition.takeProd(v.index())) {
            return HcallOutcome.RETURNED;
        }
        partition.setJoined(v.index(), true);
        return HcallOutcome.WAITING;
    }

    private boolean isVcpu(long number) {
        return number >= 0 && number < control.vcpuCount();
    }
}
