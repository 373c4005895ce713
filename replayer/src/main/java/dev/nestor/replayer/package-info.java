/**
 * Replay: {@link dev.nestor.replayer.Replayer} runs the machine again from a recording and compares every event. May
 * import {@code verify}, the recorder and the emulator.
 */
@NullMarked
package dev.nestor.replayer;

import org.jspecify.annotations.NullMarked;
