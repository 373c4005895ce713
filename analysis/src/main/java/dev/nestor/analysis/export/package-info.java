/** Recordings for other tools: Perfetto's trace format, Parquet and Arrow files. */
@NullMarked
package dev.nestor.analysis.export;

import org.jspecify.annotations.NullMarked;
