/**
 * What an ordinary partition asks of its L0, rows and handlers together: console, waiting and waking, registration of
 * areas, modes, RTAS, interrupt presentation. {@link dev.nestor.emulator.hypervisor.partition.PartitionState} keeps
 * what these calls set. May import what stands below it, {@code platform} included.
 */
@NullMarked
package dev.nestor.emulator.hypervisor.partition;

import org.jspecify.annotations.NullMarked;
