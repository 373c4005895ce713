package dev.nestor.replayer.explain;

/** What a field of the saved state belongs to; in the order in which differences are listed. */
public enum FieldKind {
    /** A register of the context that an L1 vCPU runs, or of the L1 that waits for its L2. */
    REGISTER,
    /** A register or setting of an L2 that the L0 keeps under v2. */
    STATE_ELEMENT,
    /** A timer, or an offset of the time base. */
    TIMER,
    /** A cached translation, or the scope that translations are made in. */
    TRANSLATION,
    /** Bytes of L1 memory. */
    MEMORY,
    /** Anything else that the L0 or the platform keeps. */
    L0,
    /** Which vCPU runs and until when, the moment, why the machine stopped. */
    SCHEDULE
}
