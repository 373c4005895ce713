package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.platform.Rtas;
import java.util.List;

/** What a partition asks about and of its platform: RTAS, random numbers, characteristics, pages. */
public final class PlatformHcalls {
    /** The rows. */
    public static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0x2C, "H_PAGE_INIT", Offered.ALWAYS, PlatformHcalls.class, PlatformHcalls::pageInit)
                    .takes("flags", "destination", "source")
                    .answers(ReturnCode.H_SUCCESS, "the page is made")
                    .answers(ReturnCode.H_PARAMETER, "a reserved flag, or not a page in memory")
                    .from("PAPR 14.5.4.2.4; QEMU hw/ppc/spapr_hcall.c, h_page_init"),
            HcallRow.served(
                            0x1C8,
                            "H_GET_CPU_CHARACTERISTICS",
                            Offered.ALWAYS,
                            PlatformHcalls.class,
                            PlatformHcalls::characteristics)
                    .gives("characteristics", "behaviour")
                    .answers(ReturnCode.H_SUCCESS, "no mitigation is needed")
                    .from("Linux arch/powerpc/include/asm/hvcall.h; QEMU h_get_cpu_characteristics"),
            HcallRow.served(
                            0x2EC,
                            "H_HOME_NODE_ASSOCIATIVITY",
                            Offered.ALWAYS,
                            PlatformHcalls.class,
                            PlatformHcalls::associativity)
                    .takes("flags", "vcpu")
                    .gives(
                            "domains_0_3",
                            "domains_4_7",
                            "domains_8_11",
                            "domains_12_15",
                            "domains_16_19",
                            "domains_20_23")
                    .answers(ReturnCode.H_SUCCESS, "R4 to R9 are the domains")
                    .answers(ReturnCode.H_FUNCTION, "flags other than 1")
                    .answers(ReturnCode.H_P2, "no such vCPU")
                    .from("PAPR 14.11.6; QEMU hw/ppc/spapr_numa.c"),
            HcallRow.served(0x300, "H_RANDOM", Offered.ALWAYS, PlatformHcalls.class, PlatformHcalls::random)
                    .gives("random")
                    .answers(ReturnCode.H_SUCCESS, "R4 is random")
                    .from("PAPR 14.15; QEMU hw/ppc/spapr_rng.c"),
            HcallRow.served(0xF000, "H_RTAS", Offered.ALWAYS, PlatformHcalls.class, PlatformHcalls::rtas)
                    .takes("argument_buffer")
                    .answers(ReturnCode.H_SUCCESS, "the status is in the buffer")
                    .answers(ReturnCode.H_PARAMETER, "no such service, or the buffer is not in memory")
                    .from("QEMU hw/ppc/spapr_hcall.c, h_rtas: KVMPPC_H_RTAS"));

    private static final long ZERO_PAGE = PowerBits.bit(48);
    private static final long COPY_PAGE = PowerBits.bit(49);
    private static final long CACHE_FLAGS = PowerBits.bit(40) | PowerBits.bit(41);
    /** Sixteen-bit domain numbers carry their top bit; all ones ends the list. */
    private static final long ASSOCIATIVITY_END = -1L;

    private static final int ASSOCIATIVITY_OUTPUTS = 6;

    private final GuestMemory memory;
    private final PartitionControl control;
    private final Rtas rtas;
    private final byte[] page = new byte[Limits.PAGE_BYTES];

    /** Calls that work on a partition's memory and platform. */
    public PlatformHcalls(GuestMemory memory, PartitionControl control, Rtas rtas) {
        this.memory = memory;
        this.control = control;
        this.rtas = rtas;
    }

    private HcallOutcome pageInit(HcallFrame frame) {
        long flags = frame.argument(0);
        long destination = frame.argument(1);
        long source = frame.argument(2);
        if ((flags & ~(ZERO_PAGE | COPY_PAGE | CACHE_FLAGS)) != 0 || !isPage(destination)) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        if ((flags & COPY_PAGE) != 0) {
            if (!isPage(source)) {
                return frame.answer(ReturnCode.H_PARAMETER);
            }
            memory.read(source, page, 0, page.length);
            memory.write(destination, page, 0, page.length);
        } else if ((flags & ZERO_PAGE) != 0) {
            memory.write(destination, new byte[Limits.PAGE_BYTES], 0, Limits.PAGE_BYTES);
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** No characteristic and no behaviour: nothing speculates here, so nothing needs a mitigation. */
    private HcallOutcome characteristics(HcallFrame frame) {
        frame.output(0, 0);
        frame.output(1, 0);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** One node, and the vCPU's own number as the last domain. */
    private HcallOutcome associativity(HcallFrame frame) {
        if (frame.argument(0) != 1) {
            return frame.answer(ReturnCode.H_FUNCTION);
        }
        long vcpu = frame.argument(1);
        if (vcpu < 0 || vcpu >= control.vcpuCount()) {
            return frame.answer(ReturnCode.H_P2);
        }
        frame.output(0, 0x8000_0000_0000_FFFFL | (0x8000L | vcpu) << 32 | 0xFFFF_0000L);
        for (int i = 1; i < ASSOCIATIVITY_OUTPUTS; i++) {
            frame.output(i, ASSOCIATIVITY_END);
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome random(HcallFrame frame) {
        frame.output(0, control.nextRandom());
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome rtas(HcallFrame frame) {
        return rtas.call(frame);
    }

    private boolean isPage(long address) {
        return address % Limits.PAGE_BYTES == 0 && memory.contains(address, Limits.PAGE_BYTES);
    }
}
