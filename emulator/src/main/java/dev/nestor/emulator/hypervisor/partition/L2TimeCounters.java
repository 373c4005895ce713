package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * The times that an L1 finds in its own virtual processor area about the L2s it runs, if it asks for them there.
 *
 * <pre>
 * 0x0BC  1: the L1 wants the counters
 * 0x1A0  time base ticks of switches from L1 to L2, a doubleword, big-endian
 * 0x1A8  of switches from L2 to L1
 * 0x1B0  of L2s running
 * </pre>
 *
 * <p>A switch takes no machine time here, so the first two never change.
 *
 * @see "Linux commit e1f288d2f9c6; arch/powerpc/include/asm/lppaca.h"
 */
public final class L2TimeCounters implements Stateful {
    private static final int ENABLE_OFFSET = 0xBC;
    private static final int RUN_TIME_OFFSET = 0x1B0;

    @Derived("wiring")
    private final GuestMemory memory;

    @Derived("wiring")
    private final PartitionState partition;

    /** Time base at which the L2 on each L1 vCPU entered. */
    private final long[] enteredTicks;

    /** Counters for the vCPUs of {@code partition}. */
    public L2TimeCounters(GuestMemory memory, PartitionState partition, int vcpus) {
        this.memory = memory;
        this.partition = partition;
        this.enteredTicks = new long[vcpus];
    }

    /** An L2 enters on {@code v}. */
    public void entered(Vcpu v) {
        enteredTicks[v.index()] = v.timebase();
    }

    /** The L2 on {@code v} has exited. */
    public void exited(Vcpu v) {
        long vpa = partition.vpa(v.index());
        if (vpa != 0 && memory.read8(vpa + ENABLE_OFFSET) == 1) {
            long total = memory.readBe64(vpa + RUN_TIME_OFFSET) + v.timebase() - enteredTicks[v.index()];
            memory.writeBe64(vpa + RUN_TIME_OFFSET, total);
        }
    }

    /** Mixes in what belongs to one vCPU. */
    public void digestAtExit(int vcpu, StateDigest digest) {
        digest.putLong("entered_ticks", enteredTicks[vcpu]);
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("entered_ticks", enteredTicks);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("entered_ticks", enteredTicks);
    }
}
