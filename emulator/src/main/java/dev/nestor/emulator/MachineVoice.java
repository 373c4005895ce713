package dev.nestor.emulator;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.IdleSkipped;
import dev.nestor.emulator.event.TraceEvent.InputApplied;
import dev.nestor.emulator.event.TraceEvent.InterruptDelivered;
import dev.nestor.emulator.event.TraceEvent.MachineStarted;
import dev.nestor.emulator.event.TraceEvent.MachineStopped;
import dev.nestor.emulator.event.TraceEvent.StateDigested;
import dev.nestor.emulator.event.TraceEvent.VcpuDispatched;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.platform.BootImage;

/** The events that the machine itself states; those of the L0 are stated where they happen. */
final class MachineVoice {
    private final EventVoice voice;

    MachineVoice(EventVoice voice) {
        this.voice = voice;
    }

    void started(MachineConfig config, BootImage boot) {
        voice.begin(MachineStarted.TYPE, 0)
                .put(config.vcpus())
                .put(config.memoryBytes())
                .put(boot.entry())
                .put(boot.deviceTree())
                .end();
    }

    void dispatched(long moment, int vcpu) {
        voice.begin(VcpuDispatched.TYPE, moment).put(vcpu).end();
    }

    /** The vCPU stands at the handler of the interrupt that it took last. */
    void interrupted(long moment, Vcpu v) {
        CpuState s = v.s;
        voice.begin(InterruptDelivered.TYPE, moment)
                .put(v.index())
                .put(v.level())
                .put(v.delivered().vector())
                .put(s.spr[Spr.SRR0.ordinal()])
                .put(s.spr[Spr.SRR1.ordinal()])
                .put(s.spr[Spr.DAR.ordinal()])
                .put(s.spr[Spr.DSISR.ordinal()])
                .end();
    }

    void skipped(long moment, long moments) {
        voice.begin(IdleSkipped.TYPE, moment).put(moments).end();
    }

    void applied(long moment, long number, int kind) {
        voice.begin(InputApplied.TYPE, moment).put(number).put(kind).end();
    }

    void digested(long moment, int vcpu, long processor, long rest, long memory) {
        voice.begin(StateDigested.TYPE, moment)
                .put(vcpu)
                .put(processor)
                .put(rest)
                .put(memory)
                .end();
    }

    void stopped(long moment, StopReason reason, long detail) {
        voice.begin(MachineStopped.TYPE, moment)
                .put(reason.number())
                .put(detail)
                .end();
    }
}
