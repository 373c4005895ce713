/**
 * Saved states in a log: {@link dev.nestor.recorder.keyframe.KeyframeWriter} stores the pages of memory that changed,
 * each content once, and everything else whole; {@link dev.nestor.recorder.keyframe.KeyframeReader} puts a state
 * together
 * again. May import {@code log}, {@code codec} and the emulator. {@link dev.nestor.recorder.keyframe.ZstdBytes} alone
 * imports zstd.
 */
@NullMarked
package dev.nestor.recorder.keyframe;

import org.jspecify.annotations.NullMarked;
