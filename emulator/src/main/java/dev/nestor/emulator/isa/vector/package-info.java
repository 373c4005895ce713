/**
 * The rows of the vector and the vector-scalar facility, the matrix-multiply assist included.
 *
 * @see "Power ISA 3.1, Book I, chapters 6 and 7"
 */
@NullMarked
package dev.nestor.emulator.isa.vector;

import org.jspecify.annotations.NullMarked;
