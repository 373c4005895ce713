/**
 * What the code declares, as pages for readers: every row of the emulator's tables and every heading of the SQL files,
 * in Markdown. The door is {@link dev.nestor.analysis.reference.ReferencePages}; a test holds the files in step. May
 * import the emulator's tables, {@code arrow}, {@code sql} and {@code report}.
 */
@NullMarked
package dev.nestor.analysis.reference;

import org.jspecify.annotations.NullMarked;
