/**
 * The v1 nested API: H_ENTER_NESTED hands the whole state of an L2 over in two structures, and the L0 keeps nothing but
 * the L1's partition table register. Door: {@link dev.nestor.emulator.hypervisor.nested.v1.NestedV1}. May import what
 * stands below it.
 */
@NullMarked
package dev.nestor.emulator.hypervisor.nested.v1;

import org.jspecify.annotations.NullMarked;
