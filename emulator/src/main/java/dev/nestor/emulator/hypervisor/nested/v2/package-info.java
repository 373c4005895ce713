/**
 * The v2 nested API, the H_GUEST_* calls: the L0 keeps each L2 vCPU's state, and guest state buffers carry what
 * changes. Door: {@link dev.nestor.emulator.hypervisor.nested.v2.NestedV2}. May import what stands below it.
 */
@NullMarked
package dev.nestor.emulator.hypervisor.nested.v2;

import org.jspecify.annotations.NullMarked;
