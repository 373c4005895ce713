/**
 * Both doors of a machine that replays: {@link dev.nestor.replayer.verify.RecordedInputs} feeds back what came in,
 * {@link dev.nestor.replayer.verify.VerifyingSink} compares what goes out and stops at the first
 * {@link dev.nestor.replayer.verify.Divergence}. May import the recorder and the emulator.
 */
@NullMarked
package dev.nestor.replayer.verify;

import org.jspecify.annotations.NullMarked;
