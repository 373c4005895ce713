package dev.nestor.emulator.papr;

import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * The hypercall that an L1 vCPU is in: arguments, results, and what it has moved so far. One per L1 vCPU, reused; a
 * call that entered an L2 stays {@link #isPending pending} in it, which is why it is saved.
 */
public final class HcallFrame implements Stateful {
    private static final int FIRST_ARGUMENT = 4;
    private static final int CODE = 3;

    @Derived("wiring")
    private final Vcpu vcpu;

    private long opcode;
    private boolean pending;
    private long elements;
    private long bytesIn;
    private long bytesOut;
    private long tableReadsFirst;
    private long tableReadsBeside;

    /** The frame of {@code vcpu}, with no call in it. */
    public HcallFrame(Vcpu vcpu) {
        this.vcpu = vcpu;
    }

    /** The caller. */
    public Vcpu vcpu() {
        return vcpu;
    }

    /** Starts a call: the opcode comes from R3, the counts begin at 0. */
    public void begin() {
        opcode = vcpu.own().gpr[CODE];
        pending = false;
        elements = 0;
        bytesIn = 0;
        bytesOut = 0;
        tableReadsFirst = vcpu.mem.tableReads();
        tableReadsBeside = 0;
    }

    /** Number of the call. */
    public long opcode() {
        return opcode;
    }

    /** Argument {@code index}, counted from 0 for R4. */
    public long argument(int index) {
        return vcpu.own().gpr[FIRST_ARGUMENT + index];
    }

    /** Sets output value {@code index}, counted from 0 for R4. */
    public void output(int index, long value) {
        vcpu.own().gpr[FIRST_ARGUMENT + index] = value;
    }

    /** The call returns with {@code code}. */
    public HcallOutcome answer(ReturnCode code) {
        return answer(code.number());
    }

    /** The call returns with R3 = {@code number}, for calls whose success is a positive number. */
    public HcallOutcome answer(long number) {
        vcpu.own().gpr[CODE] = number;
        pending = false;
        return HcallOutcome.RETURNED;
    }

    /** The call entered an L2 and returns when it exits. */
    public HcallOutcome entered() {
        pending = true;
        return HcallOutcome.L2_ENTERED;
    }

    /** Whether the call waits for its L2's exit. */
    public boolean isPending() {
        return pending;
    }

    /** Counts state read from L1 memory. */
    public void countIn(long elementsMoved, long bytes) {
        elements += elementsMoved;
        bytesIn += bytes;
    }

    /** Counts state written to L1 memory. */
    public void countOut(long elementsMoved, long bytes) {
        elements += elementsMoved;
        bytesOut += bytes;
    }

    /** Counts table entries that the L0 read for the call, other than through the vCPU's own translation. */
    public void countTableReads(long reads) {
        tableReadsBeside += reads;
    }

    /** State elements moved so far, both directions. */
    public long elements() {
        return elements;
    }

    /** Bytes of state read from L1 memory so far. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Bytes of state written to L1 memory so far. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Translation table entries read since the call began. */
    public long tableReads() {
        return vcpu.mem.tableReads() - tableReadsFirst + tableReadsBeside;
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("opcode", opcode);
        out.putBoolean("pending", pending);
        out.putLong("elements", elements);
        out.putLong("bytes_in", bytesIn);
        out.putLong("bytes_out", bytesOut);
        out.putLong("table_reads_first", tableReadsFirst);
        out.putLong("table_reads_beside", tableReadsBeside);
    }

    @Override
    public void load(StateReader in) {
        opcode = in.getLong("opcode");
        pending = in.getBoolean("pending");
        elements = in.getLong("elements");
        bytesIn = in.getLong("bytes_in");
        bytesOut = in.getLong("bytes_out");
        tableReadsFirst = in.getLong("table_reads_first");
        tableReadsBeside = in.getLong("table_reads_beside");
    }
}
