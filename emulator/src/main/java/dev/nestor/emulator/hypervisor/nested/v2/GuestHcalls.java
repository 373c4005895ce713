package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.fault.ContinueTokens;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
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

/** Guests and their vCPUs come and go. */
final class GuestHcalls {
    /** The rows. */
    static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0x470, "H_GUEST_CREATE", Offered.V2, GuestHcalls.class, GuestHcalls::create)
                    .takes("flags", "continue_token")
                    .gives("guest_id")
                    .answers(ReturnCode.H_SUCCESS, "a guest was made; R4 is its id")
                    .answersAs(ProfileChoice.BAD_LIFE_CYCLE_FLAG, "a flag is set")
                    .answers(ReturnCode.H_P2, "a token that belongs to no operation")
                    .answers(ReturnCode.H_STATE, "no capabilities were set")
                    .answersAs(ProfileChoice.TOO_MANY_GUESTS, "no guest id or no modelled memory is left")
                    .neverAnswers(
                            ReturnCode.H_BUSY,
                            "Linux's L1 repeats the call for it; nothing here takes long, unless a fault rule says so")
                    .neverAnswers(
                            ReturnCode.H_ABORTED, "Linux handles it as no memory; no source says when an L0 answers it")
                    .neverAnswers(
                            ReturnCode.H_AUTHORITY,
                            "Linux handles it; a partition that has the API may create guests here")
                    .neverAnswers(
                            ReturnCode.H_NOT_AVAILABLE,
                            "Linux handles it as busy; no source says when an L0 answers it")
                    .from("Linux kvm-nested.rst; QEMU h_guest_create"),
            HcallRow.served(0x474, "H_GUEST_CREATE_VCPU", Offered.V2, GuestHcalls.class, GuestHcalls::createVcpu)
                    .takes("flags", "guest_id", "vcpu_id")
                    .answers(ReturnCode.H_SUCCESS, "the vCPU was made")
                    .answersAs(ProfileChoice.BAD_LIFE_CYCLE_FLAG, "a flag is set")
                    .answers(ReturnCode.H_P2, "no such guest")
                    .answers(ReturnCode.H_P3, "not an id of a vCPU, or one out of order where ids are consecutive")
                    .answers(ReturnCode.H_IN_USE, "the guest has a vCPU of this id")
                    .answersAs(ProfileChoice.TOO_MANY_GUESTS, "no modelled memory is left")
                    .neverAnswers(
                            ReturnCode.H_BUSY,
                            "Linux's L1 repeats the call for it; nothing here takes long, unless a fault rule says so")
                    .neverAnswers(
                            ReturnCode.H_ABORTED, "Linux handles it as no memory; no source says when an L0 answers it")
                    .neverAnswers(
                            ReturnCode.H_AUTHORITY,
                            "Linux handles it; a partition that has the API may create vCPUs here")
                    .from("Linux kvm-nested.rst; QEMU h_guest_create_vcpu"),
            HcallRow.served(0x488, "H_GUEST_DELETE", Offered.V2, GuestHcalls.class, GuestHcalls::delete)
                    .takes("flags", "guest_id")
                    .answers(ReturnCode.H_SUCCESS, "the guest, or every guest, is gone")
                    .answersAs(ProfileChoice.BAD_LIFE_CYCLE_FLAG, "a flag other than deleteAllGuests is set")
                    .answers(ReturnCode.H_P2, "no such guest")
                    .neverAnswers(
                            ReturnCode.H_BUSY,
                            "Linux's L1 repeats the call for it; nothing here takes long, unless a fault rule says so")
                    .from("Linux kvm-nested.rst; QEMU h_guest_delete"));

    private static final long DELETE_ALL = PowerBits.bit(0);

    private final Profile profile;
    private final Set<Defect> defects;
    private final CapabilityHcalls capabilities;
    private final GuestTable guests;
    private final PartitionState partition;
    private final RunHcalls runs;
    private final ContinueTokens tokens;

    GuestHcalls(
            Profile profile,
            Set<Defect> defects,
            CapabilityHcalls capabilities,
            GuestTable guests,
            PartitionState partition,
            RunHcalls runs,
            ContinueTokens tokens) {
        this.profile = profile;
        this.defects = defects;
        this.capabilities = capabilities;
        this.guests = guests;
        this.partition = partition;
        this.runs = runs;
        this.tokens = tokens;
    }

    private HcallOutcome create(HcallFrame frame) {
        if (frame.argument(0) != 0) {
            return frame.answer(ProfileChoice.BAD_LIFE_CYCLE_FLAG.code(profile));
        }
        long token = frame.argument(1);
        if (!tokens.isGood(token)) {
            return frame.answer(ReturnCode.H_P2);
        }
        if (!capabilities.isSet()) {
            return frame.answer(ReturnCode.H_STATE);
        }
        tokens.take(token);
        NestedGuest guest = guests.create(capabilities.l1Pvr());
        if (guest == null) {
            return frame.answer(ProfileChoice.TOO_MANY_GUESTS.code(profile));
        }
        frame.output(0, guest.id());
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome createVcpu(HcallFrame frame) {
        if (frame.argument(0) != 0) {
            return frame.answer(ProfileChoice.BAD_LIFE_CYCLE_FLAG.code(profile));
        }
        NestedGuest guest = guests.guest(frame.argument(1));
        if (guest == null) {
            return frame.answer(ReturnCode.H_P2);
        }
        long vcpuId = frame.argument(2);
        if (guest.vcpu(vcpuId) != null) {
            return frame.answer(ReturnCode.H_IN_USE);
        }
        boolean consecutive = vcpuId == guest.vcpus().size();
        boolean legal = vcpuId >= 0 && vcpuId <= Limits.L2_VCPU_ID_MAX;
        if (!legal || !consecutive && !ProfileChoice.VCPU_IDS_ARE_FREE.holds(profile)) {
            return frame.answer(ReturnCode.H_P3);
        }
        NestedVcpu vcpu = guests.createVcpu(guest, (int) vcpuId);
        if (vcpu == null) {
            return frame.answer(ProfileChoice.TOO_MANY_GUESTS.code(profile));
        }
        if (ProfileChoice.TB_OFFSET_REACHES_LATER_VCPUS.holds(profile)) {
            guest.configure(vcpu);
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** A guest that runs elsewhere is made to exit first: its L1 vCPU's call returns with reason 0x000. */
    private HcallOutcome delete(HcallFrame frame) {
        long flags = frame.argument(0);
        if ((flags & ~DELETE_ALL) != 0) {
            return frame.answer(ProfileChoice.BAD_LIFE_CYCLE_FLAG.code(profile));
        }
        if ((flags & DELETE_ALL) != 0) {
            for (NestedGuest guest : guests.all()) {
                delete(frame, guest);
                if (defects.contains(Defect.STALE_GUESTS)) {
                    guests.leaveBehind(guest);
                }
            }
            return frame.answer(ReturnCode.H_SUCCESS);
        }
        NestedGuest guest = guests.guest(frame.argument(1));
        if (guest == null) {
            return frame.answer(ReturnCode.H_P2);
        }
        delete(frame, guest);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private void delete(HcallFrame frame, NestedGuest guest) {
        for (NestedVcpu vcpu : guest.vcpus()) {
            if (vcpu.isRunning()) {
                runs.endRun(frame.vcpu(), guest, vcpu);
            }
        }
        guests.delete(guest);
        partition.removeTranslations(guest.id());
    }
}
