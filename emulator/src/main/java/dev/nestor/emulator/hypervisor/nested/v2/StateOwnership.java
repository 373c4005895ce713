package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.hypervisor.nested.MemoryModel;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.SavedState;
import java.util.Arrays;

/**
 * Taking and returning the ownership of a vCPU's state, as the kernel document of 2023 describes it: GET_STATE with
 * takeOwnershipOfVcpuState gives the L1 the state in a format of the L0's own, of the size that element
 * HOST_STATE_SIZE names; SET_STATE with returnOwnershipOfVcpuState must bring it back before anything else is done with
 * the vCPU. Neither Linux's L1 nor QEMU's L0 has it, and no source names the codes.
 *
 * <pre>
 * 0     bytes of the state, 4 bytes, big-endian
 * 4     state, as the L0 saves it
 * ...   zeros up to HOST_STATE_SIZE
 * </pre>
 *
 * <p>The L0 may free what it gave away; this one keeps it, and takes back nothing else. So no data of an L1 is ever
 * loaded as an L0's own.
 */
final class StateOwnership {
    private static final int LENGTH_BYTES = 4;

    private final GuestMemory memory;
    private final NestedVoice voice;

    StateOwnership(GuestMemory memory, NestedVoice voice) {
        this.memory = memory;
        this.voice = voice;
    }

    /** GET_STATE with takeOwnershipOfVcpuState: the state goes out, and the L1 owns it. */
    HcallOutcome take(HcallFrame frame, NestedGuest guest, NestedVcpu vcpu) {
        ReturnCode code = checkBuffer(frame);
        if (code != ReturnCode.H_SUCCESS) {
            return frame.answer(code);
        }
        byte[] state = stateOf(vcpu);
        memory.write(frame.argument(3), state, 0, state.length);
        vcpu.ownedByL1 = true;
        moved(frame, guest, vcpu, NestedVoice.OUT);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** SET_STATE with returnOwnershipOfVcpuState: exactly what was taken comes back, and the L0 owns it. */
    HcallOutcome giveBack(HcallFrame frame, NestedGuest guest, NestedVcpu vcpu) {
        ReturnCode code = checkBuffer(frame);
        if (code != ReturnCode.H_SUCCESS) {
            return frame.answer(code);
        }
        byte[] given = new byte[(int) MemoryModel.VCPU_BYTES];
        memory.read(frame.argument(3), given, 0, given.length);
        if (!Arrays.equals(given, stateOf(vcpu))) {
            return frame.answer(ReturnCode.H_P4);
        }
        moved(frame, guest, vcpu, NestedVoice.IN);
        vcpu.ownedByL1 = false;
        guest.configure(vcpu);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private ReturnCode checkBuffer(HcallFrame frame) {
        long size = frame.argument(4);
        if (size < MemoryModel.VCPU_BYTES || size > Limits.STATE_BUFFER_BYTES_MAX) {
            return ReturnCode.H_P5;
        }
        return memory.contains(frame.argument(3), size) ? ReturnCode.H_SUCCESS : ReturnCode.H_P4;
    }

    /** The state in the L0's own format; who owns it is no part of it. */
    private static byte[] stateOf(NestedVcpu vcpu) {
        boolean owned = vcpu.ownedByL1;
        vcpu.ownedByL1 = false;
        byte[] saved = SavedState.of(vcpu);
        vcpu.ownedByL1 = owned;
        if (LENGTH_BYTES + saved.length > MemoryModel.VCPU_BYTES) {
            throw new IllegalStateException("a vCPU's state has " + saved.length + " bytes, more than the model says");
        }
        byte[] state = new byte[(int) MemoryModel.VCPU_BYTES];
        for (int i = 0; i < LENGTH_BYTES; i++) {
            state[i] = (byte) (saved.length >>> 8 * (LENGTH_BYTES - 1 - i));
        }
        System.arraycopy(saved, 0, state, LENGTH_BYTES, saved.length);
        return state;
    }

    private void moved(HcallFrame frame, NestedGuest guest, NestedVcpu vcpu, int direction) {
        voice.transferred(
                frame,
                guest.id(),
                vcpu.id(),
                direction,
                StateFormat.L0_INTERNAL,
                frame.argument(3),
                (int) MemoryModel.VCPU_BYTES,
                0);
    }
}
