package dev.nestor.emulator.cpu;

/**
 * The facilities that FSCR switches off for problem state and HFSCR for a partition below a hypervisor. A facility's
 * cause, as the interrupt states it, is also its bit number counted from the least significant.
 *
 * @see "Power ISA 3.1, Book III, sections 7.2.9 and 7.2.10: FSCR and HFSCR"
 */
public enum Facility {
    /** Always there. */
    NONE(0, false),
    /** Data stream control register. */
    DSCR(2, true),
    /** Performance monitor. */
    PM(3, false),
    /** The branch history and its instructions. */
    BHRB(4, false),
    /** Event-based branches. */
    EBB(7, true),
    /** Target address register. */
    TAR(8, true),
    /** msgsndp, msgclrp and the registers that go with them. */
    MSGP(10, false),
    /** System call vectored. */
    SCV(12, true),
    /** Prefixed instructions. */
    PREFIX(13, true);

    private final int cause;
    private final boolean inFscr;

    Facility(int cause, boolean inFscr) {
        this.cause = cause;
        this.inFscr = inFscr;
    }

    /** The interrupt cause that names it. */
    public int cause() {
        return cause;
    }

    /** Its bit in FSCR and HFSCR; 1 means available. */
    public long bit() {
        return 1L << cause;
    }

    /** Whether FSCR has a bit for it. */
    public boolean isInFscr() {
        return inFscr;
    }
}
