package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.EntryFaults;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedSwitch;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.v2.GuestStateBuffer.Use;
import dev.nestor.emulator.hypervisor.partition.L2TimeCounters;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.isa.NestedExitCause;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.HcallVoice;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RUN_VCPU: the L2 vCPU's registers take the place of the L1's on the L1 vCPU that calls, until an exit.
 *
 * <pre>
 * flags  external interrupt(0) privileged doorbell(1) system reset(2): raised in the L2 as it enters
 * </pre>
 */
final class RunHcalls implements Stateful {
    private static final ProfileChoice INDEXED = ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED;
    private static final ProfileChoice FAILS_AT_SET = ProfileChoice.SMALL_RUN_BUFFERS_FAIL_AT_SET;

    private static final String NAME = "H_GUEST_RUN_VCPU";

    /** The rows. */
    static final List<HcallRow<?>> ROWS =
            List.of(HcallRow.served(0x480, NAME, Offered.V2, RunHcalls.class, RunHcalls::run)
                    .takes("flags", "guest_id", "vcpu_id")
                    .gives("exit_reason")
                    .answers(ReturnCode.H_SUCCESS, "the L2 ran and left; R4 is the vector")
                    .answersAs(ProfileChoice.BAD_STATE_FLAG, "a reserved flag")
                    .answers(ReturnCode.H_P2, "no such guest")
                    .answers(ReturnCode.H_P3, "no such vCPU")
                    .answers(ReturnCode.H_IN_USE, "the vCPU runs on another L1 vCPU")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED,
                            "the L1 owns the vCPU's state")
                    .answersAs(ProfileChoice.NO_INPUT_BUFFER, "no run input buffer")
                    .answersAs(ProfileChoice.NO_OUTPUT_BUFFER, "no run output buffer")
                    .answersUnless(FAILS_AT_SET, ReturnCode.H_INPUT_BUFFER_TOO_SMALL, "no room for the count")
                    .answersUnless(FAILS_AT_SET, ReturnCode.H_OUTPUT_BUFFER_TOO_SMALL, "no room for an exit")
                    .answersAs(ProfileChoice.NO_PARTITION_TABLE, "the guest has no partition table")
                    .answersWhere(INDEXED, ReturnCode.H_INVALID_ELEMENT_ID, "an id is unknown or read-only")
                    .answersWhere(INDEXED, ReturnCode.H_INVALID_ELEMENT_SIZE, "a size is wrong or does not fit")
                    .answersWhere(INDEXED, ReturnCode.H_INVALID_ELEMENT_VALUE, "a value is not legal")
                    .neverAnswers(
                            ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED,
                            "an L1 cannot take the state of a vCPU: flag bit 1 is host-wide")
                    .neverAnswers(ReturnCode.H_BUSY, "QEMU has no such case, and Linux's L1 fails the run on it")
                    .from("Linux kvm-nested.rst; QEMU h_guest_run_vcpu"));

    private static final long EXTERNAL = PowerBits.bit(0);
    private static final long DOORBELL = PowerBits.bit(1);
    private static final long SYSTEM_RESET = PowerBits.bit(2);
    private static final long PRIVILEGED_INSTRUCTION = PowerBits.bit(45);
    private static final long NOBODY = -1L;

    @Derived("configuration")
    private final Profile profile;

    @Derived("configuration")
    private final Set<Defect> defects;

    @Derived("wiring")
    private final GuestTable guests;

    @Derived("wiring")
    private final GuestStateBuffer buffer;

    @Derived("wiring")
    private final NestedVoice voice;

    @Derived("wiring")
    private final HcallVoice hcallVoice;

    @Derived("wiring")
    private final PartitionState partition;

    @Derived("wiring")
    private final PartitionControl control;

    @Derived("wiring; the frames are saved by their owner")
    private final List<HcallFrame> frames;

    @Derived("wiring")
    private final L2TimeCounters counters;

    @Derived("wiring; the L0 saves it")
    private final EntryFaults faults;

    /** Guest id and vCPU id of the L2 that runs, or ran last, on each L1 vCPU. */
    private final long[] guestIds;

    private final long[] vcpuIds;

    RunHcalls(
            Profile profile,
            Set<Defect> defects,
            GuestTable guests,
            GuestStateBuffer buffer,
            NestedVoice voice,
            HcallVoice hcallVoice,
            PartitionState partition,
            PartitionControl control,
            List<HcallFrame> frames,
            L2TimeCounters counters,
            EntryFaults faults) {
        this.profile = profile;
        this.defects = defects;
        this.guests = guests;
        this.buffer = buffer;
        this.voice = voice;
        this.hcallVoice = hcallVoice;
        this.partition = partition;
        this.control = control;
        this.frames = List.copyOf(frames);
        this.counters = counters;
        this.faults = faults;
        this.guestIds = new long[frames.size()];
        this.vcpuIds = new long[frames.size()];
        Arrays.fill(guestIds, NOBODY);
        Arrays.fill(vcpuIds, NOBODY);
    }

    /** The guest that runs, or ran last, on L1 vCPU {@code index}; null for none, or when it was deleted. */
    @Nullable
    NestedGuest lastGuest(int index) {
        return guests.guest(guestIds[index]);
    }

    /** The L2 vCPU that runs, or ran last, on L1 vCPU {@code index}; null for none, or when it was deleted. */
    @Nullable
    NestedVcpu lastVcpu(int index) {
        NestedGuest guest = lastGuest(index);
        return guest == null ? null : guest.vcpu(vcpuIds[index]);
    }

    private HcallOutcome run(HcallFrame frame) {
        long flags = frame.argument(0);
        long legal = ProfileChoice.RUN_FLAGS_INJECT.holds(profile) ? EXTERNAL | DOORBELL | SYSTEM_RESET : 0;
        if ((flags & ~legal) != 0) {
            return frame.answer(ProfileChoice.BAD_STATE_FLAG.code(profile));
        }
        NestedGuest guest = guests.guest(frame.argument(1));
        if (guest == null) {
            return frame.answer(ReturnCode.H_P2);
        }
        NestedVcpu vcpu = guest.vcpu(frame.argument(2));
        if (vcpu == null) {
            return frame.answer(ReturnCode.H_P3);
        }
        ReturnCode obstacle = obstacle(guest, vcpu);
        if (obstacle != ReturnCode.H_SUCCESS) {
            return frame.answer(obstacle);
        }
        buffer.aim(frame, NAME, guest, vcpu);
        ReturnCode code = buffer.check(vcpu.runInput, vcpu.runInputBytes, Scope.VCPU, Use.SET);
        if (code != ReturnCode.H_SUCCESS) {
            return refuse(frame, guest, vcpu, code);
        }
        long inputAddress = vcpu.runInput;
        voice.transferred(
                frame,
                guest.id(),
                vcpu.id(),
                NestedVoice.IN,
                StateFormat.GUEST_STATE_BUFFER,
                inputAddress,
                buffer.usedBytes(),
                buffer.elements());
        buffer.apply(inputAddress);
        ReturnCode newObstacle = obstacle(guest, vcpu);
        if (newObstacle != ReturnCode.H_SUCCESS) {
            return frame.answer(newObstacle); // the input itself replaced a run buffer by one that is too small
        }
        enter(frame.vcpu(), guest, vcpu, flags);
        return frame.entered();
    }

    private ReturnCode obstacle(NestedGuest guest, NestedVcpu vcpu) {
        if (vcpu.isRunning()) {
            return ReturnCode.H_IN_USE;
        }
        if (vcpu.ownedByL1) {
            return ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED;
        }
        if (vcpu.runInput == 0) {
            return ProfileChoice.NO_INPUT_BUFFER.code(profile);
        }
        if (vcpu.runOutput == 0) {
            return ProfileChoice.NO_OUTPUT_BUFFER.code(profile);
        }
        if (vcpu.runInputBytes < GuestStateBuffer.HEADER_BYTES) {
            return ReturnCode.H_INPUT_BUFFER_TOO_SMALL;
        }
        if (vcpu.runOutputBytes < Limits.RUN_BUFFER_BYTES_MIN) {
            return ReturnCode.H_OUTPUT_BUFFER_TOO_SMALL;
        }
        return guest.hasTree() ? ReturnCode.H_SUCCESS : ProfileChoice.NO_PARTITION_TABLE.code(profile);
    }

    private HcallOutcome refuse(HcallFrame frame, NestedGuest guest, NestedVcpu vcpu, ReturnCode code) {
        buffer.stateRefusal(voice, frame, guest.id(), vcpu.id(), vcpu.runInput);
        if (!ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED.holds(profile)) {
            return frame.answer(ReturnCode.H_P3);
        }
        frame.output(0, buffer.failedOffset());
        return frame.answer(code);
    }

    private void enter(Vcpu v, NestedGuest guest, NestedVcpu vcpu, long flags) {
        CpuState l1 = v.own();
        CpuState l2 = vcpu.state;
        long external = (flags & EXTERNAL) != 0 ? LpcrBits.MER : 0;
        long lpcr = NestedSwitch.effectiveLpcr(l1.spr[Spr.LPCR.ordinal()], vcpu.requestedLpcr) | external;
        l2.spr[Spr.LPCR.ordinal()] = faults.lpcr(v, guest.id(), vcpu.id(), lpcr);
        l2.spr[Spr.PVR.ordinal()] = l1.spr[Spr.PVR.ordinal()];
        l2.spr[Spr.PIR.ordinal()] = l1.spr[Spr.PIR.ordinal()];
        if ((flags & DOORBELL) != 0) {
            l2.spr[Spr.DPDES.ordinal()] = 1;
        }
        sanitise(l2);
        l2.reservation = -1;
        if (defects.contains(Defect.SPURR_FROM_PURR)) {
            l2.spr[Spr.SPURR.ordinal()] = l2.spr[Spr.PURR.ordinal()];
        }
        NestedSwitch.startCounters(l2, v.timebase());
        vcpu.runningOn = v.index();
        guestIds[v.index()] = guest.id();
        vcpuIds[v.index()] = vcpu.id();
        if (ProfileChoice.SWITCH_FLUSHES_TRANSLATIONS.holds(profile)) {
            v.mem.translations().removePartition(guest.id());
            v.mem.translationsRemoved();
        }
        v.mem.scope().set(guest.id(), true, guest.dword0(), guest.dword1());
        v.enterNested(l2, faults.hdecExpiry(v, guest.id(), vcpu.id(), vcpu.hdecExpiry));
        counters.entered(v);
        voice.entered(v, guest.id(), vcpu.id());
        if ((flags & SYSTEM_RESET) != 0) {
            v.deliver(Interrupt.SYSTEM_RESET, l2.nia, 0);
            voice.delivered(v);
        } else {
            FloatResult.beginNested(v);
        }
    }

    private void sanitise(CpuState l2) {
        l2.nia = NestedSwitch.effectiveNia(l2.nia);
        l2.msr = NestedSwitch.effectiveMsr(l2.msr, profile);
    }

    /** A vCPU was edited from outside: one that runs goes on with what an entry would have made of its registers. */
    void edited(NestedVcpu vcpu) {
        if (vcpu.isRunning()) {
            sanitise(vcpu.state);
            control.vcpu(vcpu.runningOn).mem.contextChanged(vcpu.state);
        }
    }

    /** The L2 on {@code v} leaves for the reason in {@code v.exit()}. */
    void exit(Vcpu v, HcallFrame frame) {
        NestedGuest guest = lastGuest(v.index());
        NestedVcpu vcpu = lastVcpu(v.index());
        if (guest == null || vcpu == null) {
            throw new IllegalStateException(
                    "an exit on vCPU " + v.index() + " at moment " + v.moment() + ", but no L2 runs there");
        }
        leave(v, frame, guest, vcpu, NestedExit.of(v.exit().interrupt()));
    }

    /** Ends the run of a vCPU on another L1 vCPU than {@code caller}: its RUN_VCPU returns with reason 0x000. */
    void endRun(Vcpu caller, NestedGuest guest, NestedVcpu vcpu) {
        Vcpu v = control.vcpu(vcpu.runningOn);
        HcallFrame frame = frames.get(v.index());
        v.setMoment(caller.moment());
        v.exit().set(Interrupt.HYPERVISOR_VIRTUALIZATION, v.s.nia, v.s.msr);
        leave(v, frame, guest, vcpu, NestedExit.UNSPECIFIED);
        hcallVoice.returned(frame);
    }

    private void leave(Vcpu v, HcallFrame frame, NestedGuest guest, NestedVcpu vcpu, NestedExit exit) {
        NestedExitCause cause = v.exit();
        CpuState l2 = vcpu.state;
        voice.exited(v, guest.id(), vcpu.id(), exit, cause);
        l2.nia = cause.nia();
        l2.msr = cause.msr();
        l2.reservation = -1;
        keepCause(l2, exit, cause);
        l2.decExpiry = NestedSwitch.keptExpiry(l2.decExpiry, v.timebase(), defects);
        v.own().decExpiry = NestedSwitch.keptExpiry(v.own().decExpiry, v.timebase(), defects);
        NestedSwitch.stopCounters(l2, v.timebase());
        vcpu.runningOn = NestedVcpu.NOT_RUNNING;
        v.own().reservation = -1;
        partition.enterScopeOfL1(v);
        v.leaveNested();
        counters.exited(v);
        faults.exited(v);
        frame.output(0, exit.vector());
        frame.answer(writeOutput(frame, guest, vcpu, exit));
    }

    /** An edit from outside can have made the output buffer too small while the L2 ran; nothing else can. */
    private ReturnCode writeOutput(HcallFrame frame, NestedGuest guest, NestedVcpu vcpu, NestedExit exit) {
        if (vcpu.runOutputBytes < Limits.RUN_BUFFER_BYTES_MIN) {
            return ReturnCode.H_OUTPUT_BUFFER_TOO_SMALL;
        }
        if (!control.vcpu(0).memory().contains(vcpu.runOutput, vcpu.runOutputBytes)) {
            frame.output(0, ReturnCode.H_P2.number()); // only Defect.UNMAPPABLE_OUTPUT accepts such a buffer
            return ReturnCode.H_SUCCESS;
        }
        buffer.aim(frame, NAME, guest, vcpu);
        int length = buffer.write(vcpu.runOutput, exit);
        voice.transferred(
                frame,
                guest.id(),
                vcpu.id(),
                NestedVoice.OUT,
                StateFormat.GUEST_STATE_BUFFER,
                vcpu.runOutput,
                length,
                exit.elements());
        return ReturnCode.H_SUCCESS;
    }

    /** HDAR is set at instruction storage exits too, to the address fetched from: the output names it. */
    private void keepCause(CpuState l2, NestedExit exit, NestedExitCause cause) {
        if (exit == NestedExit.HDSI || exit == NestedExit.HISI) {
            l2.spr[Spr.HDAR.ordinal()] = cause.hdar();
            l2.spr[Spr.ASDR.ordinal()] = cause.asdr();
        }
        if (exit == NestedExit.HDSI) {
            l2.spr[Spr.HDSISR.ordinal()] = cause.hdsisr();
        }
        if (exit == NestedExit.HEAI) {
            l2.spr[Spr.HEIR.ordinal()] = cause.heir();
        }
        if (exit == NestedExit.HFAC) {
            int slot = Spr.HFSCR.ordinal();
            l2.spr[slot] = NestedSwitch.hfscrWithCause(l2.spr[slot], cause, defects);
        }
    }

    /** sc 1 in the L2: an exit, or from problem state, as the profile says, a program interrupt in the L2. */
    boolean hypercall(Vcpu v, HcallFrame frame) {
        boolean problemState = (v.s.msr & MsrBits.PR) != 0;
        if (problemState && ProfileChoice.PROBLEM_STATE_SC1_IS_REFLECTED.holds(profile)) {
            v.deliver(Interrupt.PROGRAM, v.s.nia - 4, PRIVILEGED_INSTRUCTION);
            voice.delivered(v);
            return false;
        }
        v.exit().set(Interrupt.SYSTEM_CALL, v.s.nia, v.s.msr);
        exit(v, frame);
        return true;
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("guest_ids", guestIds);
        out.putLongs("vcpu_ids", vcpuIds);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("guest_ids", guestIds);
        in.getLongs("vcpu_ids", vcpuIds);
        guests.requireRunningBelow(guestIds.length);
    }
}
