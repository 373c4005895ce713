/**
 * SQL: {@link dev.nestor.analysis.sql.DuckDbSession} is one database without network or extensions,
 * {@link dev.nestor.analysis.sql.ViewCatalog} the views that ship with Nestor, one {@code .sql} file each,
 * {@link dev.nestor.analysis.sql.Dimensions} the names of numbers, taken from the emulator's declared tables. May
 * import {@code arrow} and the modules below analysis.
 */
@NullMarked
package dev.nestor.analysis.sql;

import org.jspecify.annotations.NullMarked;
