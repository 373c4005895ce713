/**
 * The instruction set: one declared row per instruction, grouped by the manual's facilities; decoder, encoder and
 * disassembler derive from the rows. {@link dev.nestor.emulator.isa.Vcpu} is the processor as the rows see it and
 * {@link dev.nestor.emulator.isa.Interpreter} executes decoded instructions. May import {@code arch}, {@code state},
 * {@code memory}, {@code cpu} and {@code mmu}.
 */
@NullMarked
package dev.nestor.emulator.isa;

import org.jspecify.annotations.NullMarked;
