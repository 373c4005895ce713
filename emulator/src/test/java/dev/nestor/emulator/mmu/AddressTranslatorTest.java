package dev.nestor.emulator.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.memory.GuestMemory;
import org.junit.jupiter.api.Test;

/** Both scopes of radix translation, from tables written into memory as an operating system writes them. */
class AddressTranslatorTest {
    private static final long PROCESS_TABLE = 0x10_0000;
    private static final long PROCESS_TREE = 0x20_0000;
    private static final long PARTITION_TREE = 0x40_0000;
    /** RTS for 52 bits (21 = 0b10101) and a root of 2^13 entries. */
    private static final long ROOT_52_BITS = 0x4000_0000_0000_00ADL;

    private static final long DATA = 0x80_0000;
    private static final long L2_OFFSET = 0x100_0000;

    private final GuestMemory memory = new GuestMemory(64 << 20);
    private final AddressTranslator mem = new AddressTranslator(memory);
    private final CpuState s = new CpuState();
    private long nextTable;

    @Test
    void realModeOfTheL1IsMemoryItself() {
        s.msr = MsrBits.SF;
        mem.contextChanged(s);
        mem.store64(DATA, 0x0102_0304_0506_0708L);
        assertEquals(0x0102_0304_0506_0708L, memory.readBe64(DATA));
        assertEquals(0x0102, mem.load16(0x8000_0000_0000_0000L | DATA), "the top four bits are ignored");
    }

    @Test
    void byteOrderFollowsTheMachineState() {
        s.msr = MsrBits.SF | MsrBits.LE;
        mem.contextChanged(s);
        for (int round = 0; round < 2; round++) { // the second round takes the fast path
            mem.store32(DATA, 0x0102_0304);
            assertEquals(0x0403_0201, memory.readBe32(DATA));
            assertEquals(0x0102_0304, mem.load32(DATA));
            mem.store64(DATA + 4090, 0x1122_3344_5566_7788L);
            assertEquals(0x1122_3344_5566_7788L, mem.load64(DATA + 4090));
            assertEquals(0x11, memory.read8(DATA + 4097));
        }
    }

    @Test
    void walksTheProcessScopeAndSetsReferenceAndChange() {
        long leaf = mapForL1(0x5000, DATA, 0x7);
        assertEquals(0, mem.load64(0x5000));
        assertEquals(0x100, memory.readBe64(leaf) & 0x180, "reference only after a load");
        mem.store64(0x5008, 9);
        assertFalse(mem.faulted);
        assertEquals(0x180, memory.readBe64(leaf) & 0x180);
        assertEquals(9, memory.readBe64(DATA + 8));
    }

    @Test
    void reportsNoTranslationAndProtectionOfTheProcessScope() {
        mapForL1(0x5000, DATA, 0x4);
        mem.load64(0x9000);
        assertFault(Interrupt.DATA_STORAGE, TranslationFault.NO_TRANSLATION, 0x9000, 0);
        mem.store8(0x5000, 1);
        assertFault(Interrupt.DATA_STORAGE, TranslationFault.PROTECTION | TranslationFault.STORE, 0x5000, 0);
        mem.fetchPage(0x5000);
        assertFault(Interrupt.INSTRUCTION_STORAGE, TranslationFault.NO_EXECUTE, 0x5000, 0);
    }

    @Test
    void problemStateMayNotTouchPrivilegedPages() {
        mapForL1(0x5000, DATA, 0xF);
        assertEquals(0, mem.load8(0x5000));
        s.msr |= MsrBits.PR;
        mem.contextChanged(s);
        mem.load8(0x5000);
        assertFault(Interrupt.DATA_STORAGE, TranslationFault.PROTECTION, 0x5000, 0);
    }

    @Test
    void keyZeroOfAmrBarsPrivilegedStateFromProblemPages() {
        mapForL1(0x5000, DATA, 0x6);
        mem.load8(0x5000);
        s.spr[Spr.AMR.ordinal()] = 3L << 62;
        mem.contextChanged(s);
        mem.load8(0x5000);
        assertFault(Interrupt.DATA_STORAGE, TranslationFault.PROTECTION, 0x5000, 0);
        s.spr[Spr.AMR.ordinal()] = 0;
        mem.contextChanged(s);
        mem.load8(0x5000);
        assertFalse(mem.faulted);
    }

    @Test
    void addressesBetweenTheQuadrantsAreSegmentFaults() {
        mapForL1(0x5000, DATA, 0x7);
        mem.load8(0x4000_0000_0000_0000L);
        assertFault(Interrupt.DATA_SEGMENT, 0, 0x4000_0000_0000_0000L, 0);
        mem.load8(0x0010_0000_0000_0000L);
        assertFault(Interrupt.DATA_SEGMENT, 0, 0x0010_0000_0000_0000L, 0);
    }

    @Test
    void aStaleTranslationIsSeenUntilItIsInvalidated() {
        long leaf = mapForL1(0x5000, DATA, 0x7);
        memory.writeBe64(DATA, 11);
        memory.writeBe64(DATA + 4096, 22);
        assertEquals(11, mem.load64(0x5000));
        memory.writeBe64(leaf, memory.readBe64(leaf) + 4096);
        assertEquals(11, mem.load64(0x5000), "still cached");
        mem.translations().removePages(0, 1, 5, 5);
        mem.translationsRemoved();
        assertEquals(22, mem.load64(0x5000));
    }

    @Test
    void anL2GoesThroughBothScopes() {
        enterL2WithTree();
        mapForL2(0x1000, 0x7);
        memory.writeBe64(L2_OFFSET + 0x1010, 77);
        assertEquals(77, mem.load64(0x1010));
        mem.load64(0x3010);
        assertFault(Interrupt.HYPERVISOR_DATA_STORAGE, TranslationFault.NO_TRANSLATION, 0x3010, 0x3000);
        mem.fetchPage(0x4000);
        assertFault(Interrupt.HYPERVISOR_INSTRUCTION_STORAGE, TranslationFault.NO_TRANSLATION, 0x4000, 0x4000);
    }

    @Test
    void aPartitionScopedFaultInTheMiddleOfAProcessWalkNamesTheTable() {
        enterL2WithTree();
        s.msr |= MsrBits.DR;
        mem.scope().dword1 = PartitionScope.GUEST_RADIX | 0x7000;
        mem.contextChanged(s);
        mem.load64(0x5000);
        assertFault(
                Interrupt.HYPERVISOR_DATA_STORAGE,
                TranslationFault.NO_TRANSLATION | TranslationFault.PROCESS_TABLE,
                0x5000,
                0x7000);
        mapForL2(0x7000, 0x7);
        memory.writeBe64(L2_OFFSET + 0x7010, 0x1_0000 | ROOT_52_BITS);
        mem.load64(0x5000);
        assertFault(Interrupt.HYPERVISOR_DATA_STORAGE, TranslationFault.NO_TRANSLATION, 0x5000, 0x1_0000);
    }

    @Test
    void aStoreThroughAReadOnlyPartitionPageIsAProtectionExit() {
        enterL2WithTree();
        mapForL2(0x1000, 0x4);
        mem.load8(0x1000);
        assertFalse(mem.faulted);
        mem.store8(0x1000, 1);
        assertFault(
                Interrupt.HYPERVISOR_DATA_STORAGE,
                TranslationFault.PROTECTION | TranslationFault.STORE,
                0x1000,
                0x1000);
    }

    @Test
    void badGeometryIsUnsupportedAndNotAnException() {
        enterL2WithTree();
        for (long root : new long[] {
            0x8000_0000_0000_0000L, // no directory bits
            0x8000_0000_0000_001FL, // a directory of 2^31 entries
            0xE000_0000_0000_00EDL, // 62 address bits
            0xC000_0000_0000_00ADL | 0x1100, // base not aligned to its size
        }) {
            mem.scope().dword0 = root;
            mem.translations().clear();
            mem.translationsRemoved();
            mem.load8(0x1000);
            assertFault(Interrupt.HYPERVISOR_DATA_STORAGE, TranslationFault.UNSUPPORTED, 0x1000, 0x1000);
        }
    }

    @Test
    void switchingBetweenL1AndL2KeepsBothSetsOfTranslations() {
        enterL2WithTree();
        mapForL2(0x1000, 0x7);
        mem.load8(0x1000);
        long reads = mem.tableReads();
        mem.scope().set(0, false, 0, 0);
        mem.contextChanged(s);
        memory.write8(0x1000, 5);
        assertEquals(5, mem.load8(0x1000), "the L1's own real page");
        mem.scope().set(3, true, PartitionScope.HOST_RADIX | ROOT_52_BITS | PARTITION_TREE, 0);
        mem.contextChanged(s);
        assertEquals(0, mem.load8(0x1000), "the L2's page");
        assertEquals(reads, mem.tableReads(), "no walk was needed again");
    }

    private void assertFault(Interrupt interrupt, long cause, long ea, long guestReal) {
        assertTrue(mem.faulted);
        assertEquals(interrupt, mem.fault().interrupt());
        assertEquals(Long.toHexString(cause), Long.toHexString(mem.fault().causeBits()));
        assertEquals(ea, mem.fault().effectiveAddress());
        assertEquals(guestReal, mem.fault().guestRealAddress());
        mem.faulted = false;
    }

    private long mapForL1(long ea, long real, long permissions) {
        s.msr = MsrBits.SF | MsrBits.DR | MsrBits.IR;
        s.spr[Spr.PIDR.ordinal()] = 1;
        mem.scope().set(0, false, 0, PartitionScope.GUEST_RADIX | PROCESS_TABLE);
        memory.writeBe64(PROCESS_TABLE + 16, PROCESS_TREE | ROOT_52_BITS);
        mem.contextChanged(s);
        nextTable = PROCESS_TREE + 0x1_0000;
        return map(PROCESS_TREE, ea, real, permissions);
    }

    private void enterL2WithTree() {
        s.msr = MsrBits.SF;
        s.spr[Spr.PIDR.ordinal()] = 1;
        mem.scope().set(3, true, PartitionScope.HOST_RADIX | ROOT_52_BITS | PARTITION_TREE, 0);
        mem.contextChanged(s);
    }

    private void mapForL2(long l2Real, long permissions) {
        nextTable = Math.max(nextTable, PARTITION_TREE + 0x1_0000);
        map(PARTITION_TREE, l2Real, L2_OFFSET + l2Real, permissions);
    }

    /** Writes the entries of a 13-9-9-9 tree for one page of 4 KiB; returns the address of the leaf. */
    private long map(long root, long address, long real, long permissions) {
        long table = root;
        int[] shifts = {39, 30, 21, 12};
        for (int level = 0; level < 3; level++) {
            long entryAddress = table + 8 * (address >>> shifts[level] & (level == 0 ? 0x1FFF : 0x1FF));
            long entry = memory.readBe64(entryAddress);
            if (entry == 0) {
                entry = 0x8000_0000_0000_0009L | nextTable;
                memory.writeBe64(entryAddress, entry);
                nextTable += 4096;
            }
            table = entry & 0x0FFF_FFFF_FFFF_FF00L;
        }
        long leafAddress = table + 8 * (address >>> 12 & 0x1FF);
        memory.writeBe64(leafAddress, 0xC000_0000_0000_0000L | real | permissions);
        return leafAddress;
    }
}
