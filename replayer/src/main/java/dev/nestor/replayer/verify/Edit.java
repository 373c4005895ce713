package dev.nestor.replayer.verify;

import dev.nestor.emulator.input.MachineInput;

/**
 * An input that the recording does not hold, for a what-if or a test.
 *
 * @param moment at which it comes in
 * @param input what comes in
 */
public record Edit(long moment, MachineInput input) {}
