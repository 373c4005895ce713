package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.util.Set;

/**
 * What the L0's behaviour depends on.
 *
 * @param api nested API offered to the L1
 * @param profile whose view is taken where sources disagree
 * @param defects bugs that it has on purpose
 */
public record HypervisorConfig(NestedApi api, Profile profile, Set<Defect> defects) {

    /** Without defects. */
    public HypervisorConfig(NestedApi api, Profile profile) {
        this(api, profile, Defect.NONE);
    }
}
