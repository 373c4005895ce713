package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;

/**
 * The register files that MSR, and HFSCR for an L2, switch on.
 *
 * @see "Power ISA 3.1, Book III, section 4.2.1: MSR[FP], MSR[VEC], MSR[VSX]"
 */
public enum RegisterFacility {
    /** General purpose registers: always there. */
    GENERAL(0, Interrupt.PROGRAM, 0),
    /** Floating-point registers. */
    FLOATING_POINT(MsrBits.FP, Interrupt.FP_UNAVAILABLE, 0),
    /** Vector registers. */
    VECTOR(MsrBits.VEC, Interrupt.VECTOR_UNAVAILABLE, 1),
    /** Vector-scalar registers. */
    VSX(MsrBits.VSX, Interrupt.VSX_UNAVAILABLE, 1),
    /** Vector-scalar registers: 0 to 31 under MSR[VSX], 32 to 63 under MSR[VEC]. */
    VSX_OR_VECTOR(MsrBits.VSX, Interrupt.VSX_UNAVAILABLE, 1),
    /** Vector-scalar registers seen as 0 to 31 floating-point under MSR[FP] and 32 to 63 vector under MSR[VEC]. */
    FLOATING_POINT_OR_VECTOR(MsrBits.FP, Interrupt.FP_UNAVAILABLE, 0);

    private final long msrBit;
    private final Interrupt interrupt;
    private final int hfscrCause;

    RegisterFacility(long msrBit, Interrupt interrupt, int hfscrCause) {
        this.msrBit = msrBit;
        this.interrupt = interrupt;
        this.hfscrCause = hfscrCause;
    }

    /** The MSR bit that switches it on; 0 for none. */
    public long msrBit() {
        return msrBit;
    }

    /** The interrupt that its absence in MSR causes. */
    public Interrupt interrupt() {
        return interrupt;
    }

    /** The number of its HFSCR bit, counted from the least significant, which is also the cause stated there. */
    public int hfscrCause() {
        return hfscrCause;
    }
}
