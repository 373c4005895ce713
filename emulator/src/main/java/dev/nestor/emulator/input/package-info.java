/**
 * Everything the outside can say to the machine: {@link dev.nestor.emulator.input.MachineInput} lists it,
 * {@link dev.nestor.emulator.input.InputSource} is the only way in. May import {@code arch} and {@code event}.
 */
@NullMarked
package dev.nestor.emulator.input;

import org.jspecify.annotations.NullMarked;
