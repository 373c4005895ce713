/** A sample for {@link dev.nestor.tidy.ArchitectureRulesTest}: whether it may use its parent depends on the order. */
package dev.nestor.tidy.sample;
