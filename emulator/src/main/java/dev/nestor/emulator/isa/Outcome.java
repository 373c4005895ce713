package dev.nestor.emulator.isa;

/** What executing one instruction led to; plain ints because they are returned once per instruction. */
public final class Outcome {
    /** Go on with the instruction after it. */
    public static final int NEXT = 0;
    /** Go on at {@code state.nia}; nothing but the address changed. */
    public static final int BRANCHED = 1;
    /** Go on at {@code state.nia} after looking again at translation, pending interrupts and timers. */
    public static final int RESYNC = 2;
    /** An interrupt was delivered inside the guest; go on at its handler, {@code state.nia}. */
    public static final int INTERRUPTED = 3;
    /** sc 1: a hypercall for the L0 or, from an L2, an exit; {@code state.nia} is the instruction after it. */
    public static final int HYPERCALL = 4;
    /** An interrupt of the L2 goes to the hypervisor: {@link Vcpu#exit()} says which. */
    public static final int EXITED = 5;
    /** The instruction gives up the rest of the time slice; {@code state.nia} is the instruction after it. */
    public static final int YIELDED = 6;
    /** The instruction budget is spent; never returned by an instruction. */
    public static final int BUDGET_SPENT = 7;

    private Outcome() {}
}
