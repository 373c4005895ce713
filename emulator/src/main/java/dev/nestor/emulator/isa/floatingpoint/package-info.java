/**
 * The rows of the binary and the decimal floating-point facility, on the numbers of {@code binary} and
 * {@code decimal}. How a floating-point instruction ends is here too, for vector rows and system rows end so.
 *
 * @see "Power ISA 3.1, Book I, chapters 4 and 5"
 */
@NullMarked
package dev.nestor.emulator.isa.floatingpoint;

import org.jspecify.annotations.NullMarked;
