/**
 * How state is saved, restored and digested: {@link dev.nestor.emulator.state.Stateful} objects write their fields to a
 * {@link dev.nestor.emulator.state.StateWriter}; a digest is the hash of exactly what is saved. May import {@code
 * arch}.
 */
@NullMarked
package dev.nestor.emulator.state;

import org.jspecify.annotations.NullMarked;
