/**
 * Faults on purpose: {@link dev.nestor.emulator.fault.FaultRule} is one rule and its text,
 * {@link dev.nestor.emulator.fault.FaultEffect} the table of what a rule may do, and
 * {@link dev.nestor.emulator.fault.FaultBook} the rules in force, which the L0 asks. May import what stands above it in
 * the house's order.
 */
@NullMarked
package dev.nestor.emulator.fault;

import org.jspecify.annotations.NullMarked;
