/**
 * What an instruction is: a declared row with its pattern, its text and what it does to a
 * {@link dev.nestor.emulator.isa.Vcpu}, the processor as the rows see it. The rows stand in the packages below, by the
 * manual's facilities; {@code interpret} puts them together. May import {@code arch}, {@code state}, {@code memory},
 * {@code cpu}, {@code binary} and {@code mmu}.
 */
@NullMarked
package dev.nestor.emulator.isa;

import org.jspecify.annotations.NullMarked;
