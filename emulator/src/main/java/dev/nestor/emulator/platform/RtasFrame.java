package dev.nestor.emulator.platform;

import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallOutcome;

/**
 * The argument buffer of one RTAS call, big-endian words in L1 memory; in memory as a whole when a handler sees it.
 *
 * <pre>
 * 0            token
 * 4            number of arguments, nargs
 * 8            number of return words, nret
 * 12           arguments
 * 12 + 4 nargs return words; the first is the status
 * </pre>
 */
public final class RtasFrame {
    /** Status: done. */
    public static final int SUCCESS = 0;
    /** Status: nothing was found. */
    public static final int NO_ERRORS_FOUND = 1;
    /** Status: hardware error. */
    public static final int HARDWARE_ERROR = -1;
    /** Status: an argument is invalid, or the call is not supported. */
    public static final int PARAMETER_ERROR = -3;

    static final int WORDS_MAX = 16;
    private static final int FIRST_ARGUMENT = 12;

    private final Vcpu vcpu;
    private final GuestMemory memory;
    private final long l1RealAddress;
    private final int argumentCount;
    private final int returnCount;

    RtasFrame(Vcpu vcpu, long l1RealAddress, int argumentCount, int returnCount) {
        this.vcpu = vcpu;
        this.memory = vcpu.memory();
        this.l1RealAddress = l1RealAddress;
        this.argumentCount = argumentCount;
        this.returnCount = returnCount;
    }

    /** The caller. */
    public Vcpu vcpu() {
        return vcpu;
    }

    /** Argument {@code index}, counted from 0; 0 beyond those passed. */
    public int argument(int index) {
        return index < argumentCount ? memory.readBe32(l1RealAddress + FIRST_ARGUMENT + 4L * index) : 0;
    }

    /** Return word {@code index}, counted from 0 for the status; dropped beyond those there is room for. */
    public void give(int index, int value) {
        if (index < returnCount) {
            memory.writeBe32(l1RealAddress + FIRST_ARGUMENT + 4L * (argumentCount + index), value);
        }
    }

    /** The call returns with a status. */
    public HcallOutcome answer(int status) {
        give(0, status);
        return HcallOutcome.RETURNED;
    }
}
