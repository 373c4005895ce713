package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.fault.FaultEffect.Kind;
import dev.nestor.emulator.fault.FaultRule;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import java.math.BigInteger;

/**
 * What faults on purpose do to state that crosses between L1 memory and the L0: bits of one value flip in L1 memory,
 * before the L0 reads and checks it, or after the L0 wrote it. So the bytes that {@code StateTransferred} carries are
 * those that crossed, and a value that the flip makes illegal is refused as if the L1 had sent it.
 */
public final class TransferFaults {
    private final FaultBook faults;
    private final GuestMemory memory;

    /** Faults of {@code faults} in {@code memory}. */
    public TransferFaults(FaultBook faults, GuestMemory memory) {
        this.faults = faults;
        this.memory = memory;
    }

    /** Whether there is nothing to ask. */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /**
     * A value crosses.
     *
     * @param into the L0 ({@link NestedVoice#IN}) or L1 memory ({@link NestedVoice#OUT})
     * @param guestId guest or lpid, {@link FaultBook#NOBODY} for none
     * @param l2Vcpu vCPU or token, {@link FaultBook#NOBODY} for none
     * @param call name of the call that moves it
     * @param element its name
     * @param elementId its number
     * @param l1RealAddress of its first byte; all its bytes are in memory
     * @param sizeBytes its size
     * @param littleEndian whether its bytes run from the least significant
     */
    public void crosses(
            HcallFrame frame,
            int into,
            long guestId,
            long l2Vcpu,
            String call,
            String element,
            int elementId,
            long l1RealAddress,
            int sizeBytes,
            boolean littleEndian) {
        FaultBook.Place place =
                new FaultBook.Place(call, frame.opcode(), frame.vcpu().index(), guestId, l2Vcpu, element, elementId);
        Kind kind = into == NestedVoice.IN ? Kind.CORRUPTION_IN : Kind.CORRUPTION_OUT;
        FaultRule rule = faults.strike(kind, place, frame.vcpu().moment());
        if (rule == null) {
            return;
        }
        BigInteger mask = rule.mask(sizeBytes);
        for (int i = 0; i < sizeBytes; i++) {
            long at = l1RealAddress + (littleEndian ? i : sizeBytes - 1 - i);
            memory.write8(at, memory.read8(at) ^ mask.shiftRight(8 * i).intValue() & 0xFF);
        }
    }
}
