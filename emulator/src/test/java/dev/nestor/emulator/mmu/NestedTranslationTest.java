package dev.nestor.emulator.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.memory.GuestMemory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both scopes composed, as an L2 that relocates meets them: L2 effective, through its own tree, to L2 real, through its
 * L1's tree, to L1 real.
 *
 * <pre>
 * effective  EA_BASE + x     the L2's tree maps it to
 * L2 real    x               the L1's tree maps it to
 * L1 real    L1_BASE + x
 * </pre>
 *
 * @see "Power ISA 3.1, Book III, sections 6.7.10 to 6.7.12 and 7.5.16"
 */
class NestedTranslationTest {
    private static final long L1_BASE = 1L << 30;
    private static final long EA_BASE = 2L << 30;
    private static final long TARGET = 0x0543_2108L;
    private static final long EA = EA_BASE + TARGET;
    private static final long PROCESS_TABLE = 0x10_0000;
    private static final int PID = 3;
    private static final int ALL = 0x7;
    private static final long REFERENCE = 0x100;
    private static final long CHANGE = 0x80;
    private static final int[] SHIFTS = {12, 16, 21, 30};

    private final GuestMemory memory = new GuestMemory(3L << 30);
    private final AddressTranslator mem = new AddressTranslator(memory);
    private final CpuState s = new CpuState();
    private final RadixTrees l1Trees = new RadixTrees(memory, 0, 0x100_0000);
    private final RadixTrees l2Trees = new RadixTrees(memory, L1_BASE, 0x20_0000);
    private final long l1Root = l1Trees.root();
    private final long l2Root = l2Trees.root();

    /** Enters an L2 whose process table has its tree; no page of the L1's tree is there yet. */
    private void enter(long msr) {
        s.msr = MsrBits.SF | MsrBits.IR | MsrBits.DR | msr;
        s.spr[Spr.PIDR.ordinal()] = PID;
        l2Trees.write(PROCESS_TABLE + 16 * PID, l2Root | RadixTrees.ROOT_52_BITS);
        scope(PartitionScope.HOST_RADIX | RadixTrees.ROOT_52_BITS | l1Root, PartitionScope.GUEST_RADIX | PROCESS_TABLE);
    }

    private void scope(long dword0, long dword1) {
        mem.scope().set(7, true, dword0, dword1);
        mem.translations().clear();
        mem.translationsRemoved();
        mem.contextChanged(s);
        mem.faulted = false;
    }

    /** Lets the L1's tree map the page of an L2 real address. */
    private long mapL2Real(long l2Real, int shift, long permissions) {
        long page = l2Real & -(1L << shift);
        return l1Trees.map(l1Root, page, L1_BASE + page, shift, permissions);
    }

    /** Lets the L2's tree map the target; gives where its leaf is, L2 real. */
    private long mapTarget(int shift, long permissions) {
        return l2Trees.map(l2Root, EA, TARGET, shift, permissions);
    }

    /** Lets the L1's tree map all tables of the L2's, each page of them with all rights. */
    private void mapTables() {
        mapL2Real(PROCESS_TABLE + 16 * PID, 12, ALL);
        for (long table = 0x20_0000; table < 0x24_0000; table += 4096) {
            mapL2Real(table, 12, ALL);
        }
    }

    private void access(Access access) {
        switch (access) {
            case LOAD -> mem.load8(EA);
            case STORE -> mem.store8(EA, 0x5A);
            case FETCH -> mem.fetchPage(EA);
        }
    }

    static Stream<Arguments> sizes() {
        return IntStream.of(SHIFTS)
                .boxed()
                .flatMap(outer -> IntStream.of(SHIFTS).mapToObj(inner -> Arguments.of(outer, inner)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void everyPageSizeGoesWithEveryOther(int l2Shift, int l1Shift) {
        enter(0);
        long leaf = mapTarget(l2Shift, ALL);
        for (long table = PROCESS_TABLE; table < 0x24_0000; table += 4096) {
            mapL2Real(table, l1Shift, ALL);
        }
        long l1Leaf = mapL2Real(TARGET, l1Shift, ALL);
        memory.writeBe64(L1_BASE + TARGET, 0x1122_3344_5566_7788L);
        assertEquals(0x1122_3344_5566_7788L, mem.load64(EA));
        assertFalse(mem.faulted);
        assertEquals(REFERENCE, l2Trees.read(leaf) & (REFERENCE | CHANGE), "a load references");
        mem.store64(EA, 99);
        assertFalse(mem.faulted);
        assertEquals(99, memory.readBe64(L1_BASE + TARGET));
        assertEquals(REFERENCE | CHANGE, l2Trees.read(leaf) & (REFERENCE | CHANGE), "a store changes");
        assertEquals(REFERENCE | CHANGE, l1Trees.read(l1Leaf) & (REFERENCE | CHANGE));
        mem.load8(EA + (1L << l2Shift));
        assertTrue(mem.faulted, "the page after is not mapped");
    }

    /** All rights of both leaves, the privileged bit of both, and both privilege states. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void rightsAreThoseThatBothScopesGive(Access access) {
        for (int l2 = 0; l2 < 16; l2++) {
            for (int l1 = 0; l1 < 16; l1++) {
                for (long pr : new long[] {0, MsrBits.PR}) {
                    enter(pr);
                    mapTables();
                    long leaf = mapTarget(12, l2);
                    long l1Leaf = mapL2Real(TARGET, 12, l1);
                    access(access);
                    String place = access + " l2 " + l2 + " l1 " + l1 + " pr " + pr;
                    boolean done = !mem.faulted;
                    checkRights(access, l2, l1, pr != 0, place);
                    assertEquals(done, (l1Trees.read(l1Leaf) & REFERENCE) != 0, "reference of the L1's " + place);
                    boolean changes = done && access == Access.STORE;
                    assertEquals(changes, (l1Trees.read(l1Leaf) & CHANGE) != 0, "change of the L1's " + place);
                    boolean ownRight = l2Cause(access, l2, pr != 0) == 0;
                    assertEquals(ownRight, (l2Trees.read(leaf) & REFERENCE) != 0, "reference of the L2's " + place);
                }
            }
        }
    }

    private void checkRights(Access access, int l2, int l1, boolean problemState, String place) {
        long store = access == Access.STORE ? TranslationFault.STORE : 0;
        long own = l2Cause(access, l2, problemState);
        long l1s = missing(access, l1) ? denied(access) : 0;
        boolean fetch = access == Access.FETCH;
        assertEquals(own != 0 || l1s != 0, mem.faulted, place);
        if (own != 0) {
            assertEquals(
                    fetch ? Interrupt.INSTRUCTION_STORAGE : Interrupt.DATA_STORAGE,
                    mem.fault().interrupt());
            assertEquals(own | store, mem.fault().causeBits(), place);
        } else if (l1s != 0) {
            assertFault(access, l1s | store, TARGET & ~0xFFFL, place);
        }
    }

    private static long l2Cause(Access access, int bits, boolean problemState) {
        boolean privilegedPage = (bits & 8) != 0;
        if (privilegedPage && problemState) {
            return TranslationFault.PROTECTION;
        }
        return missing(access, bits) ? denied(access) : 0;
    }

    private static boolean missing(Access access, int bits) {
        return switch (access) {
            case LOAD -> (bits & 6) == 0; // a right to write is one to read
            case STORE -> (bits & 2) == 0;
            case FETCH -> (bits & 1) == 0;
        };
    }

    private static long denied(Access access) {
        return access == Access.FETCH ? TranslationFault.NO_EXECUTE : TranslationFault.PROTECTION;
    }

    private void assertFault(Access access, long cause, long l2RealPage, String place) {
        boolean fetch = access == Access.FETCH;
        assertTrue(mem.faulted, place);
        assertEquals(
                fetch ? Interrupt.HYPERVISOR_INSTRUCTION_STORAGE : Interrupt.HYPERVISOR_DATA_STORAGE,
                mem.fault().interrupt(),
                place);
        assertEquals(Long.toHexString(cause), Long.toHexString(mem.fault().causeBits()), place);
        assertEquals(EA, mem.fault().effectiveAddress(), "HDAR " + place);
        assertEquals(Long.toHexString(l2RealPage), Long.toHexString(mem.fault().guestRealAddress()), "ASDR " + place);
        mem.faulted = false;
    }

    /** The tables come one after another: process table entry, then the four levels; the target last. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void aTableThatIsNotMappedIsAFaultOfTheTable(Access access) {
        enter(0);
        mapTarget(12, ALL);
        long entry = PROCESS_TABLE + 16 * PID;
        for (int step = 0; step <= 4; step++) {
            access(access);
            long process = step == 0 ? TranslationFault.PROCESS_TABLE : 0;
            assertFault(access, TranslationFault.NO_TRANSLATION | process, entry & ~0xFFFL, "step " + step);
            mapL2Real(entry, 12, ALL);
            entry = step < 4 ? l2Trees.entry(l2Root, EA, step) : TARGET;
        }
        access(access);
        long store = access == Access.STORE ? TranslationFault.STORE : 0;
        assertFault(access, TranslationFault.NO_TRANSLATION | store, TARGET & ~0xFFFL, "the target itself");
        mapL2Real(TARGET, 12, ALL);
        access(access);
        assertFalse(mem.faulted);
    }

    /** Tables are read, and the leaf's is written for reference and change, with the rights of the L1's tree. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void tablesNeedTheirRightsToo(Access access) {
        enter(0);
        long leaf = mapTarget(12, ALL);
        mapTables();
        mapL2Real(TARGET, 12, ALL);
        long first = l2Trees.entry(l2Root, EA, 0);
        mapL2Real(first, 12, 0x1);
        access(access);
        assertFault(access, TranslationFault.PROTECTION, first & ~0xFFFL, "a table that cannot be read");
        mapL2Real(first, 12, ALL);
        long l1Leaf = mapL2Real(leaf, 12, 0x4);
        access(access);
        long store = access == Access.FETCH ? 0 : TranslationFault.STORE;
        assertFault(access, TranslationFault.PROTECTION | store, leaf & ~0xFFFL, "a leaf that cannot be updated");
        assertEquals(0, l2Trees.read(leaf) & REFERENCE);
        l2Trees.write(leaf, l2Trees.read(leaf) | REFERENCE | CHANGE);
        access(access);
        assertFalse(mem.faulted, "nothing to update, nothing to write");
        assertEquals(REFERENCE, l1Trees.read(l1Leaf) & (REFERENCE | CHANGE), "the table was read only");
    }

    @Test
    void updatingALeafChangesThePageOfItsTable() {
        enter(0);
        long leaf = mapTarget(12, ALL);
        mapTables();
        mapL2Real(TARGET, 12, ALL);
        long l1Leaf = mapL2Real(leaf, 12, ALL);
        access(Access.LOAD);
        assertEquals(REFERENCE | CHANGE, l1Trees.read(l1Leaf) & (REFERENCE | CHANGE));
    }

    /** What a root or directory entry can have that no hardware supports. */
    private enum Geometry {
        ADDRESS_BITS_62(0, 0x6000_0000_0000_00EDL),
        NO_ROOT_BITS(0, 0x4000_0000_0000_00A0L),
        ROOT_OF_16_ENTRIES(0, 0x4000_0000_0000_00A4L),
        ROOT_OF_2_TO_31_ENTRIES(0, 0x4000_0000_0000_00BFL),
        ROOT_NOT_ALIGNED(0, 0x4000_0000_0000_00ADL + 0x100),
        NEXT_OF_16_ENTRIES(1, 4),
        NEXT_NOT_ALIGNED(1, 9 + 0x100),
        NEXT_TOO_LARGE(1, 28),
        LEAF_OF_512_GIB(1, 0x4000_0000_0000_0187L),
        LEAF_OF_512_MIB(2, 0x4000_0000_0000_0187L);

        private final int kind;
        private final long bits;

        Geometry(int kind, long bits) {
            this.kind = kind;
            this.bits = bits;
        }

        /** Spoils a tree; gives the doubleword that names its root. */
        private long spoil(RadixTrees trees, long root, long address) {
            if (kind == 0) {
                return root + bits;
            }
            long first = trees.entry(root, address, 0);
            if (kind == 1) {
                boolean leaf = (bits & 0x4000_0000_0000_0000L) != 0;
                long table = leaf ? 0 : trees.read(first) & ~0x1FL;
                trees.write(first, RadixTrees.VALID | table + bits);
            } else {
                long table = trees.read(first) & ~0x1FL & ~RadixTrees.VALID;
                trees.write(first, RadixTrees.VALID | table | 10);
                trees.write(table + 8 * (address >>> 29 & 0x3FF), RadixTrees.VALID | bits);
            }
            return root + RadixTrees.ROOT_52_BITS;
        }
    }

    @ParameterizedTest
    @EnumSource(Geometry.class)
    void badGeometryOfTheL1sTreeIsAnExit(Geometry geometry) {
        for (Access access : Access.values()) {
            enter(0);
            mapTarget(12, ALL);
            mapTables();
            long first = PROCESS_TABLE & ~0xFFFL;
            scope(
                    PartitionScope.HOST_RADIX | geometry.spoil(l1Trees, l1Root, PROCESS_TABLE),
                    PartitionScope.GUEST_RADIX | PROCESS_TABLE);
            access(access);
            long cause = TranslationFault.UNSUPPORTED | TranslationFault.PROCESS_TABLE;
            assertFault(access, cause, first, geometry.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Geometry.class)
    void badGeometryOfTheL2sTreeStaysInIt(Geometry geometry) {
        for (Access access : Access.values()) {
            enter(0);
            mapTarget(12, ALL);
            mapL2Real(PROCESS_TABLE, 21, ALL);
            mapL2Real(0x20_0000, 21, ALL);
            l2Trees.write(PROCESS_TABLE + 16 * PID, geometry.spoil(l2Trees, l2Root, EA));
            access(access);
            boolean fetch = access == Access.FETCH;
            assertTrue(mem.faulted, geometry.toString());
            assertEquals(
                    fetch ? Interrupt.INSTRUCTION_STORAGE : Interrupt.DATA_STORAGE,
                    mem.fault().interrupt());
            long store = access == Access.STORE ? TranslationFault.STORE : 0;
            assertEquals(TranslationFault.UNSUPPORTED | store, mem.fault().causeBits(), geometry.toString());
            mem.faulted = false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void anEntryThatIsNotValidIsNoTranslation(int level) {
        enter(0);
        mapTarget(12, ALL);
        mapTables();
        mapL2Real(TARGET, 12, ALL);
        l2Trees.write(l2Trees.entry(l2Root, EA, level), 0);
        mem.load8(EA);
        assertEquals(Interrupt.DATA_STORAGE, mem.fault().interrupt());
        assertEquals(TranslationFault.NO_TRANSLATION, mem.fault().causeBits());
        mem.faulted = false;
        enter(0);
        l1Trees.write(l1Trees.entry(l1Root, PROCESS_TABLE, level), 0);
        mem.load8(EA);
        assertFault(
                Access.LOAD,
                TranslationFault.NO_TRANSLATION | TranslationFault.PROCESS_TABLE,
                PROCESS_TABLE,
                "level " + level);
    }

    @Test
    void aProcessBeyondTheTableHasNoTranslation() {
        enter(0);
        mapTarget(12, ALL);
        mapTables();
        s.spr[Spr.PIDR.ordinal()] = 256;
        mem.contextChanged(s);
        mem.load8(EA);
        assertEquals(Interrupt.DATA_STORAGE, mem.fault().interrupt());
        assertEquals(
                TranslationFault.NO_TRANSLATION | TranslationFault.PROCESS_TABLE,
                mem.fault().causeBits());
    }
}
