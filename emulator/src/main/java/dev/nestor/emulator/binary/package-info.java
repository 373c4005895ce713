/**
 * Binary floating-point numbers: the formats from half to quad precision, and arithmetic that is exact, rounded once,
 * and says which FPSCR bits it raises. It knows no processor. May import {@code cpu}, for the names of these bits.
 *
 * @see "Power ISA 3.1, Book I, sections 4.3 and 7.3"
 */
@NullMarked
package dev.nestor.emulator.binary;

import org.jspecify.annotations.NullMarked;
