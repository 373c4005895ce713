package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.v2.GuestStateBuffer.Use;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * State of guests and vCPUs, out of and into buffers in L1 memory.
 *
 * <pre>
 * flags  guest-wide(0) host-wide(1): GET only; of the document of 2023, ownership(1): taken by GET, returned by SET
 * </pre>
 *
 * <p>A vCPU that runs on another L1 vCPU has no state at rest: the call answers H_BUSY, which Linux's L1 repeats. No
 * source says what it should be.
 */
final class StateHcalls {
    /** The rows. */
    static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0x478, "H_GUEST_GET_STATE", Offered.V2, StateHcalls.class, StateHcalls::get)
                    .takes("flags", "guest_id", "vcpu_id", "buffer", "size")
                    .gives("failed_index")
                    .answers(ReturnCode.H_SUCCESS, "every value was written")
                    .answers(ReturnCode.H_BUSY, "the vCPU runs on another L1 vCPU")
                    .answersAs(ProfileChoice.BAD_STATE_FLAG, "a reserved flag, or both scopes")
                    .answers(ReturnCode.H_P2, "no such guest")
                    .answers(ReturnCode.H_P3, "no such vCPU, or the buffer is not in memory, too small or too large")
                    .answersWhere(
                            ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED,
                            ReturnCode.H_INVALID_ELEMENT_ID,
                            "an id is unknown, not readable or of another scope")
                    .answersWhere(
                            ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED,
                            ReturnCode.H_INVALID_ELEMENT_SIZE,
                            "a size is wrong or does not fit the buffer")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED,
                            "the L1 owns the vCPU's state")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_P4,
                            "ownership is taken, and the buffer is not in memory")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_P5,
                            "the buffer is smaller than HOST_STATE_SIZE, or over 1 MiB")
                    .neverAnswers(ReturnCode.H_INVALID_ELEMENT_VALUE, "values of a request mean nothing")
                    .from("Linux kvm-nested.rst; QEMU h_guest_get_state"),
            HcallRow.served(0x47C, "H_GUEST_SET_STATE", Offered.V2, StateHcalls.class, StateHcalls::set)
                    .takes("flags", "guest_id", "vcpu_id", "buffer", "size")
                    .gives("failed_index")
                    .answers(ReturnCode.H_SUCCESS, "every value was stored")
                    .answers(ReturnCode.H_BUSY, "the vCPU runs on another L1 vCPU")
                    .answersAs(ProfileChoice.BAD_STATE_FLAG, "a reserved flag")
                    .answersAs(ProfileChoice.SET_FLAG_BIT_1, "bit 1 of the flags")
                    .answers(ReturnCode.H_P2, "no such guest")
                    .answers(ReturnCode.H_P3, "no such vCPU, or the buffer is not in memory, too small or too large")
                    .answersWhere(
                            ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED,
                            ReturnCode.H_INVALID_ELEMENT_ID,
                            "an id is unknown, not writable or of another scope")
                    .answersWhere(
                            ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED,
                            ReturnCode.H_INVALID_ELEMENT_SIZE,
                            "a size is wrong or does not fit the buffer")
                    .answersWhere(
                            ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED,
                            ReturnCode.H_INVALID_ELEMENT_VALUE,
                            "a value has reserved bits or is out of range")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED,
                            "the L1 owns the vCPU's state")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_P4,
                            "ownership is returned, and the buffer is not in memory or holds other data than was taken")
                    .answersWhere(
                            ProfileChoice.STATE_CAN_BE_OWNED,
                            ReturnCode.H_P5,
                            "the buffer is smaller than HOST_STATE_SIZE, or over 1 MiB")
                    .from("Linux kvm-nested.rst; QEMU h_guest_set_state"));

    private static final long GUEST_WIDE = PowerBits.bit(0);
    private static final long BIT_1 = PowerBits.bit(1);

    private final Profile profile;
    private final Set<Defect> defects;
    private final GuestTable guests;
    private final GuestStateBuffer buffer;
    private final NestedVoice voice;
    private final PartitionState partition;
    private final StateOwnership ownership;

    StateHcalls(
            Profile profile,
            Set<Defect> defects,
            GuestTable guests,
            GuestStateBuffer buffer,
            NestedVoice voice,
            PartitionState partition,
            StateOwnership ownership) {
        this.profile = profile;
        this.defects = defects;
        this.guests = guests;
        this.buffer = buffer;
        this.voice = voice;
        this.partition = partition;
        this.ownership = ownership;
    }

    private HcallOutcome get(HcallFrame frame) {
        long flags = frame.argument(0);
        if (changesOwner(flags)) {
            return changeOwner(frame, Use.GET);
        }
        boolean hostWide = ProfileChoice.GET_FLAG_BIT_1_IS_HOST_WIDE.holds(profile) && (flags & BIT_1) != 0;
        long legal = hostWide ? BIT_1 : GUEST_WIDE;
        if (hasReserved(flags, legal)) {
            return frame.answer(ProfileChoice.BAD_STATE_FLAG.code(profile));
        }
        Scope scope = hostWide ? Scope.HOST : (flags & GUEST_WIDE) != 0 ? Scope.GUEST : Scope.VCPU;
        return move(frame, scope, Use.GET);
    }

    private HcallOutcome set(HcallFrame frame) {
        long flags = frame.argument(0);
        if (changesOwner(flags)) {
            return changeOwner(frame, Use.SET);
        }
        if ((flags & BIT_1) != 0) {
            return frame.answer(ProfileChoice.SET_FLAG_BIT_1.code(profile));
        }
        if (hasReserved(flags, GUEST_WIDE)) {
            return frame.answer(ProfileChoice.BAD_STATE_FLAG.code(profile));
        }
        return move(frame, (flags & GUEST_WIDE) != 0 ? Scope.GUEST : Scope.VCPU, Use.SET);
    }

    private boolean changesOwner(long flags) {
        return ProfileChoice.STATE_CAN_BE_OWNED.holds(profile) && (flags & BIT_1) != 0;
    }

    /** GET takes the ownership of a vCPU's state, SET returns it; returning what was not taken is a wrong flag. */
    private HcallOutcome changeOwner(HcallFrame frame, Use use) {
        if (hasReserved(frame.argument(0), BIT_1)) {
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
        if (vcpu.isRunning()) {
            return frame.answer(ReturnCode.H_BUSY);
        }
        if (use == Use.GET) {
            return vcpu.ownedByL1
                    ? frame.answer(ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED)
                    : ownership.take(frame, guest, vcpu);
        }
        return vcpu.ownedByL1
                ? ownership.giveBack(frame, guest, vcpu)
                : frame.answer(ProfileChoice.SET_FLAG_BIT_1.code(profile));
    }

    private boolean hasReserved(long flags, long legal) {
        long reserved = defects.contains(Defect.FLAG_CHECK_LOGICAL_NOT) ? 0 : ~legal; // C's !legal is 0
        return (flags & reserved) != 0;
    }

    private HcallOutcome move(HcallFrame frame, Scope scope, Use use) {
        NestedGuest guest = scope == Scope.HOST ? null : guests.guest(frame.argument(1));
        if (guest == null && scope != Scope.HOST) {
            return frame.answer(ReturnCode.H_P2);
        }
        NestedVcpu vcpu = scope == Scope.VCPU && guest != null ? guest.vcpu(frame.argument(2)) : null;
        if (scope == Scope.VCPU && vcpu == null) {
            return frame.answer(ReturnCode.H_P3);
        }
        if (vcpu != null && vcpu.isRunning()) {
            return frame.answer(ReturnCode.H_BUSY);
        }
        if (vcpu != null && vcpu.ownedByL1) {
            return frame.answer(ReturnCode.H_GUEST_VCPU_STATE_NOT_HV_OWNED);
        }
        long address = frame.argument(3);
        buffer.aim(frame, use == Use.SET ? "H_GUEST_SET_STATE" : "H_GUEST_GET_STATE", guest, vcpu);
        ReturnCode code = buffer.check(address, frame.argument(4), scope, use);
        long guestId = guest == null ? 0 : guest.id();
        long vcpuId = vcpu == null ? 0 : vcpu.id();
        if (code != ReturnCode.H_SUCCESS) {
            return refuse(frame, guestId, vcpuId, code);
        }
        StateFormat format = use == Use.SET ? StateFormat.GUEST_STATE_BUFFER : StateFormat.GUEST_STATE_REQUEST;
        voice.transferred(
                frame, guestId, vcpuId, NestedVoice.IN, format, address, buffer.usedBytes(), buffer.elements());
        if (use == Use.SET) {
            apply(address, guest, scope);
        } else {
            buffer.fill(address);
            voice.transferred(
                    frame,
                    guestId,
                    vcpuId,
                    NestedVoice.OUT,
                    StateFormat.GUEST_STATE_BUFFER,
                    address,
                    buffer.usedBytes(),
                    buffer.elements());
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** The partition table entry is the L0's, so when it changes the L0 removes what was translated through it. */
    private void apply(long address, @Nullable NestedGuest guest, Scope scope) {
        if (guest == null || scope != Scope.GUEST) {
            buffer.apply(address);
            return;
        }
        boolean hadTree = guest.hasTree();
        long dword0 = guest.dword0();
        long dword1 = guest.dword1();
        buffer.apply(address);
        if (hadTree && (guest.dword0() != dword0 || guest.dword1() != dword1)) {
            partition.changeScope(guest.id(), guest.dword0(), guest.dword1());
        }
    }

    private HcallOutcome refuse(HcallFrame frame, long guestId, long vcpuId, ReturnCode code) {
        if (!buffer.stateRefusal(voice, frame, guestId, vcpuId, frame.argument(3))) {
            return frame.answer(code);
        }
        if (!ProfileChoice.ELEMENT_ERRORS_ARE_INDEXED.holds(profile)) {
            return frame.answer(ReturnCode.H_P3);
        }
        frame.output(0, buffer.failedIndex());
        return frame.answer(code);
    }
}
