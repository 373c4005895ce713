package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * An L2 vCPU of the v2 API: its registers and what its L1 registered for it.
 *
 * <p>While it does not run, the slots of counting registers (PURR, SPURR, VTB, IC) hold the registers' values; while
 * it runs they hold what {@link Spr} says.
 */
public final class NestedVcpu implements Stateful {
    /** {@link #runningOn} of a vCPU that does not run. */
    public static final int NOT_RUNNING = -1;

    @Derived("the key under which its guest saves it")
    private final int id;

    /** Registers; the L1 vCPU that runs this one works on them directly. */
    public final CpuState state = new CpuState();

    /** The LPCR as the L1 asked for it; the slot in {@link #state} holds the one in force. */
    public long requestedLpcr;

    /** L1 time base at which a run must end. */
    public long hdecExpiry;

    /** L1 real address of the run input buffer; 0 for none. */
    public long runInput;

    /** Its size in bytes. */
    public long runInputBytes;

    /** L1 real address of the run output buffer; 0 for none. */
    public long runOutput;

    /** Its size in bytes. */
    public long runOutputBytes;

    /** L1 real address of the L2's virtual processor area; 0 or all ones for none. */
    public long vpa;

    /** Index of the L1 vCPU that runs it, or {@link #NOT_RUNNING}. */
    public int runningOn = NOT_RUNNING;

    /** Whether the L1 has taken the state: nothing is done with the vCPU until it gives it back. */
    public boolean ownedByL1;

    /** A vCPU whose registers are all 0. */
    public NestedVcpu(int id) {
        this.id = id;
        state.decExpiry = 0;
    }

    /** Id, 0 to 2047, chosen by the L1. */
    public int id() {
        return id;
    }

    /** Whether an L1 vCPU runs it. */
    public boolean isRunning() {
        return runningOn != NOT_RUNNING;
    }

    @Override
    public void save(StateWriter out) {
        out.putState("state", state);
        out.putLong("requested_lpcr", requestedLpcr);
        out.putLong("hdec_expiry", hdecExpiry);
        out.putLong("run_input", runInput);
        out.putLong("run_input_bytes", runInputBytes);
        out.putLong("run_output", runOutput);
        out.putLong("run_output_bytes", runOutputBytes);
        out.putLong("vpa", vpa);
        out.putLong("running_on", runningOn);
        out.putBoolean("owned_by_l1", ownedByL1);
    }

    @Override
    public void load(StateReader in) {
        in.getState("state", state);
        requestedLpcr = in.getLong("requested_lpcr");
        hdecExpiry = in.getLong("hdec_expiry");
        runInput = in.getLong("run_input");
        runInputBytes = in.getLong("run_input_bytes");
        runOutput = in.getLong("run_output");
        runOutputBytes = in.getLong("run_output_bytes");
        vpa = in.getLong("vpa");
        runningOn = (int) in.getWithin("running_on", NOT_RUNNING, Limits.L1_VCPUS_MAX - 1L);
        ownedByL1 = in.getBoolean("owned_by_l1");
    }
}
