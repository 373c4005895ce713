package dev.nestor.emulator.papr;

import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.isa.Vcpu;

/** States the events of hypercalls. */
public final class HcallVoice {
    private final EventVoice voice;

    /** Speaks through {@code voice}. */
    public HcallVoice(EventVoice voice) {
        this.voice = voice;
    }

    /** The call in {@code frame} has just begun. */
    public void entered(HcallFrame frame) {
        Vcpu v = frame.vcpu();
        voice.begin(HcallEntered.TYPE, v.moment()).put(v.index()).put(frame.opcode());
        for (int i = 0; i < 6; i++) {
            voice.put(frame.argument(i));
        }
        voice.put(v.own().nia).put(v.own().msr).end();
    }

    /** The call in {@code frame} goes back to its L1 vCPU; its results are in the registers. */
    public void returned(HcallFrame frame) {
        Vcpu v = frame.vcpu();
        voice.begin(HcallReturned.TYPE, v.moment())
                .put(v.index())
                .put(frame.opcode())
                .put(v.own().gpr[3])
                .put(frame.argument(0))
                .put(frame.argument(1))
                .put(frame.elements())
                .put(frame.bytesIn())
                .put(frame.bytesOut())
                .put(frame.tableReads())
                .end();
    }
}
