package dev.nestor.emulator.mmu;

import dev.nestor.emulator.memory.GuestMemory;

/**
 * Writes radix trees of 52 address bits (13, then 9, 9 and 9 or 5) as an operating system and its hypervisor write
 * them. Tables are taken one after another, 64 KiB for a root and a page of 4 KiB for any other.
 */
final class RadixTrees {
    /** A leaf or directory entry is valid. */
    static final long VALID = 0x8000_0000_0000_0000L;

    /** RTS of 52 address bits, and a root directory of 2^13 entries. */
    static final long ROOT_52_BITS = 0x4000_0000_0000_00ADL;

    private static final long LEAF = 0x4000_0000_0000_0000L;
    private static final long TABLE = 0x0FFF_FFFF_FFFF_FF00L;
    private static final int[] SHIFTS = {39, 30, 21, 12};
    private static final int[] BITS = {13, 9, 9, 9};
    private static final int SHIFT_64K = 16;

    private final GuestMemory memory;
    private final long offset;
    private long next;

    /** Trees in {@code memory}: a table whose address is {@code a} for their owner lies at {@code a + offset}. */
    RadixTrees(GuestMemory memory, long offset, long firstTable) {
        this.memory = memory;
        this.offset = offset;
        this.next = firstTable;
    }

    /** A new root directory, as its owner sees it. */
    long root() {
        next = next + 0xFFFF & -0x1_0000L;
        long root = next;
        next += 0x1_0000;
        return root;
    }

    /**
     * Maps one page, and makes what directories it needs.
     *
     * @param shift log2 of the page size: 12, 16, 21 or 30
     * @return where the leaf is, for its owner
     */
    long map(long root, long address, long real, int shift, long permissions) {
        long table = root;
        for (int level = 0; ; level++) {
            int below = shift == SHIFT_64K && SHIFTS[level] == 12 ? SHIFT_64K : SHIFTS[level];
            long mask = (1L << (below == SHIFT_64K ? 5 : BITS[level])) - 1;
            long entryAddress = table + 8 * (address >>> below & mask);
            if (below == shift) {
                write(entryAddress, VALID | LEAF | real & -(1L << shift) | permissions);
                return entryAddress;
            }
            long entry = read(entryAddress);
            if (entry == 0) {
                boolean toSmallPages = SHIFTS[level] == 21 && shift == SHIFT_64K;
                entry = VALID | next | (toSmallPages ? 5 : 9);
                next += 0x1000;
                write(entryAddress, entry);
            }
            table = entry & TABLE;
        }
    }

    /** Where the directory entry of a level is (0 for the root's), for its owner. */
    long entry(long root, long address, int level) {
        long table = root;
        for (int i = 0; ; i++) {
            long entryAddress = table + 8 * (address >>> SHIFTS[i] & (1L << BITS[i]) - 1);
            if (i == level) {
                return entryAddress;
            }
            table = read(entryAddress) & TABLE;
        }
    }

    /** The doubleword at an address of the owner. */
    long read(long address) {
        return memory.readBe64(address + offset);
    }

    /** Writes the doubleword at an address of the owner. */
    void write(long address, long value) {
        memory.writeBe64(address + offset, value);
    }
}
