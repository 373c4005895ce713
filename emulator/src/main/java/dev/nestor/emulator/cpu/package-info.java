/**
 * The architected registers of one processor context, the tables of special purpose registers and interrupts, and the
 * time base. May import {@code arch} and {@code state}.
 */
@NullMarked
package dev.nestor.emulator.cpu;

import org.jspecify.annotations.NullMarked;
