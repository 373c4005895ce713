package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.InterruptDelivered;
import dev.nestor.emulator.event.TraceEvent.NestedEntered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.TraceEvent.StateRefused;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.isa.NestedExitCause;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.NestedApi;
import java.util.Arrays;

/** States the events of nested guests, and counts what they move in the frame of the call that moves it. */
public final class NestedVoice {
    /** Direction of a transfer: from L1 memory to the L0. */
    public static final int IN = 0;

    /** Direction of a transfer: from the L0 to L1 memory. */
    public static final int OUT = 1;

    private final EventVoice voice;
    private final GuestMemory memory;
    private final NestedApi api;
    private byte[] bytes = new byte[1 << 12];

    /** Speaks through {@code voice} about guests under {@code api}. */
    public NestedVoice(EventVoice voice, GuestMemory memory, NestedApi api) {
        this.voice = voice;
        this.memory = memory;
        this.api = api;
    }

    /** An L2 is about to run on {@code v}, whose registers are its own already. */
    public void entered(Vcpu v, long guestId, long l2Vcpu) {
        CpuState s = v.s;
        voice.begin(NestedEntered.TYPE, v.moment())
                .put(v.index())
                .put(api.number())
                .put(guestId)
                .put(l2Vcpu)
                .put(s.nia)
                .put(s.msr)
                .put(s.spr[Spr.LPCR.ordinal()])
                .put(v.hdecExpiry())
                .put(s.instructions)
                .end();
    }

    /** The L2 on {@code v} leaves; its registers are still in {@code v.s}. */
    public void exited(Vcpu v, long guestId, long l2Vcpu, NestedExit exit, NestedExitCause cause) {
        CpuState s = v.s;
        voice.begin(NestedExited.TYPE, v.moment())
                .put(v.index())
                .put(api.number())
                .put(guestId)
                .put(l2Vcpu)
                .put(exit.vector())
                .put(cause.nia())
                .put(cause.msr())
                .put(s.gpr[3])
                .put(s.gpr[4])
                .put(cause.hdar())
                .put(cause.hdsisr())
                .put(cause.asdr())
                .put(s.instructions)
                .end();
    }

    /**
     * State crossed; {@code length} bytes at {@code l1RealAddress}, all in memory, are as they were moved.
     *
     * @param frame the call that moved them; counts them
     * @param direction {@link #IN} or {@link #OUT}
     */
    public void transferred(
            HcallFrame frame,
            long guestId,
            long l2Vcpu,
            int direction,
            StateFormat format,
            long l1RealAddress,
            int length,
            int elements) {
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
        }
        memory.read(l1RealAddress, bytes, 0, length);
        if (direction == IN) {
            frame.countIn(format == StateFormat.GUEST_STATE_REQUEST ? 0 : elements, length);
        } else {
            frame.countOut(elements, length);
        }
        Vcpu v = frame.vcpu();
        voice.begin(StateTransferred.TYPE, v.moment())
                .put(v.index())
                .put(frame.opcode())
                .put(guestId)
                .put(l2Vcpu)
                .put(direction)
                .put(format.number())
                .put(l1RealAddress)
                .put(elements)
                .end(bytes, 0, length);
    }

    /**
     * An element was refused, and with it the whole buffer.
     *
     * @param frame the call that brought the buffer
     * @param l1RealAddress of the buffer
     * @param index of the element, from 0
     * @param offset of the element in the buffer, bytes
     * @param element its id, and {@code sizeBytes} the size it claims; both 0 when the buffer ends before them
     */
    public void refused(
            HcallFrame frame,
            long guestId,
            long l2Vcpu,
            long l1RealAddress,
            int index,
            int offset,
            int element,
            int sizeBytes,
            StateRefusal reason) {
        Vcpu v = frame.vcpu();
        voice.begin(StateRefused.TYPE, v.moment())
                .put(v.index())
                .put(frame.opcode())
                .put(guestId)
                .put(l2Vcpu)
                .put(l1RealAddress)
                .put(index)
                .put(offset)
                .put(element)
                .put(sizeBytes)
                .put(reason.number())
                .end();
    }

    /** An interrupt that the L0 made was delivered in the context that runs on {@code v}. */
    public void delivered(Vcpu v) {
        CpuState s = v.s;
        voice.begin(InterruptDelivered.TYPE, v.moment())
                .put(v.index())
                .put(v.level())
                .put(v.delivered().vector())
                .put(s.spr[Spr.SRR0.ordinal()])
                .put(s.spr[Spr.SRR1.ordinal()])
                .put(s.spr[Spr.DAR.ordinal()])
                .put(s.spr[Spr.DSISR.ordinal()])
                .end();
    }
}
