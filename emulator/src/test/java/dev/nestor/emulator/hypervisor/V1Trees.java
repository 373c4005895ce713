package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.memory.GuestMemory;

/** Trees of an L2 that has 4 MiB, and of its kernel process that maps the first 2 MiB of them one to one. */
final class V1Trees {
    /** L1 real address of the L2's memory. */
    static final long L2_PAGES = 0x80_0000;

    /** L2 real address of its process table, of 4 KiB. */
    static final long PROCESS_TABLE = 0x1_0000;

    private static final long LEAF = 0xC000_0000_0000_0187L;
    private static final long VALID = 0x8000_0000_0000_0000L;

    private V1Trees() {}

    /** Builds both trees for partition 5 of {@link V1UnderTest}. */
    static void map(GuestMemory memory) {
        map(memory, V1UnderTest.ROOT);
        memory.writeBe64(V1UnderTest.TABLE + 16 * 5 + 8, 0x8000_0000_0000_0000L | PROCESS_TABLE);
    }

    /** Builds both trees; that of the partition scope has its root directory at {@code root}. */
    static void map(GuestMemory memory, long root) {
        // partition scope: 13 + 9 bits of directories, then a 2 MiB leaf at level 1
        long second = 0x32_0000;
        long third = 0x32_1000;
        memory.writeBe64(root, VALID | second | 9);
        memory.writeBe64(second, VALID | third | 9);
        memory.writeBe64(third, LEAF | L2_PAGES);
        memory.writeBe64(third + 8, LEAF | L2_PAGES + 0x20_0000);
        // process 0, whose tree lies at L2 real 0x20000
        memory.writeBe64(L2_PAGES + 0x1_0000, 0x4000_0000_0000_00ADL | 0x2_0000);
        memory.writeBe64(L2_PAGES + 0x2_0000, VALID | 0x4_0000 | 9);
        memory.writeBe64(L2_PAGES + 0x4_0000, VALID | 0x4_1000 | 9);
        memory.writeBe64(L2_PAGES + 0x4_1000, LEAF);
    }
}
