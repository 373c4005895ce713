package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.fault.FaultRule;
import dev.nestor.emulator.hypervisor.nested.EntryFaults;
import dev.nestor.emulator.hypervisor.nested.NestedApiCalls;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.RptInvalidateHcalls;
import dev.nestor.emulator.hypervisor.nested.v1.NestedV1;
import dev.nestor.emulator.hypervisor.nested.v2.NestedV2;
import dev.nestor.emulator.hypervisor.partition.ConsoleHcalls;
import dev.nestor.emulator.hypervisor.partition.InterruptHcalls;
import dev.nestor.emulator.hypervisor.partition.L2TimeCounters;
import dev.nestor.emulator.hypervisor.partition.ModeHcalls;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.hypervisor.partition.PlatformHcalls;
import dev.nestor.emulator.hypervisor.partition.VpaHcalls;
import dev.nestor.emulator.hypervisor.partition.WaitHcalls;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallVoice;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.Console;
import dev.nestor.emulator.platform.InterruptController;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.platform.Rtas;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The L0: serves the hypercalls of its L1, enters and leaves L2s.
 *
 * <p>Contract with the machine, whose thread calls everything here between instructions:
 *
 * <ul>
 *   <li>{@link #powerOn} once for each vCPU before the first instruction; the machine then sets nia and R3 to R5 of the
 *       boot vCPU.
 *   <li>After {@code Outcome.HYPERCALL}: {@link #hypercall} when the L1 runs on the vCPU, {@link #nestedHypercall} when
 *       an L2 does. After {@code Outcome.EXITED}: {@link #nestedExit}. {@code v.s} may be another context afterwards.
 *   <li>An L2 never runs inside these calls: what is pending is saved state. An L2 enters even when its hypervisor
 *       decrementer has expired; {@code v.takePending} then exits before its first instruction.
 *   <li>Events stated here: HcallEntered, HcallReturned, NestedEntered, NestedExited, StateTransferred, ConsoleWritten,
 *       FaultArranged, FaultInjected, and InterruptDelivered for the interrupts that the L0 itself makes. Every other
 *       one is the machine's.
 *   <li>After {@link #load} and after the vCPUs were loaded: {@link #reconnect} for each vCPU.
 * </ul>
 */
public final class Hypervisor implements Stateful {
    @Derived("configuration")
    private final Set<Defect> defects;

    @Derived("wiring")
    private final HcallVoice voice;

    @Derived("wiring")
    private final HcallTable table;

    @Derived("configuration")
    private final HypervisorConfig config;

    @Derived("keeps nothing of its own")
    private final CallFaults callFaults;

    private final FaultBook faults;
    private final EntryFaults entryFaults;
    private final HcallFrame[] frames;
    private final PartitionState partition;
    private final InterruptController interrupts;
    private final L2TimeCounters counters;
    private final NestedApiCalls nested;

    /** The L0 of a partition whose vCPUs {@code control} knows already. */
    public Hypervisor(HypervisorConfig config, GuestMemory memory, EventVoice voice, PartitionControl control) {
        this.config = config;
        this.voice = new HcallVoice(voice);
        faults = new FaultBook(voice);
        callFaults = new CallFaults(faults);
        entryFaults = new EntryFaults(faults, control);
        this.defects = config.defects();
        int vcpus = control.vcpuCount();
        frames = new HcallFrame[vcpus];
        for (int i = 0; i < vcpus; i++) {
            frames[i] = new HcallFrame(control.vcpu(i));
        }
        partition = new PartitionState(control, config.api());
        interrupts = new InterruptController(vcpus, faults);
        counters = new L2TimeCounters(memory, partition, vcpus);
        NestedVoice nestedVoice = new NestedVoice(voice, memory, config.api());
        Console console = new Console(voice, control);
        List<Object> services = new ArrayList<>();
        services.add(new ConsoleHcalls(console));
        services.add(new WaitHcalls(partition, control));
        services.add(new VpaHcalls(partition, memory, vcpus));
        services.add(new ModeHcalls(partition));
        services.add(new PlatformHcalls(memory, control, new Rtas(memory, control, console, interrupts)));
        services.add(new InterruptHcalls(interrupts));
        services.add(new RptInvalidateHcalls(config.profile(), partition));
        if (config.api() == NestedApi.V2) {
            NestedV2 v2 = new NestedV2(
                    config.profile(),
                    config.defects(),
                    memory,
                    nestedVoice,
                    this.voice,
                    partition,
                    control,
                    List.of(frames),
                    counters,
                    faults,
                    entryFaults);
            services.addAll(v2.services());
            nested = v2;
        } else {
            NestedV1 v1 = new NestedV1(
                    config.profile(),
                    config.defects(),
                    memory,
                    nestedVoice,
                    partition,
                    counters,
                    faults,
                    entryFaults,
                    vcpus);
            services.addAll(v1.services());
            nested = v1;
        }
        table = new HcallTable(config.api(), services);
    }

    /** Gives a vCPU the registers that the L0 owns (LPCR, PVR, PIR) and the L1's translation scope. */
    public void powerOn(Vcpu v) {
        partition.powerOn(v);
    }

    /**
     * Serves sc 1 of the L1 on {@code v}: number in R3, arguments from R4, {@code v.s.nia} the instruction after sc.
     *
     * <p>From problem state it answers H_PRIVILEGE. A call that does not return now ({@code L2_ENTERED}, {@code
     * STOPPED}) has no HcallReturned yet; one that waits or yields has.
     */
    public HcallOutcome hypercall(Vcpu v) {
        HcallFrame frame = frames[v.index()];
        frame.begin();
        voice.entered(frame);
        boolean problemState = (v.own().msr & MsrBits.PR) != 0;
        HcallOutcome outcome = problemState ? frame.answer(ReturnCode.H_PRIVILEGE) : serve(frame);
        if (outcome != HcallOutcome.L2_ENTERED && outcome != HcallOutcome.STOPPED) {
            voice.returned(frame);
        }
        return outcome;
    }

    private HcallOutcome serve(HcallFrame frame) {
        FaultRule fault = callFaults.strike(frame);
        if (fault != null) {
            return frame.answer(fault.effect().code());
        }
        HcallOutcome outcome = table.dispatch(frame);
        long code = frame.vcpu().own().gpr[3];
        assert outcome == HcallOutcome.L2_ENTERED
                        || outcome == HcallOutcome.STOPPED
                        || table.mayAnswer(frame.opcode(), code, config.profile())
                : "hypercall " + frame.opcode() + " answered " + code + ", which its row does not list";
        return outcome;
    }

    /**
     * Serves sc 1 of the L2 on {@code v}, {@code v.s.nia} being the instruction after it: an exit with 0xC00, or, from
     * problem state under v2 where the profile says so, a program interrupt in the L2.
     *
     * @return {@code RETURNED}; {@code v.isNested()} says which level goes on
     */
    public HcallOutcome nestedHypercall(Vcpu v) {
        HcallFrame frame = frames[v.index()];
        if (nested.hypercall(v, frame)) {
            voice.returned(frame);
        }
        return HcallOutcome.RETURNED;
    }

    /** The L2 on {@code v} leaves for the reason in {@code v.exit()}; the L1's call returns. */
    public void nestedExit(Vcpu v) {
        HcallFrame frame = frames[v.index()];
        nested.exit(v, frame);
        voice.returned(frame);
    }

    /** Whether an external interrupt of the L1 is pending on {@code v}. */
    public boolean externalPending(Vcpu v) {
        return interrupts.isPending(v.index());
    }

    /** Typed bytes arrived: the console's source interrupts. */
    public void consoleTyped(long moment) {
        interrupts.raise(InterruptController.CONSOLE_SOURCE, moment);
    }

    /** Why a fault rule cannot be put in force here, in one line; null when it can. */
    public @Nullable String faultProblem(String text) {
        String problem = FaultChecks.problem(text, config);
        return problem == null && !faults.hasRoom()
                ? "there are " + Limits.FAULT_RULES_MAX + " faults already, no more find room"
                : problem;
    }

    /** Puts a fault rule, in which {@link #faultProblem} found nothing, in force at {@code moment}. */
    public void arrangeFault(String text, long moment) {
        faults.arrange(FaultRule.parse(text), moment);
    }

    /** Ends the delays of external interrupts that are over at {@code moment}. */
    public void release(long moment) {
        if (!faults.isEmpty()) {
            interrupts.release(moment);
            entryFaults.release(moment);
        }
    }

    /** The first moment at which {@link #release} will do something; {@link Long#MAX_VALUE} for never. */
    public long nextRelease() {
        return faults.isEmpty() ? Long.MAX_VALUE : Math.min(interrupts.nextRelease(), entryFaults.nextRelease());
    }

    /**
     * Whether an external interrupt of the L1 is delivered inside the L2 that runs on {@code v}, as LPCR[LPES0] says. A
     * correct L0 runs no L2 so.
     */
    public boolean externalStaysInL2(Vcpu v) {
        boolean toGuest = (v.s.spr[Spr.LPCR.ordinal()] & LpcrBits.LPES0) != 0;
        return v.isNested() && (toGuest || defects.contains(Defect.L1_INTERRUPTS_IN_L2));
    }

    /**
     * Overwrites one state element that the L0 keeps for an L2 under v2, as an input from outside asks.
     *
     * @param value in wire format, big-endian
     * @return whether it was applied: false under v1, or when guest, vCPU, element or value do not fit
     */
    public boolean editElement(int guestId, int l2Vcpu, int elementId, byte[] value) {
        return nested instanceof NestedV2 v2 && v2.edit(guestId, l2Vcpu, elementId, value);
    }

    /**
     * Mixes in what the digest of an L2's exit on {@code v} covers of the L0: the partition's registers, what is kept
     * for {@code v}, the call, the L2 vCPU that exited, and the cached translations of {@code v}. The work is bounded
     * and grows neither with guests nor with vCPUs; what it leaves out, the whole digest covers.
     */
    public void digestAtExit(Vcpu v, StateDigest digest) {
        partition.digestAtExit(v.index(), digest);
        interrupts.digestAtExit(v.index(), digest);
        counters.digestAtExit(v.index(), digest);
        frames[v.index()].save(digest);
        nested.digestAtExit(v, digest);
        if (!faults.isEmpty()) {
            faults.save(digest);
            entryFaults.save(digest);
        }
        digest.putLong("translations", v.mem.translations().digest());
    }

    /** Points {@code v} at the registers that run on it; after loading this and the vCPU. */
    public void reconnect(Vcpu v) {
        nested.reconnect(v);
    }

    @Override
    public void save(StateWriter out) {
        for (HcallFrame frame : frames) {
            out.putState("frame", frame);
        }
        out.putState("partition", partition);
        out.putState("interrupts", interrupts);
        out.putState("counters", counters);
        out.putState("nested", nested);
        out.putState("faults", faults);
        out.putState("entry_faults", entryFaults);
    }

    @Override
    public void load(StateReader in) {
        for (HcallFrame frame : frames) {
            in.getState("frame", frame);
        }
        in.getState("partition", partition);
        in.getState("interrupts", interrupts);
        in.getState("counters", counters);
        in.getState("nested", nested);
        in.getState("faults", faults);
        in.getState("entry_faults", entryFaults);
    }
}
