package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.platform.PartitionControl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An L0 with its L1's memory and vCPUs, and nothing that executes: tests make the hypercalls and exits themselves. */
public final class PartitionUnderTest implements PartitionControl {
    /** Bytes of L1 memory. */
    public static final long MEMORY_BYTES = 32L << 20;

    /** Hears of every partition that a test makes: who measures what the tests cover, listens here. */
    @FunctionalInterface
    public interface Witness {
        /** A partition begins; gives the sink that hears what it states. */
        EventSink begins(HypervisorConfig config);
    }

    private static Witness witness = config -> (type, sequence, moment, values, payload, offset, length) -> {};

    private static final Decoder DECODER = new Decoder();

    private final NestedVoice voiceOfInterrupts;
    private final Interpreter interpreter;

    /** What the L0 stated, oldest first. */
    public final List<TraceEvent> events = new ArrayList<>();

    /** L1 memory. */
    public final GuestMemory memory = new GuestMemory(MEMORY_BYTES);

    /** The L0. */
    public final Hypervisor hypervisor;

    /** What the last hypercall led to. */
    public HcallOutcome outcome = HcallOutcome.RETURNED;

    /** Reason of the last power-off; 0 for none. */
    public int powerOffReason;

    /** Indices woken, in order. */
    public final List<Integer> woken = new ArrayList<>();

    /** What the console gives when polled. */
    public String typed = "";

    private final List<Vcpu> vcpus = new ArrayList<>();
    private final boolean[] stopped;
    private final boolean[] waiting;
    private long random = 42;

    /** A partition of one vCPU under an API. */
    public PartitionUnderTest(NestedApi api, Profile profile) {
        this(api, profile, 1);
    }

    /** A partition of several vCPUs under an API; all but the first are stopped. */
    public PartitionUnderTest(NestedApi api, Profile profile, int vcpuCount) {
        this(new HypervisorConfig(api, profile), vcpuCount);
    }

    /** A partition of several vCPUs over an L0 of that kind; all vCPUs but the first are stopped. */
    public PartitionUnderTest(HypervisorConfig config, int vcpuCount) {
        VcpuHost host = new SilentHost();
        for (int i = 0; i < vcpuCount; i++) {
            vcpus.add(new Vcpu(i, memory, host));
        }
        stopped = new boolean[vcpuCount];
        waiting = new boolean[vcpuCount];
        Arrays.fill(stopped, 1, vcpuCount, true);
        EventSink beside = witness.begins(config);
        EventSink sink = (type, sequence, moment, values, payload, offset, length) -> {
            events.add(type.toRecord(values, Arrays.copyOfRange(payload, offset, offset + length)));
            beside.event(type, sequence, moment, values, payload, offset, length);
        };
        EventVoice voice = new EventVoice(sink, 0);
        voiceOfInterrupts = new NestedVoice(voice, memory, config.api());
        interpreter = new Interpreter(new CodePages(memory, DECODER));
        hypervisor = new Hypervisor(config, memory, voice, this);
        for (Vcpu v : vcpus) {
            hypervisor.powerOn(v);
            v.own().msr = 0x8000_0000_0000_1001L;
            v.own().nia = 0x1000;
        }
    }

    /** From now on {@code listener} hears of every partition. */
    public static void witnessedBy(Witness listener) {
        witness = listener;
    }

    /** Makes a hypercall on vCPU 0 and gives R3. */
    public long call(long opcode, long... arguments) {
        return callOn(0, opcode, arguments);
    }

    /** Makes a hypercall on a vCPU and gives R3; arguments not given are all ones, so that nobody relies on 0. */
    public long callOn(int vcpu, long opcode, long... arguments) {
        Vcpu v = vcpus.get(vcpu);
        long[] gpr = v.own().gpr;
        gpr[3] = opcode;
        for (int i = 0; i < 9; i++) {
            gpr[4 + i] = i < arguments.length ? arguments[i] : -1L;
        }
        outcome = hypervisor.hypercall(v);
        waiting[vcpu] |= outcome == HcallOutcome.WAITING;
        return gpr[3];
    }

    /**
     * Executes one instruction of whatever level is on {@code v}, after the interrupts that are pending, and states an
     * interrupt that is delivered, as the machine does. A hypercall or an exit is left to the caller.
     *
     * @return the outcome, a number of {@link Outcome}
     */
    public int step(Vcpu v) {
        int outcome = v.takePending(hypervisor.externalPending(v), hypervisor.externalStaysInL2(v));
        if (outcome == Outcome.NEXT) {
            outcome = interpreter.run(v, v.moment(), 1);
        }
        if (outcome == Outcome.INTERRUPTED) {
            voiceOfInterrupts.delivered(v);
        }
        return outcome;
    }

    /** Register {@code n} of the L1 on vCPU 0. */
    public long r(int n) {
        return vcpus.get(0).own().gpr[n];
    }

    /** The events of one type, oldest first. */
    public <E extends TraceEvent> List<E> eventsOf(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Writes hexadecimal digits into memory. */
    public void poke(long address, String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        memory.write(address, bytes, 0, bytes.length);
    }

    /** Reads memory as hexadecimal digits. */
    public String peek(long address, int length) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int value = memory.read8(address + i);
            hex.append(Character.forDigit(value >>> 4, 16)).append(Character.forDigit(value & 15, 16));
        }
        return hex.toString();
    }

    /** Sets whether a vCPU is stopped. */
    public void setStopped(int index, boolean isStopped) {
        stopped[index] = isStopped;
    }

    @Override
    public void powerOff(int reason, long detail) {
        powerOffReason = reason;
    }

    @Override
    public void startVcpu(int index, long entry, long r3) {
        stopped[index] = false;
        vcpus.get(index).own().nia = entry;
        vcpus.get(index).own().gpr[3] = r3;
    }

    @Override
    public void stopVcpu(int index) {
        stopped[index] = true;
    }

    @Override
    public boolean isStopped(int index) {
        return stopped[index];
    }

    @Override
    public boolean isWaiting(int index) {
        return waiting[index];
    }

    @Override
    public void wake(int index) {
        waiting[index] = false;
        woken.add(index);
    }

    @Override
    public int vcpuCount() {
        return vcpus.size();
    }

    @Override
    public Vcpu vcpu(int index) {
        return vcpus.get(index);
    }

    @Override
    public long nextRandom() {
        random = random * 6364136223846793005L + 1442695040888963407L;
        return random;
    }

    @Override
    public int pollConsole(byte[] into) {
        byte[] bytes = typed.getBytes(StandardCharsets.US_ASCII);
        int count = Math.min(16, bytes.length);
        System.arraycopy(bytes, 0, into, 0, count);
        typed = typed.substring(count);
        return count;
    }

    /** Nothing executes, so nothing is asked. */
    private static final class SilentHost implements VcpuHost {
        @Override
        public void invalidateTranslations(
                Vcpu vcpu, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {}

        @Override
        public long nextRandom() {
            return 0;
        }
    }
}
