package dev.nestor.emulator.hypervisor;

import static dev.nestor.emulator.hypervisor.V2UnderTest.BUFFER;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GUEST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.HOST_WIDE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the state elements: round trip, wrong size, wrong access, wrong scope, reserved bits. */
@Tag("conformance")
class StateElementTest {
    private static final int ID_ERROR = -79;
    private static final int SIZE_ERROR = -80;
    private static final int VALUE_ERROR = -81;

    /** The first id of a vCPU's doublewords that no row covers. */
    static final int UNKNOWN_ID = firstUnknownId();

    private static int firstUnknownId() {
        int id = GuestStateElement.GPR.firstId();
        while (GuestStateElement.byId(id) != null) {
            id++;
        }
        return id;
    }

    @Test
    void rowsCoverTheIdsOfTheDocument() {
        Set<Integer> ids = new TreeSet<>();
        for (GuestStateElement row : GuestStateElement.values()) {
            for (int i = 0; i < row.count(); i++) {
                assertTrue(ids.add(row.id(i)), "id used twice");
                assertEquals(row, GuestStateElement.byId(row.id(i)));
            }
        }
        assertEquals(idsOfTheDocument(), ids);
        assertEquals(null, GuestStateElement.byId(UNKNOWN_ID));
        assertEquals(null, GuestStateElement.byId(-1));
        assertEquals(null, GuestStateElement.byId(0x10000));
        assertEquals("VSR63", GuestStateElement.VSR.nameOf(0x303F));
        assertEquals("CR", GuestStateElement.CR.nameOf(0x2000));
    }

    /** The ranges of ids of kvm-nested.rst, section "Guest State Buffer", edition of 2025. */
    private static Set<Integer> idsOfTheDocument() {
        int[][] ranges = {
            {0x0000, 0x0006},
            {0x0800, 0x0804},
            {0x0C00, 0x0C02},
            {0x1000, 0x1053},
            {0x2000, 0x200E},
            {0x3000, 0x303F},
            {0xF000, 0xF003}
        };
        Set<Integer> ids = new TreeSet<>();
        for (int[] range : ranges) {
            for (int id = range[0]; id <= range[1]; id++) {
                ids.add(id);
            }
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void givesBackWhatWasSet(GuestStateElement row) {
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            for (int i = 0; i < row.count(); i++) {
                roundTrip(l0, profile, row, i);
            }
        }
    }

    private static void roundTrip(V2UnderTest l0, Profile profile, GuestStateElement row, int index) {
        int size = row.sizeBytes(profile);
        String place = row + " under " + profile;
        StateBufferBuilder buffer = new StateBufferBuilder().element(row.id(index), size, sample(row, index));
        if (row.isKnown(profile) && row.isWritable()) {
            assertEquals(0, l0.set(flagOf(row), 1, 0, buffer), place);
        }
        String stored = l0.p.peek(BUFFER, buffer.size());
        StateBufferBuilder request = new StateBufferBuilder().element(row.id(index), size, 0x5A);
        boolean flagIsAnother = row.scope() == Scope.HOST && !row.isKnown(profile); // it takes ownership there
        long code = l0.get(flagIsAnother ? 0 : flagOf(row), 1, 0, request);
        if (!row.isKnown(profile)) {
            assertEquals(code(profile, ID_ERROR), code, place);
            return;
        }
        assertEquals(row.isReadable(profile) ? 0 : code(profile, ID_ERROR), code, place);
        if (row.readsBack(profile)) {
            assertEquals(stored, l0.p.peek(BUFFER, buffer.size()), place);
        }
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesAnotherSize(GuestStateElement row) {
        forEachKnown(row, (l0, profile, id) -> {
            int right = row.sizeBytes(profile);
            for (int size : new int[] {0, 2, right - 1, right + 1, right + 8}) {
                StateBufferBuilder buffer = new StateBufferBuilder()
                        .element(0, 3, 0)
                        .element(id, size, 0)
                        .element(0, 8, 0);
                assertRefused(l0, profile, SIZE_ERROR, 1, l0.get(flagOf(row), 1, 0, buffer), row + " of " + size);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesWhatTheBufferCutsOff(GuestStateElement row) {
        forEachKnown(row, (l0, profile, id) -> {
            boolean bounded = ProfileChoice.LAST_ELEMENT_IS_BOUNDED.holds(profile);
            boolean byGet = row.isReadable(profile);
            int call = byGet ? V2UnderTest.GET : V2UnderTest.SET;
            StateBufferBuilder buffer =
                    new StateBufferBuilder().element(id, row.sizeBytes(profile), sample(row, id - row.firstId()));
            int size = buffer.put(l0.p.memory, BUFFER);
            for (int missing = 1; missing <= row.sizeBytes(profile); missing += 7) {
                long code = l0.p.call(call, flagOf(row), 1, 0, BUFFER, size - missing);
                if (bounded) {
                    assertRefused(l0, profile, SIZE_ERROR, 0, code, row + " without " + missing + " bytes");
                } else {
                    assertEquals(0, code, row + " past the end");
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void takesAnElementTwice(GuestStateElement row) {
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            for (int i = 0; i < row.count() && row.isKnown(profile); i++) {
                int size = row == GuestStateElement.NOP ? 5 : row.sizeBytes(profile);
                StateBufferBuilder twice = new StateBufferBuilder()
                        .element(row.id(i), size, sample(row, i))
                        .element(row.id(i), size, sample(row, i));
                boolean set = row.isWritable();
                long code = set ? l0.set(flagOf(row), 1, 0, twice) : l0.get(flagOf(row), 1, 0, twice);
                assertEquals(0, code, row + " twice under " + profile);
            }
        }
    }

    @Test
    void paddingIsCutOffAsAnythingElse() {
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            int size = new StateBufferBuilder().element(0, 17).put(l0.p.memory, BUFFER);
            long expected = ProfileChoice.LAST_ELEMENT_IS_BOUNDED.holds(profile) ? SIZE_ERROR : 0;
            assertEquals(expected, l0.p.call(V2UnderTest.GET, 0, 1, 0, BUFFER, size - 1));
        }
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesAnotherAccess(GuestStateElement row) {
        forEachKnown(row, (l0, profile, id) -> {
            int size = row.sizeBytes(profile);
            StateBufferBuilder buffer = new StateBufferBuilder().element(id, size, sample(row, id - row.firstId()));
            if (!row.isWritable()) {
                long flag = row.scope() == Scope.HOST ? GUEST_WIDE : flagOf(row);
                assertRefused(l0, profile, ID_ERROR, 0, l0.set(flag, 1, 0, buffer), "SET of " + row);
            }
            if (!row.isReadable(profile)) {
                assertRefused(l0, profile, ID_ERROR, 0, l0.get(flagOf(row), 1, 0, buffer), "GET of " + row);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesAnotherScope(GuestStateElement row) {
        forEachKnown(row, (l0, profile, id) -> {
            StateBufferBuilder buffer =
                    new StateBufferBuilder().element(id, row.sizeBytes(profile), sample(row, id - row.firstId()));
            boolean bit1Owns = ProfileChoice.STATE_CAN_BE_OWNED.holds(profile);
            for (long flags : bit1Owns ? new long[] {0, GUEST_WIDE} : new long[] {0, GUEST_WIDE, HOST_WIDE}) {
                String place = row + " with flags " + Long.toHexString(flags);
                if (flags != flagOf(row)) {
                    assertRefused(l0, profile, ID_ERROR, 0, l0.get(flags, 1, 0, buffer), place);
                }
                if (flags != flagOf(row) && flags != HOST_WIDE) {
                    assertRefused(l0, profile, ID_ERROR, 0, l0.set(flags, 1, 0, buffer), place);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesReservedBits(GuestStateElement row) {
        if (row.mask() == -1L || row.sizeBytes(Profile.PAPR) != 8 || !row.isWritable()) {
            return;
        }
        forEachKnown(row, (l0, profile, id) -> {
            for (int bit = 0; bit < 64; bit++) {
                boolean reserved = (1L << bit & ~row.mask()) != 0;
                long expected = reserved && ProfileChoice.VALUE_MASKS_ARE_ENFORCED.holds(profile) ? VALUE_ERROR : 0;
                StateBufferBuilder buffer = new StateBufferBuilder().element(id, 8, 1L << bit);
                assertEquals(expected, l0.set(flagOf(row), 1, 0, buffer), row + " bit " + bit + " under " + profile);
            }
        });
    }

    /** What is done with one id under one profile. */
    @FunctionalInterface
    private interface ElementCase {
        void run(V2UnderTest l0, Profile profile, int id);
    }

    /** Every id of a row that is not padding, under every profile that knows it. */
    private static void forEachKnown(GuestStateElement row, ElementCase each) {
        for (Profile profile : Profile.values()) {
            if (row.scope() != Scope.ANY && row.isKnown(profile)) {
                V2UnderTest l0 = new V2UnderTest(profile);
                for (int i = 0; i < row.count(); i++) {
                    each.run(l0, profile, row.id(i));
                }
            }
        }
    }

    /** The document's code, and the index in R4; H_P3 where the profile does not index element errors. */
    private static void assertRefused(V2UnderTest l0, Profile profile, int error, int index, long code, String place) {
        assertEquals(code(profile, error), code, place + " under " + profile);
        if (code != -56) {
            assertEquals(index, l0.p.r(4), "index of " + place);
        }
    }

    private static long code(Profile profile, int error) {
        return profile == Profile.QEMU ? -56 : error;
    }

    @Test
    void anErrorLeavesEveryElementAsItWas() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.set(0x1003, 7);
        StateBufferBuilder buffer =
                new StateBufferBuilder().element(0x1003, 8, 8).element(0x102C, 8, 1);
        assertEquals(VALUE_ERROR, l0.set(0, 1, 0, buffer));
        assertEquals(1, l0.p.r(4));
        assertEquals(7, l0.get(0x1003));
    }

    @Test
    void theLastOfTwoWins() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        StateBufferBuilder buffer =
                new StateBufferBuilder().element(0x102C, 8, 0).element(0x102C, 8, 0x0202_0000L);
        assertEquals(0, l0.set(0, 1, 0, buffer));
        assertEquals(0x0202_0000L, l0.get(0x102C));
    }

    @Test
    void paddingOfAnySizeIsSkippedInEveryScope() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        StateBufferBuilder buffer =
                new StateBufferBuilder().element(0, 0).element(0, 17).element(0, 1);
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, buffer));
        assertEquals(0, l0.set(0, 1, 0, buffer));
        assertEquals(0, l0.get(HOST_WIDE, 9, 9, buffer));
    }

    @Test
    void tablesAndRunBuffersAreChecked() {
        long[][] badTables = {{1, 52, 65536}, {0, 51, 65536}, {0, 52, 65535}, {0, 52, 0}, {0, 52, 128}, {-1, 52, 256}};
        long[][] badProcessTables = {{1, 4096}, {0, 4095}, {0, 0}, {0, 1L << 37}, {1L << 60, 4096}};
        long[][] badBuffers = {{0, 128}, {0x1000, 0}, {0x1000, 16385}, {-1, 128}, {0x1FF_FFFF, 2}, {0x1000, -1}};
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            for (long[] table : badTables) {
                assertOutOfRange(l0, profile, GUEST_WIDE, 5, table);
            }
            for (long[] table : badProcessTables) {
                assertOutOfRange(l0, profile, GUEST_WIDE, 6, table);
            }
            for (long[] buffer : badBuffers) {
                assertOutOfRange(l0, profile, 0, 0xC00, buffer);
                assertOutOfRange(l0, profile, 0, 0xC01, buffer);
            }
        }
    }

    private static void assertOutOfRange(V2UnderTest l0, Profile profile, long flags, int id, long[] value) {
        StateBufferBuilder buffer = new StateBufferBuilder().element(id, 8 * value.length, value);
        assertRefused(l0, profile, VALUE_ERROR, 0, l0.set(flags, 1, 0, buffer), Integer.toHexString(id));
    }

    @Test
    void heirHasEightBytesForLinux() {
        assertEquals(4, GuestStateElement.HEIR.sizeBytes(Profile.PAPR));
        assertEquals(8, GuestStateElement.HEIR.sizeBytes(Profile.LINUX));
        V2UnderTest l0 = new V2UnderTest(Profile.LINUX);
        assertEquals(0, l0.get(0, 1, 0, new StateBufferBuilder().element(0xF002, 8, 0)));
    }

    @Test
    void pprIsWriteOnlyInTheDocument() {
        StateBufferBuilder ppr = new StateBufferBuilder().element(0x103A, 8, 0);
        assertEquals(ID_ERROR, new V2UnderTest(Profile.PAPR).get(0, 1, 0, ppr));
        assertEquals(0, new V2UnderTest(Profile.LINUX).get(0, 1, 0, ppr));
    }

    @Test
    void hostCountersFollowTheModel() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.p.poke(BUFFER, WireVectorTest.T9);
        assertEquals(0, l0.p.call(V2UnderTest.GET, HOST_WIDE, 77, 77, BUFFER, 64));
        assertEquals(4096 + 8192, l0.p.memory.readBe64(BUFFER + 8));
        assertEquals(128L << 20, l0.p.memory.readBe64(BUFFER + 20));
        assertEquals(65536, l0.p.memory.readBe64(BUFFER + 32));
        assertEquals(256L << 20, l0.p.memory.readBe64(BUFFER + 44));
        assertEquals(0, l0.p.memory.readBe64(BUFFER + 56));
    }

    @Test
    void offsetsReachVcpusMadeLater() {
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            assertEquals(0, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(4, 8, -1000)));
            assertEquals(0, l0.p.call(V2UnderTest.CREATE_VCPU, 0, 1, 1));
            l0.buffers(1, 1, V2UnderTest.INPUT, V2UnderTest.OUTPUT);
            l0.p.call(V2UnderTest.RUN, 0, 1, 1);
            long expected = ProfileChoice.TB_OFFSET_REACHES_LATER_VCPUS.holds(profile) ? -1000 : 0;
            assertEquals(expected, l0.p.vcpu(0).s.tbOffset, profile.toString());
        }
    }

    @Test
    void logicalPvrDecidesPcr() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        assertEquals(0, l0.get(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(3, 4, 0)));
        assertEquals(0x0080_1200, l0.p.memory.readBe32(BUFFER + 8), "a new guest has its L1's version");
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(3, 4, 0x0F00_0005)));
        l0.enter(0);
        assertEquals(~0x10L, l0.p.vcpu(0).s.spr[Spr.PCR.ordinal()]);
        assertNotEquals(0, l0.p.vcpu(0).s.msr);
    }

    @Test
    void logicalPvrIsOneThatTheL0Has() {
        for (Profile profile : Profile.values()) {
            boolean isChecked = ProfileChoice.LOGICAL_PVR_IS_CHECKED.holds(profile);
            for (long level : new long[] {0, 0x0F00_0004, 0x0F00_0007}) {
                V2UnderTest l0 = new V2UnderTest(profile);
                long code = l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(3, 4, level));
                assertEquals(isChecked ? ReturnCode.H_INVALID_ELEMENT_VALUE.number() : 0, code, profile + " " + level);
            }
        }
    }

    static long flagOf(GuestStateElement row) {
        return switch (row.scope()) {
            case GUEST -> GUEST_WIDE;
            case HOST -> HOST_WIDE;
            default -> 0;
        };
    }

    /** A value that every bit of the element's storage keeps. */
    static long[] sample(GuestStateElement row, int index) {
        return switch (row) {
            case LOGICAL_PVR -> new long[] {0x0F00_0005};
            case PARTITION_TABLE -> new long[] {0x123_0000, 52, 65536};
            case PROCESS_TABLE -> new long[] {0x123_0000, 1 << 24};
            case RUN_INPUT, RUN_OUTPUT -> new long[] {0x123_0000, 256};
            case LPCR -> new long[] {0x0070_0000_0382_0C00L};
            case PPR -> new long[] {0x000C_0000_0000_0000L};
            case XER -> new long[] {0xE00C_007FL};
            case DSCR -> new long[] {0x1FF_1234L};
            case CTRL, DPDES -> new long[] {1};
            case IAMR -> new long[] {0x4000_0000_0000_0005L};
            case DAWR0, DAWR1, EBBHR, EBBRR -> new long[] {0x1234_5678_9ABC_DEF0L};
            case HDEXCR, MMCR0 -> new long[] {0x1234_5678L};
            case PIDR -> new long[] {0xF_4321L};
            default -> new long[] {0x8123_4567_89AB_CDE0L + index, 0x7654_3210_FEDC_BA98L};
        };
    }
}
