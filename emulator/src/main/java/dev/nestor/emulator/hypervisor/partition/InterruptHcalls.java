package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.InterruptController;
import java.util.List;

/** Interrupt presentation of XICS. */
public final class InterruptHcalls {
    private static final String SOURCE = "PAPR 14.5.4.4; QEMU hw/intc/xics_spapr.c";

    /** The rows. */
    public static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0x64, "H_EOI", Offered.ALWAYS, InterruptHcalls.class, InterruptHcalls::endOfInterrupt)
                    .takes("xirr")
                    .answers(ReturnCode.H_SUCCESS, "done")
                    .from(SOURCE),
            HcallRow.served(0x68, "H_CPPR", Offered.ALWAYS, InterruptHcalls.class, InterruptHcalls::setPriority)
                    .takes("cppr")
                    .answers(ReturnCode.H_SUCCESS, "done")
                    .from(SOURCE),
            HcallRow.served(0x6C, "H_IPI", Offered.ALWAYS, InterruptHcalls.class, InterruptHcalls::sendIpi)
                    .takes("server", "mfrr")
                    .answers(ReturnCode.H_SUCCESS, "the request is noted")
                    .answers(ReturnCode.H_PARAMETER, "no such server")
                    .from(SOURCE),
            HcallRow.served(0x70, "H_IPOLL", Offered.ALWAYS, InterruptHcalls.class, InterruptHcalls::poll)
                    .takes("server")
                    .gives("xirr", "mfrr")
                    .answers(ReturnCode.H_SUCCESS, "R4 and R5 are what is pending")
                    .answers(ReturnCode.H_PARAMETER, "no such server")
                    .from(SOURCE),
            HcallRow.served(0x74, "H_XIRR", Offered.ALWAYS, InterruptHcalls.class, InterruptHcalls::accept)
                    .gives("xirr")
                    .answers(ReturnCode.H_SUCCESS, "R4 is what was accepted")
                    .from(SOURCE),
            HcallRow.served(0x2FC, "H_XIRR_X", Offered.ALWAYS, InterruptHcalls.class, InterruptHcalls::acceptTimed)
                    .gives("xirr", "timebase")
                    .answers(ReturnCode.H_SUCCESS, "R4 is what was accepted, R5 the time base")
                    .from(SOURCE));

    private final InterruptController controller;

    /** Calls that work on {@code controller}. */
    public InterruptHcalls(InterruptController controller) {
        this.controller = controller;
    }

    private HcallOutcome endOfInterrupt(HcallFrame frame) {
        controller.endOfInterrupt(
                frame.vcpu().index(), (int) frame.argument(0), frame.vcpu().moment());
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome setPriority(HcallFrame frame) {
        controller.setPriority(
                frame.vcpu().index(), (int) frame.argument(0), frame.vcpu().moment());
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** An IPI ends the sender's slice, so that the receiver sees it soon. */
    private HcallOutcome sendIpi(HcallFrame frame) {
        if (!isServer(frame.argument(0))) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        int server = (int) frame.argument(0);
        controller.sendIpi(server, (int) frame.argument(1), frame.vcpu().moment());
        frame.answer(ReturnCode.H_SUCCESS);
        boolean forAnother = server != frame.vcpu().index() && controller.isPending(server);
        return forAnother ? HcallOutcome.YIELDED : HcallOutcome.RETURNED;
    }

    private HcallOutcome poll(HcallFrame frame) {
        if (!isServer(frame.argument(0))) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        int server = (int) frame.argument(0);
        frame.output(0, controller.poll(server) & 0xFFFF_FFFFL);
        frame.output(1, controller.ipiPriority(server));
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome accept(HcallFrame frame) {
        frame.output(0, controller.accept(frame.vcpu().index()) & 0xFFFF_FFFFL);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome acceptTimed(HcallFrame frame) {
        frame.output(0, controller.accept(frame.vcpu().index()) & 0xFFFF_FFFFL);
        frame.output(1, frame.vcpu().timebase());
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private boolean isServer(long number) {
        return number >= 0 && number < controller.vcpuCount();
    }
}
