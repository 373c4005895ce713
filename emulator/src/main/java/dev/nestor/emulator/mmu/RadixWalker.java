package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.memory.GuestMemory;

/**
 * Walks radix trees: a process-scoped tree from effective to guest real, a partition-scoped tree from guest real to L1
 * real, and, for an L2, the first with every access of its own going through the second.
 *
 * <p>Reference and change bits are set as hardware does: reference by any access, change by a store, in both scopes.
 *
 * <pre>
 * entry      valid(0) leaf(1) ...
 * directory  next table(4:55) NLS(59:63): 2^NLS entries of 8 bytes
 * leaf       real page(7:51) reference(55) change(56) attribute(58:59) privileged(60) read(61) write(62) execute(63)
 * </pre>
 *
 * @see "Power ISA 3.1, Book III, section 6.7.10: radix tree translation"
 */
final class RadixWalker {
    /** Bits of an effective address that count with relocation off. */
    static final long REAL_MODE_ADDRESS = 0x0FFF_FFFF_FFFF_FFFFL;

    private static final long VALID = 0x8000_0000_0000_0000L;
    private static final long LEAF = 0x4000_0000_0000_0000L;
    private static final long NEXT_TABLE = 0x0FFF_FFFF_FFFF_FF00L;
    private static final long REAL_PAGE = 0x01FF_FFFF_FFFF_F000L;
    private static final long REFERENCE = 0x100L;
    private static final long CHANGE = 0x80L;
    private static final long LEAF_PRIVILEGED = 0x8L;
    private static final long LEAF_READ = 0x4L;
    private static final long LEAF_WRITE = 0x2L;
    private static final long LEAF_EXECUTE = 0x1L;
    private static final long INDEX_BITS_MASK = 0x1FL;
    private static final int INDEX_BITS_MIN = 5;
    private static final int LEVELS_MAX = 5;
    private static final long PROCESS_TABLE_BASE = 0x0FFF_FFFF_FFFF_F000L;
    /** log2 of the legal page sizes: 4 KiB, 64 KiB, 2 MiB, 1 GiB. */
    private static final long PAGE_SHIFTS = 1L << 12 | 1L << 16 | 1L << 21 | 1L << 30;

    private final GuestMemory memory;
    private final TranslationFault fault;
    private long tableReads;

    /** What the last successful walk of one tree found. */
    private long leaf;

    /** log2 of the page size of that leaf. */
    private int leafShift;

    /** Where that leaf lies in L1 memory, and where the tree's owner sees it. */
    private long leafAddress;

    private long leafTable;

    RadixWalker(GuestMemory memory, TranslationFault fault) {
        this.memory = memory;
        this.fault = fault;
    }

    /** Tree and table entries read since the machine began. */
    long tableReads() {
        return tableReads;
    }

    void setTableReads(long count) {
        tableReads = count;
    }

    /**
     * Translates one effective address.
     *
     * @param scope the partition
     * @param relocated whether the process scope applies
     * @param pid process id, when relocated
     * @param ea effective address
     * @param problemState whether MSR[PR] is 1
     * @param keyDenied accesses denied to privileged state on problem-state pages: {@link TranslationSet} flags
     * @return the value for a {@link TranslationSet} entry, or -1 with the fault set
     */
    long translate(
            PartitionScope scope,
            boolean relocated,
            int pid,
            long ea,
            Access access,
            boolean problemState,
            int keyDenied) {
        int processFlags = TranslationSet.READ | TranslationSet.WRITE | TranslationSet.EXECUTE | TranslationSet.CHANGED;
        long guestReal = ea & REAL_MODE_ADDRESS;
        if (relocated) {
            guestReal = processScope(scope, pid, ea, access, problemState, keyDenied);
            if (guestReal < 0) {
                return -1;
            }
            processFlags = flagsOf(leaf);
        }
        if (!scope.nested) {
            if (!memory.contains(guestReal, 1)) {
                return storageFault(access, TranslationFault.NO_TRANSLATION, ea);
            }
            return TranslationSet.valueOf(guestReal, processFlags);
        }
        long l1Real = partitionScope(scope, guestReal, access, ea, 0, access == Access.FETCH);
        if (l1Real < 0) {
            return -1;
        }
        int partitionFlags = flagsOf(leaf) | TranslationSet.PRIVILEGED;
        return TranslationSet.valueOf(l1Real, processFlags & partitionFlags);
    }

    private static int flagsOf(long leaf) {
        int flags = (leaf & LEAF_READ) != 0 ? TranslationSet.READ : 0;
        flags |= (leaf & LEAF_WRITE) != 0 ? TranslationSet.READ | TranslationSet.WRITE : 0;
        flags |= (leaf & LEAF_EXECUTE) != 0 ? TranslationSet.EXECUTE : 0;
        flags |= (leaf & CHANGE) != 0 ? TranslationSet.CHANGED : 0;
        return flags | ((leaf & LEAF_PRIVILEGED) != 0 ? TranslationSet.PRIVILEGED : 0);
    }

    /** Effective to guest real; -1 with the fault set. Leaves the leaf of the process scope in {@link #leaf}. */
    private long processScope(
            PartitionScope scope, int pid, long ea, Access access, boolean problemState, int keyDenied) {
        long tableBytes = 1L << (scope.dword1 & INDEX_BITS_MASK) + 12;
        long entryOffset = 16L * pid;
        if (scope.dword1 == 0 || entryOffset >= tableBytes) {
            return storageFault(access, TranslationFault.NO_TRANSLATION | TranslationFault.PROCESS_TABLE, ea);
        }
        long entryAddress = (scope.dword1 & PROCESS_TABLE_BASE) + entryOffset;
        long entryReal = tableAddress(scope, entryAddress, access, ea, TranslationFault.PROCESS_TABLE, false);
        if (entryReal < 0) {
            return -1;
        }
        tableReads++;
        long root = memory.readBe64(entryReal);
        long cause = walk(scope, false, root, ea & 0x000F_FFFF_FFFF_FFFFL, access, ea);
        if (cause < 0) {
            return -1; // a partition-scoped fault in the middle of the walk, reported already
        }
        if (cause != 0) {
            return storageFault(access, cause, ea);
        }
        long processLeaf = leaf;
        long denied = permissionCause(processLeaf, access, problemState, keyDenied);
        if (denied != 0) {
            return storageFault(access, denied, ea);
        }
        if (!setReferenceChange(scope, access, ea)) {
            return -1;
        }
        long offset = ea & (1L << leafShift) - 1;
        return leaf & REAL_PAGE & -(1L << leafShift) | offset;
    }

    /**
     * Walks the tree with root entry {@code root} (RTS, base, size): the L1's own tree for an L2, whose tables lie at
     * L1 real addresses, or a process-scoped one, whose tables lie at guest real addresses. Returns 0 with the leaf
     * fields set, a cause, or -1 when the fault is set already.
     */
    private long walk(PartitionScope scope, boolean l1Tree, long root, long address, Access access, long ea) {
        int addressBits = (int) ((root >>> 61 & 3) << 3 | root >>> 5 & 7) + 31;
        int indexBits = (int) (root & INDEX_BITS_MASK);
        long table = root & NEXT_TABLE;
        if (addressBits > Limits.PARTITION_ADDRESS_BITS) {
            return TranslationFault.UNSUPPORTED;
        }
        if (address >>> addressBits != 0) {
            return TranslationFault.NO_TRANSLATION;
        }
        int shift = addressBits;
        for (int level = 0; level < LEVELS_MAX; level++) {
            if (indexBits < INDEX_BITS_MIN
                    || shift - indexBits < Limits.PAGE_SHIFT
                    || (table & (8L << indexBits) - 1) != 0) {
                return TranslationFault.UNSUPPORTED;
            }
            shift -= indexBits;
            long entryAddress = table + 8 * (address >>> shift & (1L << indexBits) - 1);
            long entryReal = l1Tree ? entryAddress : tableAddress(scope, entryAddress, access, ea, 0, false);
            if (entryReal < 0) {
                return -1;
            }
            if (l1Tree && !memory.contains(entryReal, 8)) {
                return TranslationFault.NO_TRANSLATION | TranslationFault.PROCESS_TABLE;
            }
            tableReads++;
            long entry = memory.readBe64(entryReal);
            if ((entry & VALID) == 0) {
                return TranslationFault.NO_TRANSLATION;
            }
            if ((entry & LEAF) != 0) {
                leaf = entry;
                leafShift = shift;
                leafAddress = entryReal;
                leafTable = entryAddress;
                return (PAGE_SHIFTS >>> shift & 1) == 0 ? TranslationFault.UNSUPPORTED : 0;
            }
            indexBits = (int) (entry & INDEX_BITS_MASK);
            table = entry & NEXT_TABLE;
        }
        return TranslationFault.UNSUPPORTED;
    }

    /** Where a table entry of the process scope lies in L1 memory; -1 with the fault set. */
    private long tableAddress(
            PartitionScope scope, long guestReal, Access access, long ea, long moreCause, boolean toWrite) {
        if (!scope.nested) {
            if (!memory.contains(guestReal, 8)) {
                return storageFault(access, TranslationFault.NO_TRANSLATION | moreCause, ea);
            }
            return guestReal;
        }
        long savedLeaf = leaf;
        int savedShift = leafShift;
        long savedAddress = leafAddress;
        long savedTable = leafTable;
        Access tableAccess = toWrite ? Access.STORE : Access.LOAD;
        long real = partitionScope(scope, guestReal, tableAccess, ea, moreCause, access == Access.FETCH);
        leaf = savedLeaf;
        leafShift = savedShift;
        leafAddress = savedAddress;
        leafTable = savedTable;
        return real;
    }

    /** Guest real to L1 real through the L1's tree; -1 with the fault set. */
    private long partitionScope(
            PartitionScope scope, long guestReal, Access access, long ea, long moreCause, boolean forFetch) {
        long cause;
        if ((scope.dword0 & PartitionScope.HOST_RADIX) == 0) {
            cause = TranslationFault.UNSUPPORTED;
        } else {
            cause = walk(scope, true, scope.dword0, guestReal, access, ea);
        }
        if (cause == 0) {
            cause = permissionCause(leaf & ~LEAF_PRIVILEGED, access, true, 0);
        }
        long l1Real = leaf & REAL_PAGE & -(1L << leafShift) | guestReal & (1L << leafShift) - 1;
        if (cause == 0 && !memory.contains(l1Real, 8 - (l1Real & 7))) {
            cause = TranslationFault.NO_TRANSLATION;
        }
        if (cause != 0) {
            Interrupt interrupt =
                    forFetch ? Interrupt.HYPERVISOR_INSTRUCTION_STORAGE : Interrupt.HYPERVISOR_DATA_STORAGE;
            long store = access == Access.STORE && !forFetch ? TranslationFault.STORE : 0;
            fault.set(interrupt, cause | store | moreCause, ea, guestReal & 0x0FFF_FFFF_FFFF_F000L);
            return -1;
        }
        long wanted = leaf | REFERENCE | (access == Access.STORE ? CHANGE : 0);
        if (wanted != leaf) {
            memory.writeBe64(leafAddress, wanted);
            leaf = wanted;
        }
        return l1Real;
    }

    private static long permissionCause(long leaf, Access access, boolean problemState, int keyDenied) {
        boolean privilegedPage = (leaf & LEAF_PRIVILEGED) != 0;
        if (privilegedPage && problemState) {
            return TranslationFault.PROTECTION;
        }
        int denied = privilegedPage || problemState ? 0 : keyDenied;
        int flags = flagsOf(leaf) & ~denied;
        return switch (access) {
            case LOAD -> (flags & TranslationSet.READ) == 0 ? TranslationFault.PROTECTION : 0;
            case STORE -> (flags & TranslationSet.WRITE) == 0 ? TranslationFault.PROTECTION : 0;
            case FETCH -> (flags & TranslationSet.EXECUTE) == 0 ? TranslationFault.NO_EXECUTE : 0;
        };
    }

    /** Sets the reference and change bits of the leaf found last in the process scope; false with the fault set. */
    private boolean setReferenceChange(PartitionScope scope, Access access, long ea) {
        long wanted = leaf | REFERENCE | (access == Access.STORE ? CHANGE : 0);
        if (wanted == leaf) {
            return true;
        }
        long real = tableAddress(scope, leafTable, access, ea, 0, true);
        if (real < 0) {
            return false;
        }
        memory.writeBe64(real, wanted);
        leaf = wanted;
        return true;
    }

    private long storageFault(Access access, long cause, long ea) {
        if (access == Access.FETCH) {
            fault.set(Interrupt.INSTRUCTION_STORAGE, cause, ea, 0);
        } else {
            long store = access == Access.STORE ? TranslationFault.STORE : 0;
            fault.set(Interrupt.DATA_STORAGE, cause | store, ea, 0);
        }
        return -1;
    }
}
