/**
 * Reports: a report is a {@code .sql} file among the resources of {@code reports}, printed with its question above it.
 * {@link dev.nestor.analysis.report.ResultFormat} writes any answer as a table, CSV or JSON. May import {@code sql}.
 */
@NullMarked
package dev.nestor.analysis.report;

import org.jspecify.annotations.NullMarked;
