package dev.nestor.recorder.codec;

import dev.nestor.emulator.input.MachineInput;
import org.jspecify.annotations.Nullable;

/**
 * The input door was asked, and this is what it said.
 *
 * @param moment at which the machine polled
 * @param eventSequence number of the next event at that point; with {@code moment} it is the position
 * @param input what came in, or null when nothing did; an empty answer is kept because the machine stopped for it
 */
public record InputEntry(
        long moment, long eventSequence, @Nullable MachineInput input) {}
