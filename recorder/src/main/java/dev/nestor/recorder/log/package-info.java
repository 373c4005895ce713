/**
 * The log of a recording: frames in a Chronicle queue. {@link dev.nestor.recorder.log.TraceWriter} and
 * {@link dev.nestor.recorder.log.TraceReader} stand side by side over {@link dev.nestor.recorder.log.FrameHeader};
 * {@link dev.nestor.recorder.log.Seal} proves a finished queue file; damage, too old and too new are three exceptions.
 * May import {@code codec} and the emulator. {@link dev.nestor.recorder.log.ChronicleStore} alone imports Chronicle.
 */
@NullMarked
package dev.nestor.recorder.log;

import org.jspecify.annotations.NullMarked;
