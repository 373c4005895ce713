package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.memory.GuestMemory;

/**
 * What stands where in a fuzzed partition's memory: code, radix trees of both scopes, a v1 partition table and places
 * for buffers. Everything is mapped to itself, so that an L2 can reach its own tables
 * and buffers and those of its siblings.
 */
final class Landscape {
    /** Bytes of code from address 0 on: every interrupt vector and more. */
    static final long CODE_BYTES = 0x4_0000;
    /** Root of the partition-scoped tree, 64 KiB. */
    static final long ROOT = 0x4_0000;
    /** A second tree, with other permissions. */
    static final long OTHER_ROOT = 0x10_0000;
    /** Process table of the L2s, and of the L1. */
    static final long PROCESS_TABLE = 0x6_0000;
    /** Root of the process-scoped tree, 64 KiB. */
    static final long PROCESS_ROOT = 0x7_0000;
    /** v1 partition table of 256 entries. */
    static final long PARTITION_TABLE = 0x9_0000;
    /** Guest state buffers, one page each from here on. */
    static final long BUFFERS = 0xA_0000;
    /** Pages for buffers. */
    static final int BUFFER_PAGES = 32;
    /** Bytes of a root. */
    static final long ROOT_BYTES = 0x1_0000;
    /** Root entry without its address: 52 bits, 2^13 entries. */
    static final long ROOT_SHAPE = 0x4000_0000_0000_00ADL;

    private static final long VALID = 0x8000_0000_0000_0000L;
    private static final long LEAF = 0x4000_0000_0000_0000L;
    private static final int SC1 = 0x4400_0022;
    private static final int NINE_BITS = 9;

    private Landscape() {}

    /** Builds everything afresh. */
    static void build(GuestMemory memory, Chance chance) {
        for (long at = 0; at < CODE_BYTES; at += 4) {
            memory.writeBe32(at, word(chance));
        }
        tree(memory, ROOT, chance.of(0x7, 0x187, 0x187, 0x6));
        tree(memory, OTHER_ROOT, chance.of(0x185, 0x181, 0x7));
        tree(memory, PROCESS_ROOT, chance.of(0x187, 0x18F, 0x7));
        for (int pid = 0; pid < 256; pid++) {
            memory.writeBe64(PROCESS_TABLE + 16L * pid, ROOT_SHAPE | (pid == 3 ? ROOT : PROCESS_ROOT));
            long root = pid % 3 == 2 ? OTHER_ROOT : ROOT;
            memory.writeBe64(PARTITION_TABLE + 16L * pid, VALID | ROOT_SHAPE | root);
            memory.writeBe64(PARTITION_TABLE + 16L * pid + 8, VALID | PROCESS_TABLE);
        }
    }

    /** An instruction word, valid more often than random ones are; each byte order sees some of them. */
    static int word(Chance chance) {
        int word = (int) chance.bits();
        int primary = (int)
                chance.of(7, 10, 11, 12, 14, 15, 16, 18, 19, 19, 20, 21, 24, 28, 31, 31, 31, 31, 32, 34, 36, 38, 40);
        int typical = switch (chance.below(12)) {
            case 0 -> SC1;
            case 1 -> 0x4C00_0024; // rfid
            case 2 -> 0x4C00_0224; // hrfid
            case 3 -> 0x7C00_0124 | word & 0x03E0_0000; // mtmsr
            case 4 -> 0x7C00_03A6 | word & 0x03FF_F800; // mtspr
            case 5 -> 0x7C00_02A6 | word & 0x03FF_F800; // mfspr
            case 6 -> 0x7C00_0264 | word & 0x03FE_F800; // tlbie
            case 7 -> word;
            default -> primary << 26 | word & 0x03FF_FFFF;
        };
        return chance.oneIn(3) ? Integer.reverseBytes(typical) : typical;
    }

    /** Breaks an entry of a tree or table: a loop, a leaf of another size, nothing, anything. */
    static void damage(GuestMemory memory, Chance chance) {
        long table = chance.of(
                ROOT,
                ROOT + 0x1_0000,
                ROOT + 0x1_1000,
                ROOT + 0x1_2000,
                PROCESS_TABLE,
                PROCESS_ROOT,
                PROCESS_ROOT + 0x1_0000,
                PROCESS_ROOT + 0x1_1000,
                PROCESS_ROOT + 0x1_2000,
                PARTITION_TABLE,
                OTHER_ROOT);
        long entry = table + 8L * (chance.oneIn(6) ? chance.below(2) : chance.below(512));
        long value = switch (chance.below(8)) {
            case 0 -> 0;
            case 1 -> VALID | table | NINE_BITS;
            case 2 -> VALID | ROOT | 13;
            case 3 -> VALID | LEAF | chance.address(FuzzPartition.MEMORY_BYTES) & ~0xFFFL | chance.below(512);
            case 4 -> VALID | LEAF | chance.boundary() & 0x01FF_FFFF_FFFF_F000L | 0x187;
            case 5 -> VALID | chance.bits() & 0x0FFF_FFFF_FFFF_FFFFL;
            case 6 -> VALID | ROOT_SHAPE | table;
            default -> chance.bits();
        };
        memory.writeBe64(entry, value);
    }

    private static void tree(GuestMemory memory, long root, long permissions) {
        long directory2 = root + ROOT_BYTES;
        long directory1 = directory2 + 0x1000;
        long leaves = directory1 + 0x1000;
        memory.write(root, new byte[(int) ROOT_BYTES], 0, (int) ROOT_BYTES);
        memory.writeBe64(root, VALID | directory2 | NINE_BITS);
        memory.writeBe64(directory2, VALID | directory1 | NINE_BITS);
        memory.writeBe64(directory1, VALID | leaves | NINE_BITS);
        for (int page = 0; page < 512; page++) {
            memory.writeBe64(leaves + 8L * page, VALID | LEAF | page * 4096L | permissions);
        }
    }
}
