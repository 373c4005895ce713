/**
 * The rows of branches, of the condition register and of the fixed-point facility, atomic operations on storage
 * included.
 *
 * @see "Power ISA 3.1, Book I, chapters 2 and 3; Book II, sections 4.5 and 4.6"
 */
@NullMarked
package dev.nestor.emulator.isa.fixedpoint;

import org.jspecify.annotations.NullMarked;
