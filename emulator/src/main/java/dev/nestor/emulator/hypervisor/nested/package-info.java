/**
 * What both nested APIs share: the state elements and exits as tables, the L2 vCPUs and guests that the L0 keeps, and
 * the switch between levels. May import what stands below it, {@code hypervisor.partition} included.
 */
@NullMarked
package dev.nestor.emulator.hypervisor.nested;

import org.jspecify.annotations.NullMarked;
