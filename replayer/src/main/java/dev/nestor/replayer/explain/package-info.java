/**
 * The first difference between two runs, explained: {@link dev.nestor.replayer.explain.FirstDifference} finds the
 * instruction at which they part and names every field of the state that differs there. May import {@code timeline},
 * {@code verify}, the recorder and the emulator.
 */
@NullMarked
package dev.nestor.replayer.explain;

import org.jspecify.annotations.NullMarked;
