package dev.nestor.emulator;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.hypervisor.Hypervisor;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.interpret.ExecutionEngine;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.platform.BootImage;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine: a function of its configuration, its images and its inputs. One thread runs it; it has no clock and no
 * randomness of its own.
 *
 * <p>Time is the <em>moment</em>: instructions attempted by all vCPUs plus idle time skipped. {@link #runUntil} stops
 * at any moment exactly, and how a run is cut into such pieces changes nothing: not the state, not the events.
 */
public final class Machine implements Stateful {

    /**
     * Revision of the machine's behaviour; every recording names the one that it was made by.
     *
     * <p>The rule: raise it by one in the same change that makes the same image, configuration and inputs give another
     * event or digest, on purpose or by mending a fault: other values of an event, another order, another saved field.
     * Events that are only added do not count: a replay passes over what its recording does not know.
     */
    public static final int REVISION = 5;

    private final MachineConfig config;
    private final GuestMemory memory;
    private final Vcpu[] vcpus;
    private final Scheduler scheduler;
    private final PartitionPort port;
    private final Hypervisor hypervisor;

    @Derived("decoded instructions follow from memory")
    private final ExecutionEngine engine;

    @Derived("wiring; its numbering is saved as next_sequence")
    private final EventVoice voice;

    @Derived("wiring")
    private final MachineVoice says;

    @Derived("wiring: the door for inputs")
    private final InputSource inputs;

    @Derived("wiring")
    private final InputDoor inputDoor;

    @Derived("wiring")
    private final MachineDigests digests;

    private long moment;
    private long idleMoments;
    private long idleSince = -1;
    private long inputsApplied;
    private long lastMemoryDigest;
    private @Nullable StopReason stopped;

    /**
     * A machine that is about to attempt its first instruction; MachineStarted was stated.
     * @throws IllegalArgumentException when the configuration has problems; the message lists them
     * @throws dev.nestor.emulator.platform.MalformedImageException when an image cannot be loaded
     */
    public Machine(MachineConfig config, MachineImages images, InputSource inputs, EventSink events) {
        this(config, images, inputs, events, EngineKind.DEFAULT);
    }

    /** As the other, run by the engine of that kind; what it does is the same. */
    public Machine(MachineConfig config, MachineImages images, InputSource inputs, EventSink events, EngineKind kind) {
        List<String> problems = config.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("bad configuration: " + String.join("; ", problems));
        }
        this.config = config;
        this.inputs = inputs;
        this.voice = new EventVoice(events, 0);
        this.says = new MachineVoice(voice);
        this.memory = new GuestMemory(config.memoryBytes());
        this.engine = kind.over(memory);
        this.scheduler = new Scheduler(config.vcpus(), config.sliceMoments());
        this.vcpus = new Vcpu[config.vcpus()];
        this.port = new PartitionPort(vcpus, scheduler, config.seed());
        for (int i = 0; i < vcpus.length; i++) {
            vcpus[i] = new Vcpu(i, memory, port);
        }
        HypervisorConfig hypervisorConfig = new HypervisorConfig(config.api(), config.profile(), config.defects());
        this.hypervisor = new Hypervisor(hypervisorConfig, memory, voice, port);
        this.digests = new MachineDigests(memory, vcpus, hypervisor, port, scheduler);
        this.inputDoor = new InputDoor(memory, vcpus, port, hypervisor);
        BootImage boot = BootImage.load(
                memory,
                images.l1(),
                images.initrd(),
                config.loadOffset(),
                config.vcpus(),
                config.bootArguments(),
                config.seed(),
                ProfileChoice.RPT_INVALIDATE_IS_OFFERED.holds(config.profile()));
        for (Vcpu v : vcpus) {
            hypervisor.powerOn(v);
        }
        port.startVcpu(0, boot.entry(), boot.deviceTree());
        says.started(config, boot);
    }

    /** The configuration. */
    public MachineConfig config() {
        return config;
    }

    /** Attempted instructions plus idle time skipped. */
    public long moment() {
        return moment;
    }

    /** Number of the next event. */
    public long nextSequence() {
        return voice.nextSequence();
    }

    /** Instructions attempted by all vCPUs, without idle time. */
    public long instructions() {
        return moment - idleMoments;
    }

    /** L1 memory, for looking only: writing it is what {@link MachineInput.MemoryEdited} is for. */
    public GuestMemory memory() {
        return memory;
    }

    /** An L1 vCPU, for looking only. */
    public Vcpu vcpu(int index) {
        return vcpus[index];
    }

    /** Runs until the machine stops for good. */
    public StopReason run() {
        return runUntil(Long.MAX_VALUE);
    }

    /** Runs until {@code target} exactly, or until it stops before; at once when it stopped for good already. */
    public StopReason runUntil(long target) {
        long end = Math.min(target, config.instructionLimit());
        while (stopped == null) {
            if (inputs.dueAt(moment) <= moment) {
                applyInputs();
            }
            if (moment >= config.instructionLimit()) {
                stop(StopReason.LIMIT_REACHED, config.instructionLimit());
            } else if (moment >= target) {
                return StopReason.MOMENT_REACHED;
            } else {
                step(end);
            }
        }
        return stopped;
    }

    private void step(long end) {
        hypervisor.release(moment);
        wakeWaiting();
        if (!scheduler.mayGoOn(moment)) {
            int before = scheduler.current();
            int next = scheduler.dispatch(moment);
            if (next < 0) {
                idle(end);
                return;
            }
            if (next != before) {
                vcpus[next].s.reservation = -1;
                says.dispatched(moment, next);
            }
        }
        Vcpu v = vcpus[scheduler.current()];
        v.setMoment(moment);
        int pending = v.takePending(hypervisor.externalPending(v), hypervisor.externalStaysInL2(v));
        if (pending == Outcome.NEXT) {
            pending = engine.run(v, moment, horizon(v, end) - moment);
            moment = v.moment();
            v.setMoment(moment);
        }
        handle(v, pending);
    }

    /** The moment at which execution must pause whatever happens: a timer, the slice, an input or {@code end}. */
    private long horizon(Vcpu v, long end) {
        long horizon = Math.min(end, scheduler.sliceEnd());
        horizon = Math.min(horizon, Math.min(v.nextTimerMoment(), hypervisor.nextRelease()));
        return Math.max(moment + 1, Math.min(horizon, inputs.dueAt(moment)));
    }

    private void handle(Vcpu v, int outcome) {
        switch (outcome) {
            case Outcome.INTERRUPTED -> says.interrupted(moment, v);
            case Outcome.HYPERCALL -> hypercall(v);
            case Outcome.EXITED -> {
                v.s.reservation = -1;
                hypervisor.nestedExit(v);
                digestAtExit(v);
            }
            case Outcome.YIELDED -> scheduler.endSlice(moment);
            default -> {}
        }
    }

    private void hypercall(Vcpu v) {
        boolean fromL2 = v.isNested();
        v.s.reservation = -1; // the L0 may write the granule
        HcallOutcome outcome = fromL2 ? hypervisor.nestedHypercall(v) : hypervisor.hypercall(v);
        switch (outcome) {
            case WAITING -> scheduler.setState(v.index(), Scheduler.CEDED);
            case YIELDED -> scheduler.endSlice(moment);
            default -> {}
        }
        if (fromL2 && !v.isNested()) {
            digestAtExit(v);
        }
        StopReason asked = port.takeStop();
        if (asked != null) {
            stop(asked, port.stopDetail());
        }
    }

    private void wakeWaiting() {
        for (Vcpu v : vcpus) {
            if (scheduler.state(v.index()) == Scheduler.CEDED) {
                v.setMoment(moment);
                if (v.hasWakeReason(hypervisor.externalPending(v))) {
                    endIdle();
                    scheduler.setState(v.index(), Scheduler.READY);
                }
            }
        }
    }

    /** Nobody can run: time goes on to the next timer or input, or to {@code end}, or ends for good. */
    private void idle(long end) {
        if (idleSince < 0) {
            idleSince = moment;
        }
        long next = Math.min(inputs.dueAt(moment), hypervisor.nextRelease());
        for (Vcpu v : vcpus) {
            if (scheduler.state(v.index()) == Scheduler.CEDED) {
                next = Math.min(next, v.wakeMoment());
            }
        }
        if (next == Long.MAX_VALUE) {
            stop(StopReason.DEADLOCKED, 0);
            return;
        }
        long to = Math.min(next, end);
        idleMoments += to - moment;
        moment = to;
    }

    private void endIdle() {
        if (idleSince >= 0) {
            says.skipped(moment, moment - idleSince);
            idleSince = -1;
        }
    }

    private void applyInputs() {
        for (MachineInput input = inputs.poll(moment); input != null; input = inputs.poll(moment)) {
            int kind = inputDoor.apply(input, moment);
            says.applied(moment, inputsApplied++, kind);
        }
    }

    /** Whether an input can be applied to this machine now; null, or one line that says why not. */
    public @Nullable String refusal(MachineInput input) {
        return inputDoor.refusal(input);
    }

    private void digestAtExit(Vcpu v) {
        boolean whole = moment - lastMemoryDigest >= config.memoryDigestMoments();
        if (whole) {
            stateWholeDigest(v.index());
            return;
        }
        long processor = digests.processorAtExit(v);
        says.digested(moment, v.index(), processor, digests.restAtExit(v), 0);
    }

    private void stateWholeDigest(int vcpu) {
        lastMemoryDigest = moment;
        says.digested(moment, vcpu, digests.processors(), digests.rest(), memory.digest());
    }

    /** Digest of the whole state, memory included: it covers what {@link #save} writes. */
    public long digest() {
        return digestWith(nextSequence());
    }

    /**
     * The digest as it would be if the next event had the number {@code nextSequence}: that of a machine which states
     * fewer kinds of event and does the same.
     */
    public long digestWith(long nextSequence) {
        return digests.whole(ownDigest(nextSequence));
    }

    /** The digest of everything but memory; {@link DigestBesidesMemory#with} adds that of memory. */
    public DigestBesidesMemory digestBesidesMemory() {
        return digests.besidesMemory(ownDigest(nextSequence()));
    }

    private long ownDigest(long nextSequence) {
        StateDigest own = new StateDigest();
        saveOwnFields(own, nextSequence);
        return own.value();
    }

    private void stop(StopReason reason, long detail) {
        endIdle();
        stopped = reason;
        stateWholeDigest(-1);
        says.stopped(moment, reason, detail);
    }

    @Override
    public void save(StateWriter out) {
        saveOwnFields(out, nextSequence());
        out.putState("scheduler", scheduler);
        out.putState("port", port);
        for (Vcpu v : vcpus) {
            out.putState("vcpu", v);
        }
        out.putState("hypervisor", hypervisor);
        out.putState("memory", memory);
    }

    private void saveOwnFields(StateWriter out, long nextSequence) {
        out.putLong("moment", moment);
        out.putLong("idle_moments", idleMoments);
        out.putLong("idle_since", idleSince);
        out.putLong("inputs_applied", inputsApplied);
        out.putLong("last_memory_digest", lastMemoryDigest);
        out.putLong("next_sequence", nextSequence);
        out.putLong("stopped", stopped == null ? -1 : stopped.number());
    }

    @Override
    public void load(StateReader in) {
        moment = in.getLong("moment");
        idleMoments = in.getLong("idle_moments");
        idleSince = in.getLong("idle_since");
        inputsApplied = in.getLong("inputs_applied");
        lastMemoryDigest = in.getLong("last_memory_digest");
        voice.continueAt(in.getLong("next_sequence"));
        stopped = reasonOf(in.getLong("stopped"));
        in.getState("scheduler", scheduler);
        in.getState("port", port);
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

    private static @Nullable StopReason reasonOf(long number) {
        StopReason reason = StopReason.byNumber(number);
        if (reason == null && number != -1) {
            throw new StateFormatException("saved stop reason is " + number);
        }
        return reason;
    }
}
