package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;

/**
 * What the L0's behaviour depends on.
 *
 * @param api nested API offered to the L1
 * @param profile whose view is taken where sources disagree
 */
public record HypervisorConfig(NestedApi api, Profile profile) {}
