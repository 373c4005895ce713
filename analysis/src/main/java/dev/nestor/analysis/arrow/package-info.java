/**
 * Events as Arrow batches: {@link dev.nestor.analysis.arrow.TableSchema} is derived from an event's declaration,
 * {@link dev.nestor.analysis.arrow.TraceBatches} is an event sink that fills one batch per table and hands it on when
 * it is full, so that a recording of any length takes the same memory. May import the emulator, the recorder and the
 * replayer.
 */
@NullMarked
package dev.nestor.analysis.arrow;

import org.jspecify.annotations.NullMarked;
