package dev.nestor.emulator.papr;

/** What the machine does after a hypercall was handled. */
public enum HcallOutcome {
    /** The level that runs on the vCPU now goes on at {@code v.s.nia}. */
    RETURNED,
    /** An L2 runs on the vCPU now; the hypercall returns when it exits. */
    L2_ENTERED,
    /** The call returned, and the vCPU waits until an interrupt is pending or it is woken. */
    WAITING,
    /** The call returned, and the vCPU gives up the rest of its time slice. */
    YIELDED,
    /** The vCPU or the whole machine stopped; the call does not return. */
    STOPPED
}
