package dev.nestor.emulator.mmu;

/** What a translated address is for. */
public enum Access {
    /** A data load. */
    LOAD,
    /** A data store. */
    STORE,
    /** An instruction fetch. */
    FETCH
}
