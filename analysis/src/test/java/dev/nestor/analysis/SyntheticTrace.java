package dev.nestor.analysis;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.IdleSkipped;
import dev.nestor.emulator.event.TraceEvent.InterruptDelivered;
import dev.nestor.emulator.event.TraceEvent.MachineStarted;
import dev.nestor.emulator.event.TraceEvent.MachineStopped;
import dev.nestor.emulator.event.TraceEvent.NestedEntered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.TraceEvent.StateRefused;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.event.TraceEvent.VcpuDispatched;
import java.nio.charset.StandardCharsets;

/** Speaks like a machine with one L1 vCPU and one L2 vCPU, so that a test can say exactly what happened. */
public final class SyntheticTrace {

    static final long H_GUEST_RUN_VCPU = 0x480;
    static final long H_GUEST_GET_STATE = 0x478;
    static final long H_PUT_TERM_CHAR = 0x58;
    static final long H_RTAS = 0xF000;
    static final int HCALL_EXIT = 0xC00;
    static final int HDSI_EXIT = 0xE00;

    private static final int GUEST_STATE_BUFFER = 1;
    private static final long GUEST = 1;

    private final EventVoice voice;
    private int vcpu;
    private long l2Vcpu;
    private long moment;
    private final long[] l2Instructions = new long[2];
    private long opcode;

    SyntheticTrace(EventSink sink) {
        voice = new EventVoice(sink, 0);
    }

    SyntheticTrace start() {
        voice.begin(MachineStarted.TYPE, moment)
                .put(1)
                .put(256L << 20)
                .put(0x400000)
                .put(0x8000000)
                .end();
        return dispatch(0);
    }

    /** The scheduler lets that L1 vCPU run, and all that follows is its doing. */
    SyntheticTrace dispatch(int vcpu) {
        voice.begin(VcpuDispatched.TYPE, moment).put(vcpu).end();
        this.vcpu = vcpu;
        return this;
    }

    SyntheticTrace stop() {
        voice.begin(MachineStopped.TYPE, moment).put(1).put(-1).end();
        return this;
    }

    /** The L1 attempts that many instructions. */
    SyntheticTrace l1(long instructions) {
        moment += instructions;
        return this;
    }

    SyntheticTrace idle(long moments) {
        moment += moments;
        voice.begin(IdleSkipped.TYPE, moment).put(moments).end();
        return this;
    }

    SyntheticTrace call(long hcall, long r4, long r5, long r6) {
        opcode = hcall;
        voice.begin(HcallEntered.TYPE, moment)
                .put(vcpu)
                .put(hcall)
                .put(r4)
                .put(r5)
                .put(r6)
                .put(0)
                .put(0)
                .put(0)
                .put(0x400100)
                .put(0x8000000000000001L)
                .end();
        return this;
    }

    SyntheticTrace returns(long code, long r4) {
        voice.begin(HcallReturned.TYPE, moment)
                .put(vcpu)
                .put(opcode)
                .put(code)
                .put(r4)
                .put(0)
                .put(2)
                .put(16)
                .put(32)
                .put(5)
                .end();
        return this;
    }

    SyntheticTrace moves(int direction, byte... bytes) {
        voice.begin(StateTransferred.TYPE, moment)
                .put(vcpu)
                .put(opcode)
                .put(GUEST)
                .put(l2Vcpu)
                .put(direction)
                .put(GUEST_STATE_BUFFER)
                .put(0x500000)
                .put(1)
                .end(bytes, 0, bytes.length);
        return this;
    }

    /** The L0 refuses the second element of the buffer that the call brought. */
    SyntheticTrace refuses(int element) {
        voice.begin(StateRefused.TYPE, moment)
                .put(vcpu)
                .put(opcode)
                .put(GUEST)
                .put(l2Vcpu)
                .put(0x500000)
                .put(1)
                .put(16)
                .put(element)
                .put(8)
                .put(1)
                .end();
        return this;
    }

    SyntheticTrace enterL2() {
        return enterL2(0);
    }

    SyntheticTrace enterL2(int vcpuOfL2) {
        return enterL2(vcpuOfL2, 0x10000);
    }

    /** The L2 vCPU is entered at that instruction. */
    SyntheticTrace enterL2(int vcpuOfL2, long nia) {
        l2Vcpu = vcpuOfL2;
        voice.begin(NestedEntered.TYPE, moment)
                .put(vcpu)
                .put(2)
                .put(GUEST)
                .put(l2Vcpu)
                .put(nia)
                .put(0x8000000000001000L)
                .put(0)
                .put(-1)
                .put(l2Instructions[(int) l2Vcpu])
                .end();
        return this;
    }

    /** The L2 attempts that many instructions and exits. */
    SyntheticTrace exitL2(long instructions, int vector, long r3) {
        moment += instructions;
        l2Instructions[(int) l2Vcpu] += instructions;
        voice.begin(NestedExited.TYPE, moment)
                .put(vcpu)
                .put(2)
                .put(GUEST)
                .put(l2Vcpu)
                .put(vector)
                .put(0x10040)
                .put(0x8000000000001000L)
                .put(r3)
                .put(0)
                .put(0)
                .put(0)
                .put(0)
                .put(l2Instructions[(int) l2Vcpu])
                .end();
        return this;
    }

    SyntheticTrace interrupt(int level, int vector) {
        voice.begin(InterruptDelivered.TYPE, moment)
                .put(vcpu)
                .put(level)
                .put(vector)
                .put(0x10080)
                .put(0)
                .put(0)
                .put(0)
                .end();
        return this;
    }

    SyntheticTrace prints(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        voice.begin(ConsoleWritten.TYPE, moment).put(vcpu).put(0x71000000).end(bytes, 0, bytes.length);
        return this;
    }

    /** Two runs of an L2 with a hypercall exit and a storage exit, then a call that never returns. */
    public static void twoExits(EventSink sink) {
        new SyntheticTrace(sink)
                .start()
                .l1(100)
                .call(H_GUEST_RUN_VCPU, 0, 1, 0)
                .moves(0, guestStateBuffer(0x1003, 0x58))
                .enterL2()
                .exitL2(40, HCALL_EXIT, H_PUT_TERM_CHAR)
                .moves(1, guestStateBuffer(0x1003, 0x58))
                .returns(0, HCALL_EXIT)
                .l1(60)
                .prints("hi\n")
                .call(H_GUEST_GET_STATE, 0, 1, 0)
                .moves(0, new byte[16])
                .returns(-4, 0)
                .l1(30)
                .call(H_GUEST_RUN_VCPU, 0, 1, 0)
                .enterL2()
                .interrupt(2, 0x900)
                .exitL2(7, HDSI_EXIT, 0)
                .returns(0, HDSI_EXIT)
                .l1(5)
                .idle(1000)
                .call(H_RTAS, 0, 0, 0)
                .stop();
    }

    /** Two L2 vCPUs take turns on one L1 vCPU, while another L1 vCPU runs and time is skipped in between. */
    static void twoL2Vcpus(EventSink sink) {
        new SyntheticTrace(sink)
                .start()
                .l1(10)
                .call(H_GUEST_RUN_VCPU, 0, 1, 0)
                .enterL2(0)
                .exitL2(100, HDSI_EXIT, 0)
                .returns(0, HDSI_EXIT)
                .l1(5)
                .call(H_GUEST_RUN_VCPU, 0, 1, 1)
                .enterL2(1)
                .exitL2(1000, HDSI_EXIT, 0)
                .returns(0, HDSI_EXIT)
                .l1(3)
                .dispatch(1)
                .l1(500)
                .idle(7000)
                .dispatch(0)
                .l1(2)
                .call(H_GUEST_RUN_VCPU, 0, 1, 0)
                .enterL2(0)
                .exitL2(100, HDSI_EXIT, 0)
                .returns(0, HDSI_EXIT)
                .stop();
    }

    /** A guest state buffer with one element of eight bytes. */
    static byte[] guestStateBuffer(int element, long value) {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(16);
        buffer.putInt(1).putShort((short) element).putShort((short) 8).putLong(value);
        return buffer.array();
    }
}
