/**
 * All rows as one table, and what is derived from it: decoder, disassembler, and the interpreter that executes decoded
 * instructions.
 */
@NullMarked
package dev.nestor.emulator.interpret;

import org.jspecify.annotations.NullMarked;
