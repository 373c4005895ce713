package dev.nestor.emulator;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the L0 and the instructions may ask of the rest of the machine: other vCPUs, the console, randomness, the end.
 */
final class PartitionPort implements PartitionControl, VcpuHost, Stateful {
    private static final int POLL_BYTES = 16;
    private static final long RANDOM_STEP = 0x9E37_79B9_7F4A_7C15L;

    @Derived("wiring")
    private final Vcpu[] vcpus;

    @Derived("wiring; the machine saves it")
    private final Scheduler scheduler;

    private long random;
    private byte[] typed = new byte[0];

    @Derived("taken by the machine right after the instruction that set it")
    private @Nullable StopReason stop;

    @Derived("meaningful only with stop")
    private long stopDetail;

    PartitionPort(Vcpu[] vcpus, Scheduler scheduler, long seed) {
        this.vcpus = vcpus;
        this.scheduler = scheduler;
        this.random = seed;
    }

    @Override
    public void powerOff(int reason, long detail) {
        for (StopReason candidate : StopReason.values()) {
            if (candidate.number() == reason && candidate.isFinal()) {
                stop = candidate;
                stopDetail = detail;
                return;
            }
        }
        throw new IllegalStateException("no final stop reason " + reason);
    }

    /** The reason for stopping that was asked for since the last call, or null. */
    @Nullable
    StopReason takeStop() {
        StopReason taken = stop;
        stop = null;
        return taken;
    }

    long stopDetail() {
        return stopDetail;
    }

    @Override
    public void startVcpu(int index, long entry, long r3) {
        CpuState s = vcpus[index].own();
        s.msr = MsrBits.SF | MsrBits.ME;
        s.nia = entry;
        s.gpr[3] = r3;
        s.reservation = -1;
        vcpus[index].mem.contextChanged(s);
        scheduler.setState(index, Scheduler.READY);
    }

    @Override
    public void stopVcpu(int index) {
        scheduler.setState(index, Scheduler.STOPPED);
    }

    @Override
    public boolean isStopped(int index) {
        return scheduler.state(index) == Scheduler.STOPPED;
    }

    @Override
    public boolean isWaiting(int index) {
        return scheduler.state(index) == Scheduler.CEDED;
    }

    @Override
    public void wake(int index) {
        if (isWaiting(index)) {
            scheduler.setState(index, Scheduler.READY);
        }
    }

    @Override
    public int vcpuCount() {
        return vcpus.length;
    }

    @Override
    public Vcpu vcpu(int index) {
        return vcpus[index];
    }

    /** SplitMix64: the state is a counter, so the sequence is a function of the seed and of how many were taken. */
    @Override
    public long nextRandom() {
        random += RANDOM_STEP;
        return StateDigest.mix(random);
    }

    /** Appends bytes typed at the console, as many as there is room for. */
    void type(byte[] bytes) {
        int before = typed.length;
        int taken = Math.min(bytes.length, Limits.TYPED_BYTES_MAX - before);
        typed = Arrays.copyOf(typed, before + taken);
        System.arraycopy(bytes, 0, typed, before, taken);
    }

    @Override
    public int pollConsole(byte[] into) {
        int count = Math.min(POLL_BYTES, typed.length);
        System.arraycopy(typed, 0, into, 0, count);
        typed = Arrays.copyOfRange(typed, count, typed.length);
        return count;
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
        out.putLong("random", random);
        out.putBytes("typed", typed, 0, typed.length);
    }

    @Override
    public void load(StateReader in) {
        random = in.getLong("random");
        typed = in.getBytes("typed");
        stop = null;
    }
}
