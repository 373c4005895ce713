package dev.nestor.emulator;

/**
 * The two images a machine starts from.
 *
 * @param l1 the L1's ELF file
 * @param initrd what the L1 finds as its initial RAM disk: for Nestor's L1 the ELF file of its L2; empty for none
 */
public record MachineImages(byte[] l1, byte[] initrd) {}
