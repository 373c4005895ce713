package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.hypervisor.Hypervisor;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;

/**
 * A small partition whose vCPUs a campaign steps by hand: the L0, its L1's memory and vCPUs, and the interpreter. What
 * the machine's scheduler and ports do is done here in the simplest way, so that any vCPU can be stepped at any time.
 */
final class FuzzPartition implements PartitionControl, VcpuHost, Stateful {
    /** Bytes of L1 memory: little, so that random addresses meet. */
    static final long MEMORY_BYTES = 2L << 20;

    private static final Decoder DECODER = new Decoder();
    private static final long RANDOM_STEP = 0x9E37_79B9_7F4A_7C15L;
    private static final int CONSOLE_BYTES = 5;

    /** L1 memory. */
    final GuestMemory memory = new GuestMemory(MEMORY_BYTES);

    /** The L0. */
    final Hypervisor hypervisor;

    private final HypervisorConfig config;
    private final EventVoice voice;
    private final EventDigest events = new EventDigest();
    private final Interpreter interpreter;
    private final Vcpu[] vcpus;
    private final long[] stopped;
    private final long[] waiting;
    private long random = 1;
    private long moment;
    private long eventHash;

    /** Keeps a hash of everything stated, each event decoded into its record once. */
    private final class EventDigest implements EventSink {
        @Override
        public void event(
                dev.nestor.emulator.event.EventType type,
                long sequence,
                long at,
                long[] values,
                byte[] payload,
                int offset,
                int length) {
            eventHash = StateDigest.mix(eventHash ^ sequence ^ at << 20);
            for (int i = 0; i < type.valueCount(); i++) {
                eventHash = StateDigest.mix(eventHash ^ values[i]);
            }
            eventHash = StateDigest.mix(eventHash ^ StateDigest.ofBytes(payload, offset, length));
        }
    }

    /** A partition of {@code vcpuCount} running vCPUs. */
    FuzzPartition(HypervisorConfig config, int vcpuCount) {
        this.config = config;
        this.voice = new EventVoice(events, 0);
        this.interpreter = new Interpreter(new CodePages(memory, DECODER));
        this.vcpus = new Vcpu[vcpuCount];
        this.stopped = new long[vcpuCount];
        this.waiting = new long[vcpuCount];
        for (int i = 0; i < vcpuCount; i++) {
            vcpus[i] = new Vcpu(i, memory, this);
        }
        this.hypervisor = new Hypervisor(config, memory, voice, this);
        for (Vcpu v : vcpus) {
            hypervisor.powerOn(v);
            v.own().msr = MsrBits.SF | MsrBits.ME;
            v.mem.contextChanged(v.s);
        }
    }

    /** An equal partition with nothing in it, to load this one's state into. */
    FuzzPartition sibling() {
        return new FuzzPartition(config, vcpus.length);
    }

    /** What the L0 depends on. */
    HypervisorConfig config() {
        return config;
    }

    /** Instructions attempted and calls made. */
    long moment() {
        return moment;
    }

    /** Hash of every event so far. */
    long eventHash() {
        return eventHash;
    }

    /** Makes the L1 on {@code v} call with the registers it has. */
    HcallOutcome hypercall(Vcpu v) {
        v.setMoment(++moment);
        HcallOutcome outcome = hypervisor.hypercall(v);
        waiting[v.index()] = outcome == HcallOutcome.WAITING ? 1 : 0;
        return outcome;
    }

    /** Overwrites a state element of an L2, as an input of the machine does. */
    void edit(int guestId, int l2Vcpu, int element, byte[] value) {
        hypervisor.editElement(guestId, l2Vcpu, element, value);
    }

    /** Lets the time go on. */
    void pass(long moments) {
        moment += moments;
    }

    /**
     * Runs whatever level is on {@code v} for at most {@code budget} instructions, or until it makes a hypercall or an
     * L2 wants to leave, which is left to the caller.
     *
     * @return the last outcome
     */
    int run(Vcpu v, long budget) {
        v.setMoment(moment);
        int outcome = v.takePending(hypervisor.externalPending(v), hypervisor.externalStaysInL2(v));
        long end = moment + budget;
        while (outcome != Outcome.EXITED && outcome != Outcome.HYPERCALL && moment < end) {
            outcome = interpreter.run(v, moment, end - moment);
            if (v.moment() <= moment || v.moment() > end) {
                throw new IllegalStateException("time went from " + moment + " to " + v.moment() + ", end " + end);
            }
            moment = v.moment();
            v.setMoment(moment);
            if (outcome == Outcome.RESYNC || outcome == Outcome.INTERRUPTED) {
                int pending = v.takePending(hypervisor.externalPending(v), hypervisor.externalStaysInL2(v));
                outcome = pending == Outcome.NEXT ? outcome : pending;
            }
        }
        return outcome;
    }

    /** Attempts one instruction of whatever level is on {@code v}, pending interrupts or not. */
    int step(Vcpu v) {
        v.setMoment(moment);
        int outcome = interpreter.run(v, moment, 1);
        if (v.moment() != moment + 1) {
            throw new IllegalStateException("one instruction took " + (v.moment() - moment));
        }
        moment = v.moment();
        return outcome;
    }

    /** Digest of all state. */
    long digest() {
        StateDigest digest = new StateDigest();
        saveWithoutMemory(digest);
        return StateDigest.mix(digest.value() ^ memory.digest());
    }

    @Override
    public void powerOff(int reason, long detail) {
        random += reason;
    }

    @Override
    public void startVcpu(int index, long entry, long r3) {
        Vcpu v = vcpus[index];
        v.own().msr = MsrBits.SF | MsrBits.ME;
        v.own().nia = entry;
        v.own().gpr[3] = r3;
        v.own().reservation = -1;
        v.mem.contextChanged(v.own());
        stopped[index] = 0;
    }

    @Override
    public void stopVcpu(int index) {
        stopped[index] = 1;
    }

    @Override
    public boolean isStopped(int index) {
        return stopped[index] != 0;
    }

    @Override
    public boolean isWaiting(int index) {
        return waiting[index] != 0;
    }

    @Override
    public void wake(int index) {
        waiting[index] = 0;
    }

    @Override
    public int vcpuCount() {
        return vcpus.length;
    }

    @Override
    public Vcpu vcpu(int index) {
        return vcpus[index];
    }

    @Override
    public long nextRandom() {
        random += RANDOM_STEP;
        return StateDigest.mix(random);
    }

    @Override
    public int pollConsole(byte[] into) {
        Arrays.fill(into, 0, CONSOLE_BYTES, (byte) nextRandom());
        return CONSOLE_BYTES;
    }

    @Override
    public void invalidateTranslations(
            Vcpu vcpu, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {
        int lpid = vcpu.mem.scope().lpid;
        for (Vcpu each : vcpus) {
            if (everywhere || each == vcpu) {
                scope.removeFrom(each.mem, lpid, pid, firstPage, lastPage);
            }
        }
    }

    @Override
    public void save(StateWriter out) {
        saveWithoutMemory(out);
        out.putState("memory", memory);
    }

    private void saveWithoutMemory(StateWriter out) {
        out.putLongs("stopped", stopped);
        out.putLongs("waiting", waiting);
        out.putLong("random", random);
        out.putLong("moment", moment);
        out.putLong("event_hash", eventHash);
        out.putLong("next_sequence", voice.nextSequence());
        for (Vcpu v : vcpus) {
            out.putState("vcpu", v);
        }
        out.putState("hypervisor", hypervisor);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("stopped", stopped);
        in.getLongs("waiting", waiting);
        random = in.getLong("random");
        moment = in.getLong("moment");
        eventHash = in.getLong("event_hash");
        voice.continueAt(in.getLong("next_sequence"));
        for (Vcpu v : vcpus) {
            in.getState("vcpu", v);
        }
        in.getState("hypervisor", hypervisor);
        in.getState("memory", memory);
        for (Vcpu v : vcpus) {
            v.setMoment(moment);
            hypervisor.reconnect(v);
        }
    }
}
