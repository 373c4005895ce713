package dev.nestor.emulator.platform;

import dev.nestor.emulator.arch.Limits;

/**
 * Where things lie in L1 memory when the L1 starts.
 *
 * <pre>
 * 0 + load offset     segments of the L1's ELF file, at their physical addresses
 * up to 64 KiB on     initial RAM disk, 64 KiB aligned
 * limit - 0x41000     flattened device tree, at most 256 KiB
 * limit - 0x1000      RTAS stub, 20 bytes; limit = 768 MiB or the end of memory, whichever is lower
 * </pre>
 *
 * <p>768 MiB is where QEMU's pseries machine puts RTAS; Linux asks for all boot data below it.
 */
public final class MemoryMap {
    /** Unit address of the only virtual terminal. */
    public static final long CONSOLE_UNIT = 0x7100_0000L;

    /** Boot data lies below. */
    public static final long BOOT_LIMIT = 0x3000_0000L;

    /** Most bytes of the flattened device tree. */
    public static final int TREE_BYTES_MAX = 0x4_0000;

    /** Alignment of the initial RAM disk. */
    public static final int INITRD_ALIGNMENT = 0x1_0000;

    private final long memoryBytes;

    /** The map of a partition with {@code memoryBytes} of memory. */
    public MemoryMap(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    /** L1 real address of the RTAS stub. */
    public long rtas() {
        return Math.min(memoryBytes, BOOT_LIMIT) - Limits.PAGE_BYTES;
    }

    /** L1 real address of the flattened device tree. */
    public long tree() {
        return rtas() - TREE_BYTES_MAX;
    }

    /**
     * L1 real address of an initial RAM disk of {@code bytes}, after an image that ends at {@code imageEnd}; -1 when
     * there is no room below the tree.
     */
    public long initrd(long imageEnd, long bytes) {
        long start = imageEnd + INITRD_ALIGNMENT - 1 & -(long) INITRD_ALIGNMENT;
        return start <= tree() && bytes <= tree() - start ? start : -1;
    }
}
