/**
 * A recording as one portable file: {@link dev.nestor.recorder.pack.PackWriter} and
 * {@link dev.nestor.recorder.pack.PackReader} stand side by side over {@link dev.nestor.recorder.pack.PackFormat}. May
 * import {@code log}, {@code codec} and the emulator; zstd is used here and in {@code log} only.
 */
@NullMarked
package dev.nestor.recorder.pack;

import org.jspecify.annotations.NullMarked;
