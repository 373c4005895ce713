/**
 * Bits, fields and bounds that every other package leans on: {@link dev.nestor.emulator.arch.PowerBits} speaks IBM bit
 * numbers, {@link dev.nestor.emulator.arch.Limits} names every bound. Imports nothing of this project.
 */
@NullMarked
package dev.nestor.emulator.arch;

import org.jspecify.annotations.NullMarked;
