/**
 * What keeps the house in order and belongs to no module: {@link dev.nestor.tidy.ArchitectureTest} reads the compiled
 * classes (who imports whom, who calls what), {@link dev.nestor.tidy.TidyTest} the files of the repository (sizes,
 * comments, names). It stands in the top module because that one sees all others. Every rule is tried against a sample
 * that breaks it, so that a rule which looks at nothing is noticed.
 */
package dev.nestor.tidy;
