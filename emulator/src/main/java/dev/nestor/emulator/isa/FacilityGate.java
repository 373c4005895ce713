package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Spr;

/**
 * Whether FSCR or HFSCR switches a facility off, and the interrupt when it does.
 *
 * @see "Power ISA 3.1, Book III, sections 7.2.1.2 and 7.5.20"
 */
public final class FacilityGate {
    private FacilityGate() {}

    /** Whether FSCR (in problem state) or HFSCR (for an L2) switches off the facility that {@code spr} belongs to. */
    public static boolean isOff(Vcpu v, Spr spr) {
        Facility facility = spr.facility();
        return facility != Facility.NONE && (isOffForProblemState(v, facility) || isOffForL2(v, facility));
    }

    /** The interrupt for a facility that {@linkplain #isOff is off}; answers an {@link Outcome}. */
    public static int unavailable(Vcpu v, Spr spr) {
        Facility facility = spr.facility();
        return isOffForProblemState(v, facility)
                ? v.facilityUnavailable(facility.cause())
                : v.hypervisorFacilityUnavailable(facility.cause());
    }

    private static boolean isOffForProblemState(Vcpu v, Facility facility) {
        return facility.isInFscr() && v.isProblemState() && (v.s.spr[Spr.FSCR.ordinal()] & facility.bit()) == 0;
    }

    /** Whether HFSCR switches {@code facility} off for the L2 that runs; false for an L1. */
    public static boolean isOffForL2(Vcpu v, Facility facility) {
        return v.isNested() && (v.s.spr[Spr.HFSCR.ordinal()] & facility.bit()) == 0;
    }
}
