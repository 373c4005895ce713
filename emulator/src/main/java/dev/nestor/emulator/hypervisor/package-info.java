/**
 * The L0. {@link dev.nestor.emulator.hypervisor.Hypervisor} is its door for the machine, {@link
 * dev.nestor.emulator.hypervisor.HcallTable} joins the rows of all hypercalls, and {@link
 * dev.nestor.emulator.hypervisor.StateTransferDecoder} takes transferred state apart for readers. May import what
 * stands below it.
 */
@NullMarked
package dev.nestor.emulator.hypervisor;

import org.jspecify.annotations.NullMarked;
