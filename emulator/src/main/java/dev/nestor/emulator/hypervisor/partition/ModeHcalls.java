package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.mmu.PartitionScope;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Modes and registers that only the L0 may set: interrupt byte order and location, process table, breakpoints, SPRG0.
 */
public final class ModeHcalls {
    /** The rows. */
    public static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0x24, "H_SET_SPRG0", Offered.ALWAYS, ModeHcalls.class, ModeHcalls::setSprg0)
                    .takes("value")
                    .answers(ReturnCode.H_SUCCESS, "SPRG0 is set")
                    .from("PAPR 14.5.3.1; QEMU hw/ppc/spapr_hcall.c, h_set_sprg0"),
            HcallRow.served(0x28, "H_SET_DABR", Offered.ALWAYS, ModeHcalls.class, ModeHcalls::setDabr)
                    .takes("dabr")
                    .answers(ReturnCode.H_HARDWARE, "POWER10 has no such register")
                    .from("PAPR 14.5.3.2; QEMU hw/ppc/spapr_hcall.c, h_set_dabr: POWER10 has no DABR"),
            HcallRow.served(0x134, "H_SET_XDABR", Offered.ALWAYS, ModeHcalls.class, ModeHcalls::setDabr)
                    .takes("dabr", "dabrx")
                    .answers(ReturnCode.H_HARDWARE, "POWER10 has no such registers")
                    .from("PAPR 14.5.3.3; QEMU hw/ppc/spapr_hcall.c, h_set_xdabr: POWER10 has no DABRX"),
            HcallRow.served(0x31C, "H_SET_MODE", Offered.ALWAYS, ModeHcalls.class, ModeHcalls::setMode)
                    .takes("flags", "resource", "value1", "value2")
                    .answers(ReturnCode.H_SUCCESS, "the mode is set")
                    .answers(ReturnCode.H_P2, "no such resource")
                    .answers(ReturnCode.H_P3, "value 1 is reserved, or would reach the hypervisor")
                    .answers(ReturnCode.H_P4, "value 2 is reserved, or would reach the hypervisor")
                    .answers(ReturnCode.H_UNSUPPORTED_FLAG, "no such mode of the resource")
                    .from("PAPR 14.5.4.3.13; QEMU hw/ppc/spapr_hcall.c, h_set_mode"),
            HcallRow.served(
                            0x37C,
                            "H_REGISTER_PROC_TBL",
                            Offered.ALWAYS,
                            ModeHcalls.class,
                            ModeHcalls::registerProcessTable)
                    .takes("flags", "address", "page_size", "table_size")
                    .answers(ReturnCode.H_SUCCESS, "the table is set, kept or removed")
                    .answers(ReturnCode.H_PARAMETER, "a reserved flag, or a hash table")
                    .answers(ReturnCode.H_P2, "the address is not a page")
                    .answers(ReturnCode.H_P3, "a page size, which radix has not")
                    .answers(ReturnCode.H_P4, "more than 2^36 bytes")
                    .from("PAPR 14.5.4.3.14; QEMU hw/ppc/spapr_hcall.c, h_register_process_table"));

    /** Resources of H_SET_MODE. */
    private enum Resource {
        CIABR(1, (mode, frame) -> setCiabr(frame)),
        DAWR0(2, (mode, frame) -> setWatchpoint(frame, Spr.DAWR0, Spr.DAWRX0)),
        INTERRUPT_LOCATION(3, ModeHcalls::setInterruptLocation),
        INTERRUPT_BYTE_ORDER(4, ModeHcalls::setInterruptByteOrder),
        DAWR1(5, (mode, frame) -> setWatchpoint(frame, Spr.DAWR1, Spr.DAWRX1));

        private final int number;
        private final BiFunction<ModeHcalls, HcallFrame, ReturnCode> setter;

        Resource(int number, BiFunction<ModeHcalls, HcallFrame, ReturnCode> setter) {
            this.number = number;
            this.setter = setter;
        }
    }

    private static final long CIABR_PRIVILEGE = 0x3L;
    private static final long CIABR_HYPERVISOR = 0x3L;
    private static final long DAWRX_HYPERVISOR = 0x4L;
    private static final long AIL_3 = 3;

    private static final long TABLE_MODIFY = 0x10;
    private static final long TABLE_REGISTER = 0x08;
    private static final long TABLE_RADIX = 0x04;
    private static final long TABLE_GTSE = 0x01;
    private static final long TABLE_FLAGS = 0x1F;
    private static final long TABLE_SIZE_MAX = 24;

    private final PartitionState partition;

    /** Calls that set modes of {@code partition}. */
    public ModeHcalls(PartitionState partition) {
        this.partition = partition;
    }

    private HcallOutcome setSprg0(HcallFrame frame) {
        Spr.SPRG0.write(frame.vcpu().own(), 0, frame.argument(0));
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome setDabr(HcallFrame frame) {
        return frame.answer(ReturnCode.H_HARDWARE);
    }

    private HcallOutcome setMode(HcallFrame frame) {
        for (Resource resource : Resource.values()) {
            if (resource.number == frame.argument(1)) {
                return frame.answer(resource.setter.apply(this, frame));
            }
        }
        return frame.answer(ReturnCode.H_P2);
    }

    private static ReturnCode setCiabr(HcallFrame frame) {
        if (frame.argument(0) != 0) {
            return ReturnCode.H_UNSUPPORTED_FLAG;
        }
        if ((frame.argument(2) & CIABR_PRIVILEGE) == CIABR_HYPERVISOR) {
            return ReturnCode.H_P3;
        }
        if (frame.argument(3) != 0) {
            return ReturnCode.H_P4;
        }
        Spr.CIABR.write(frame.vcpu().own(), 0, frame.argument(2));
        return ReturnCode.H_SUCCESS;
    }

    private static ReturnCode setWatchpoint(HcallFrame frame, Spr address, Spr control) {
        if (frame.argument(0) != 0) {
            return ReturnCode.H_UNSUPPORTED_FLAG;
        }
        if ((frame.argument(3) & DAWRX_HYPERVISOR) != 0) {
            return ReturnCode.H_P4;
        }
        address.write(frame.vcpu().own(), 0, frame.argument(2));
        control.write(frame.vcpu().own(), 0, frame.argument(3));
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode setInterruptByteOrder(HcallFrame frame) {
        ReturnCode fault = valueFault(frame);
        if (fault != null) {
            return fault;
        }
        long order = frame.argument(0);
        if (order != 0 && order != 1) {
            return ReturnCode.H_UNSUPPORTED_FLAG;
        }
        partition.changeLpcr(LpcrBits.ILE, order == 1 ? LpcrBits.ILE : 0);
        return ReturnCode.H_SUCCESS;
    }

    /** AIL 0 and 3 exist; 1 and 2 are reserved on POWER10. */
    private ReturnCode setInterruptLocation(HcallFrame frame) {
        ReturnCode fault = valueFault(frame);
        if (fault != null) {
            return fault;
        }
        long location = frame.argument(0);
        if (location != 0 && location != AIL_3) {
            return ReturnCode.H_UNSUPPORTED_FLAG;
        }
        partition.changeLpcr(LpcrBits.AIL, location == AIL_3 ? LpcrBits.AIL : 0);
        return ReturnCode.H_SUCCESS;
    }

    private static @Nullable ReturnCode valueFault(HcallFrame frame) {
        if (frame.argument(2) != 0) {
            return ReturnCode.H_P3;
        }
        return frame.argument(3) != 0 ? ReturnCode.H_P4 : null;
    }

    /** Radix only: hash tables are not offered. */
    private HcallOutcome registerProcessTable(HcallFrame frame) {
        long flags = frame.argument(0);
        boolean removes = (flags & (TABLE_MODIFY | TABLE_REGISTER)) == TABLE_MODIFY;
        if ((flags & ~TABLE_FLAGS) != 0 || (flags & TABLE_RADIX) == 0 && !removes) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        if ((flags & TABLE_MODIFY) != 0 && (flags & TABLE_REGISTER) != 0) {
            long address = frame.argument(1);
            if ((address & 0xFFF) != 0 || address >>> 60 != 0) {
                return frame.answer(ReturnCode.H_P2);
            }
            if (frame.argument(2) != 0) {
                return frame.answer(ReturnCode.H_P3);
            }
            if (Long.compareUnsigned(frame.argument(3), TABLE_SIZE_MAX) > 0) {
                return frame.answer(ReturnCode.H_P4);
            }
            partition.setProcessTable(PartitionScope.GUEST_RADIX | address | frame.argument(3));
        } else if (removes) {
            partition.setProcessTable(0);
            return frame.answer(ReturnCode.H_SUCCESS);
        }
        long control = LpcrBits.UPRT | LpcrBits.HR | ((flags & TABLE_GTSE) != 0 ? LpcrBits.GTSE : 0);
        partition.changeLpcr(LpcrBits.UPRT | LpcrBits.HR | LpcrBits.GTSE, control);
        return frame.answer(ReturnCode.H_SUCCESS);
    }
}
