/**
 * The vocabulary of hypercalls: rows, frames and return codes, and the choices a configuration makes about them. May
 * import what stands below the hypervisor.
 */
@NullMarked
package dev.nestor.emulator.papr;

import org.jspecify.annotations.NullMarked;
