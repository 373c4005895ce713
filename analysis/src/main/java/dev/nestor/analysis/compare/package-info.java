/**
 * One recording beside another: {@link dev.nestor.analysis.compare.Comparison} asks the reports of {@code
 * reports/compare} of a database that holds both. May import {@code report} and {@code sql}.
 */
@NullMarked
package dev.nestor.analysis.compare;

import org.jspecify.annotations.NullMarked;
