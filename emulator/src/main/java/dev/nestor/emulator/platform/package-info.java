/**
 * What a pseries partition sees of its machine: memory map, device tree, images, RTAS, console and interrupt
 * controller. Doors: {@link dev.nestor.emulator.platform.BootImage} puts an L1 into memory, {@link
 * dev.nestor.emulator.platform.PartitionControl} is what the machine does for its partition. May import what stands
 * below it, {@code papr} included.
 */
@NullMarked
package dev.nestor.emulator.platform;

import org.jspecify.annotations.NullMarked;
