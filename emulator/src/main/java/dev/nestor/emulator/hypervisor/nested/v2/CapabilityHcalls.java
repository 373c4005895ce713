package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.List;

/**
 * What the L0 offers and what the L1 chose of it, once for the life of the machine.
 *
 * <pre>
 * bitmap  copy memory(0) POWER9 mode(1) POWER10 mode(2) POWER11 mode(3) second bitmap follows(63)
 * </pre>
 */
final class CapabilityHcalls implements Stateful {
    /** The rows. */
    static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(
                            0x460,
                            "H_GUEST_GET_CAPABILITIES",
                            Offered.V2,
                            CapabilityHcalls.class,
                            CapabilityHcalls::get)
                    .takes("flags")
                    .gives("capabilities")
                    .answers(ReturnCode.H_SUCCESS, "the bitmap is in R4")
                    .answersAs(ProfileChoice.BAD_STATE_FLAG, "a flag is set")
                    .neverAnswers(
                            ReturnCode.H_BUSY,
                            "Linux's L1 repeats the call for it; nothing here takes long, unless a fault rule says so")
                    .from("Linux kvm-nested.rst; QEMU h_guest_get_capabilities"),
            HcallRow.served(
                            0x464,
                            "H_GUEST_SET_CAPABILITIES",
                            Offered.V2,
                            CapabilityHcalls.class,
                            CapabilityHcalls::set)
                    .takes("flags", "capabilities")
                    .gives("invalid_bitmaps", "first_invalid")
                    .answers(ReturnCode.H_SUCCESS, "the modes are chosen")
                    .answersAs(ProfileChoice.BAD_STATE_FLAG, "a flag is set")
                    .answers(ReturnCode.H_P2, "no mode, or one that was not offered")
                    .answers(ReturnCode.H_STATE, "chosen before")
                    .neverAnswers(
                            ReturnCode.H_BUSY,
                            "Linux's L1 repeats the call for it; nothing here takes long, unless a fault rule says so")
                    .from("Linux kvm-nested.rst; QEMU h_guest_set_capabilities"));

    private static final int COPY_MEMORY_BIT = 0;
    private static final int POWER10_BIT = 2;
    private static final long OFFERED = PowerBits.bit(1) | PowerBits.bit(2);
    private static final long MODES = PowerBits.mask(1, 3);

    @Derived("configuration")
    private final Profile profile;

    private boolean isSet;
    private long l1Pvr;

    CapabilityHcalls(Profile profile) {
        this.profile = profile;
    }

    /** Whether the L1 has chosen: only then can it create guests. */
    boolean isSet() {
        return isSet;
    }

    /** The L1's processor version: the logical PVR that a new guest begins with. */
    long l1Pvr() {
        return l1Pvr;
    }

    @Override
    public void save(StateWriter out) {
        out.putBoolean("is_set", isSet);
        out.putLong("l1_pvr", l1Pvr);
    }

    @Override
    public void load(StateReader in) {
        isSet = in.getBoolean("is_set");
        l1Pvr = in.getLong("l1_pvr");
    }

    private HcallOutcome get(HcallFrame frame) {
        if (frame.argument(0) != 0) {
            return frame.answer(ProfileChoice.BAD_STATE_FLAG.code(profile));
        }
        frame.output(0, OFFERED);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome set(HcallFrame frame) {
        long flags = frame.argument(0);
        long bitmap = frame.argument(1);
        frame.output(0, 0);
        if (flags != 0) {
            return frame.answer(ProfileChoice.BAD_STATE_FLAG.code(profile));
        }
        boolean givesBit = ProfileChoice.BAD_CAPABILITY_GIVES_BIT.holds(profile);
        if ((bitmap & PowerBits.bit(COPY_MEMORY_BIT)) != 0) {
            return refuse(frame, givesBit ? bitmap : 0);
        }
        if (bitmap == 0) {
            return refuse(frame, givesBit ? POWER10_BIT : 0);
        }
        long legal = givesBit ? MODES : OFFERED;
        if ((bitmap & ~legal) != 0) {
            return refuse(frame, givesBit ? 63 - Long.numberOfTrailingZeros(bitmap) : 0);
        }
        if (isSet) {
            return frame.answer(ReturnCode.H_STATE);
        }
        isSet = true;
        l1Pvr = frame.vcpu().own().spr[Spr.PVR.ordinal()];
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private static HcallOutcome refuse(HcallFrame frame, long firstInvalid) {
        frame.output(0, 1);
        frame.output(1, firstInvalid);
        return frame.answer(ReturnCode.H_P2);
    }
}
