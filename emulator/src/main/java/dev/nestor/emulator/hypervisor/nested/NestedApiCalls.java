package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.Stateful;

/** What the L0 needs of the nested API in force: v1 and v2 each serve it. */
public interface NestedApiCalls extends Stateful {

    /**
     * The L2 on {@code v} leaves for the reason in {@code v.exit()}: its state goes out, the L1's registers run again,
     * and the pending call in {@code frame} is answered.
     */
    void exit(Vcpu v, HcallFrame frame);

    /**
     * The L2 on {@code v} executed sc 1, {@code v.s.nia} being the instruction after it.
     *
     * @return whether it exited; otherwise an interrupt was delivered inside it
     */
    boolean hypercall(Vcpu v, HcallFrame frame);

    /** Points {@code v} at the registers that run on it, after saved state was loaded. */
    void reconnect(Vcpu v);

    /** Mixes in what is kept for {@code v} and for the L2 vCPU that ran on it last; bounded work. */
    void digestAtExit(Vcpu v, StateDigest digest);
}
