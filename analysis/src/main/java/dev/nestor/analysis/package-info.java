/**
 * The front door of analysis: {@link dev.nestor.analysis.TraceDatabase} is one or several recordings as tables and
 * views. May import every package below.
 */
@NullMarked
package dev.nestor.analysis;

import org.jspecify.annotations.NullMarked;
