package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.List;

/**
 * Registration of the areas that a partition shares with its L0.
 *
 * <pre>
 * flags   function(16:18): 1 VPA, 2 dispatch trace log, 3 SLB shadow; 5, 6, 7 remove the same; other bits 0
 * area    ... length at byte 4: 16 bits for a VPA, 32 bits for the others, big-endian ...
 * </pre>
 *
 * <p>An area is 128-byte aligned, in memory, and crosses no 4 KiB boundary; the checks and their order are those of
 * Linux's L0 (arch/powerpc/kvm/book3s_hv.c, do_h_register_vpa).
 */
public final class VpaHcalls {
    /** The rows. */
    public static final List<HcallRow<?>> ROWS =
            List.of(HcallRow.served(0xDC, "H_REGISTER_VPA", Offered.ALWAYS, VpaHcalls.class, VpaHcalls::register)
                    .takes("flags", "vcpu", "address")
                    .answers(ReturnCode.H_SUCCESS, "registered or removed")
                    .answers(ReturnCode.H_PARAMETER, "no such function or vCPU, or not an area")
                    .answers(ReturnCode.H_RESOURCE, "a log or shadow without a VPA, or a VPA that one still needs")
                    .from("PAPR 14.11.3.2; Linux arch/powerpc/kvm/book3s_hv.c, do_h_register_vpa"));

    /** Bytes of a VPA that Linux and PAPR know. */
    public static final int VPA_BYTES = 640;

    private static final int FUNCTION_SHIFT = 45;
    private static final int ALIGNMENT = 128;
    private static final int LENGTH_OFFSET = 4;
    private static final int LENGTH_MIN = 8;
    private static final int TRACE_LOG_BYTES_MIN = 48;
    /** Byte of the VPA whose bit 0x02 says that the processor is shared. */
    private static final int SHARED_PROCESSOR_OFFSET = 9;

    private static final int SHARED_PROCESSOR = 0x02;

    /** Functions of the flags: what a call asks for. */
    public enum Function {
        /** Register a virtual processor area. */
        REGISTER_VPA(1, VpaHcalls::registerVpa),
        /** Register a dispatch trace log. */
        REGISTER_TRACE_LOG(2, VpaHcalls::registerTraceLog),
        /** Register an SLB shadow buffer. */
        REGISTER_SLB_SHADOW(3, VpaHcalls::registerSlbShadow),
        /** Remove the virtual processor area. */
        REMOVE_VPA(5, (calls, vcpu, address) -> calls.removeVpa(vcpu)),
        /** Remove the dispatch trace log. */
        REMOVE_TRACE_LOG(6, (calls, vcpu, address) -> calls.removeTraceLog(vcpu)),
        /** Remove the SLB shadow buffer. */
        REMOVE_SLB_SHADOW(7, (calls, vcpu, address) -> calls.removeSlbShadow(vcpu));

        private final int number;
        private final Action action;

        Function(int number, Action action) {
            this.number = number;
            this.action = action;
        }

        /** The flags, R4, that ask for it. */
        public long flags() {
            return (long) number << FUNCTION_SHIFT;
        }
    }

    /** What a function does for a vCPU and an address. */
    @FunctionalInterface
    private interface Action {
        ReturnCode run(VpaHcalls calls, int vcpu, long address);
    }

    private final PartitionState partition;
    private final GuestMemory memory;
    private final int vcpus;

    /** Calls that keep their registrations in {@code partition}. */
    public VpaHcalls(PartitionState partition, GuestMemory memory, int vcpus) {
        this.partition = partition;
        this.memory = memory;
        this.vcpus = vcpus;
    }

    private HcallOutcome register(HcallFrame frame) {
        long function = frame.argument(0) >>> FUNCTION_SHIFT & 7;
        long number = frame.argument(1);
        if (number < 0 || number >= vcpus || (frame.argument(0) & ~(7L << FUNCTION_SHIFT)) != 0) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        for (Function row : Function.values()) {
            if (row.number == function) {
                return frame.answer(row.action.run(this, (int) number, frame.argument(2)));
            }
        }
        return frame.answer(ReturnCode.H_PARAMETER);
    }

    private ReturnCode registerVpa(int vcpu, long address) {
        if (!isArea(address) || !holds(address, memory.readBe16(address + LENGTH_OFFSET), VPA_BYTES)) {
            return ReturnCode.H_PARAMETER;
        }
        long flagsAddress = address + SHARED_PROCESSOR_OFFSET;
        memory.write8(flagsAddress, memory.read8(flagsAddress) | SHARED_PROCESSOR);
        partition.setVpa(vcpu, address);
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode registerTraceLog(int vcpu, long address) {
        if (!isArea(address) || !holds(address, lengthWord(address), TRACE_LOG_BYTES_MIN)) {
            return ReturnCode.H_PARAMETER;
        }
        if (partition.vpa(vcpu) == 0) {
            return ReturnCode.H_RESOURCE;
        }
        partition.setDispatchTraceLog(vcpu, address);
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode registerSlbShadow(int vcpu, long address) {
        if (!isArea(address) || !holds(address, lengthWord(address), LENGTH_MIN)) {
            return ReturnCode.H_PARAMETER;
        }
        if (partition.vpa(vcpu) == 0) {
            return ReturnCode.H_RESOURCE;
        }
        partition.setSlbShadow(vcpu, address);
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode removeVpa(int vcpu) {
        if (partition.slbShadow(vcpu) != 0 || partition.dispatchTraceLog(vcpu) != 0) {
            return ReturnCode.H_RESOURCE;
        }
        partition.setVpa(vcpu, 0);
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode removeTraceLog(int vcpu) {
        partition.setDispatchTraceLog(vcpu, 0);
        return ReturnCode.H_SUCCESS;
    }

    private ReturnCode removeSlbShadow(int vcpu) {
        partition.setSlbShadow(vcpu, 0);
        return ReturnCode.H_SUCCESS;
    }

    private boolean isArea(long address) {
        return address != 0 && address % ALIGNMENT == 0 && memory.contains(address, LENGTH_MIN);
    }

    private long lengthWord(long address) {
        return memory.readBe32(address + LENGTH_OFFSET) & 0xFFFF_FFFFL;
    }

    private boolean holds(long address, long length, int lengthMin) {
        long restOfPage = Limits.PAGE_BYTES - address % Limits.PAGE_BYTES;
        return length >= lengthMin && length <= restOfPage && memory.contains(address, length);
    }
}
