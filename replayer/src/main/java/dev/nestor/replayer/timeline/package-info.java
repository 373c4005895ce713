/**
 * Any moment of a recorded run: {@link dev.nestor.replayer.timeline.Rerun} runs it again, as it was or with something
 * changed, and {@link dev.nestor.replayer.timeline.Timeline} goes to a moment and back. May import {@code verify}, the
 * recorder and the emulator.
 */
@NullMarked
package dev.nestor.replayer.timeline;

import org.jspecify.annotations.NullMarked;
