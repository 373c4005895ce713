/**
 * The recording of a run: {@link dev.nestor.recorder.Recorder} stands behind the machine's two doors and writes down
 * what passes; {@link dev.nestor.recorder.Recording} gives it back. May import {@code log}, {@code codec} and the
 * emulator.
 */
@NullMarked
package dev.nestor.recorder;

import org.jspecify.annotations.NullMarked;
