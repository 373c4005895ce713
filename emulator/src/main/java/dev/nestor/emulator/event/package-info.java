/**
 * Every fact the machine can state. {@link dev.nestor.emulator.event.TraceEvent} lists them as records: the record is
 * the schema, and log codec, SQL table and reference page derive from it through {@link
 * dev.nestor.emulator.event.EventType}. {@link dev.nestor.emulator.event.EventSink} is the only way out of the machine.
 * May import {@code arch}.
 */
@NullMarked
package dev.nestor.emulator.event;

import org.jspecify.annotations.NullMarked;
