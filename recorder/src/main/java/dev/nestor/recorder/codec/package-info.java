/**
 * The bytes inside a frame: {@link dev.nestor.recorder.codec.EventBatchEncoder} and
 * {@link dev.nestor.recorder.codec.EventBatchDecoder} for batches of events,
 * {@link dev.nestor.recorder.codec.InputCodec} for inputs, {@link dev.nestor.recorder.codec.Schema} for the fingerprint
 * of what is declared. Everything is derived from the declarations of the emulator. May import the emulator.
 */
@NullMarked
package dev.nestor.recorder.codec;

import org.jspecify.annotations.NullMarked;
