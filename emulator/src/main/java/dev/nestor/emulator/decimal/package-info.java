/**
 * Decimal floating-point numbers: the three formats with densely packed decimal digits, and arithmetic on numbers taken
 * apart, exact and rounded once. It knows no processor: an operation gives a number and the FPSCR bits it raises. May
 * import {@code cpu}, for the names of these bits.
 *
 * <p>Decimal instructions are rare, so their numbers are objects and their digits big integers.
 *
 * @see "Power ISA 3.1, Book I, chapter 5: Decimal Floating-Point Facility"
 */
@NullMarked
package dev.nestor.emulator.decimal;

import org.jspecify.annotations.NullMarked;
