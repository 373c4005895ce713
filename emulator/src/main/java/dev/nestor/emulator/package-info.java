/**
 * The front door of the emulator: {@link dev.nestor.emulator.Machine} is a function of its
 * {@link dev.nestor.emulator.MachineConfig} and its inputs. May import every package below.
 */
@NullMarked
package dev.nestor.emulator;

import org.jspecify.annotations.NullMarked;
