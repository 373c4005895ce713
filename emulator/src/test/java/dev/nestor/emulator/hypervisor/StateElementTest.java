package dev.nestor.emulator.hypervisor;

import static dev.nestor.emulator.hypervisor.V2UnderTest.BUFFER;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GUEST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.HOST_WIDE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Access;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the state elements: round trip, wrong size, wrong access, wrong scope, reserved bits. */
class StateElementTest {
    private static final int ID_ERROR = -79;
    private static final int SIZE_ERROR = -80;
    private static final int VALUE_ERROR = -81;

    @Test
    void rowsCoverTheIdsOfTheDocument() {
        Set<Integer> ids = new TreeSet<>();
        for (GuestStateElement row : GuestStateElement.values()) {
            for (int i = 0; i < row.count(); i++) {
                assertTrue(ids.add(row.id(i)), "id used twice");
                assertEquals(row, GuestStateElement.byId(row.id(i)));
            }
        }
        assertEquals(GuestStateElement.IDS, ids.size());
        assertTrue(ids.contains(0x1053) && ids.contains(0x200E) && ids.contains(0x303F) && ids.contains(0xF003));
        assertEquals(null, GuestStateElement.byId(0x1054));
        assertEquals(null, GuestStateElement.byId(-1));
        assertEquals(null, GuestStateElement.byId(0x10000));
        assertEquals("VSR63", GuestStateElement.VSR.nameOf(0x303F));
        assertEquals("CR", GuestStateElement.CR.nameOf(0x2000));
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void givesBackWhatWasSet(GuestStateElement row) {
        if (row.access() != Access.RW || row.scope() == Scope.ANY) {
            return;
        }
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            for (int i = 0; i < row.count(); i++) {
                long[] value = sample(row, i);
                int size = row.sizeBytes(profile);
                StateBufferBuilder buffer = new StateBufferBuilder().element(row.id(i), size, value);
                int expected = row.isKnown(profile) ? 0 : -56;
                assertEquals(expected, l0.set(flagOf(row), 1, 0, buffer), row + " under " + profile);
                if (expected == 0 && row.isReadable(profile) && row.isKept(profile)) {
                    String before = l0.p.peek(BUFFER, buffer.size());
                    StateBufferBuilder request = new StateBufferBuilder().element(row.id(i), size, 0);
                    assertEquals(0, l0.get(flagOf(row), 1, 0, request));
                    boolean reads0 = row == GuestStateElement.TB_OFFSET && profile == Profile.QEMU;
                    assertEquals(before.equals(l0.p.peek(BUFFER, buffer.size())), !reads0, row + " under " + profile);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesAnotherSize(GuestStateElement row) {
        if (row.scope() == Scope.ANY) {
            return;
        }
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        for (int size : new int[] {0, 2, row.sizeBytes(Profile.PAPR) - 1, row.sizeBytes(Profile.PAPR) + 8}) {
            StateBufferBuilder buffer = new StateBufferBuilder()
                    .element(0, 3, 0)
                    .element(row.firstId(), size, 0)
                    .element(0, 8, 0);
            assertEquals(SIZE_ERROR, l0.get(flagOf(row), 1, 0, buffer), row + " of " + size + " bytes");
            assertEquals(1, l0.p.r(4), "index of the bad element");
        }
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesSetOfReadOnlyElements(GuestStateElement row) {
        if (row.access() == Access.RW || row.scope() == Scope.HOST) {
            return;
        }
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        StateBufferBuilder buffer = new StateBufferBuilder().element(row.firstId(), row.sizeBytes(Profile.PAPR), 0);
        assertEquals(ID_ERROR, l0.set(flagOf(row), 1, 0, buffer));
        assertEquals(0, l0.p.r(4));
        V2UnderTest qemu = new V2UnderTest(Profile.QEMU);
        long r4 = flagOf(row);
        assertEquals(-56, qemu.set(flagOf(row), 1, 0, buffer));
        assertEquals(r4, qemu.p.r(4), "R4 stays as it was");
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesAnotherScope(GuestStateElement row) {
        if (row.scope() == Scope.ANY) {
            return;
        }
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        for (long flags : new long[] {0, GUEST_WIDE, HOST_WIDE}) {
            if (flags != flagOf(row)) {
                StateBufferBuilder buffer =
                        new StateBufferBuilder().element(row.firstId(), row.sizeBytes(Profile.PAPR), 0);
                assertEquals(ID_ERROR, l0.get(flags, 1, 0, buffer), row + " with flags " + Long.toHexString(flags));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GuestStateElement.class)
    void refusesReservedBits(GuestStateElement row) {
        int size = row.sizeBytes(Profile.PAPR);
        boolean masked = row.mask() != -1L && size == 8;
        if (!masked || row.access() != Access.RW) {
            return;
        }
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        V2UnderTest qemu = new V2UnderTest(Profile.QEMU);
        for (int bit = 0; bit < 64; bit++) {
            long value = 1L << bit;
            long expected = (value & ~row.mask()) != 0 ? VALUE_ERROR : 0;
            StateBufferBuilder buffer = new StateBufferBuilder().element(row.firstId(), size, value);
            assertEquals(expected, l0.set(flagOf(row), 1, 0, buffer));
            assertEquals(0, qemu.set(flagOf(row), 1, 0, buffer), "QEMU never enforces its masks");
        }
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
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        long[][] badTables = {{1, 52, 65536}, {0, 51, 65536}, {0, 52, 65535}, {0, 52, 0}, {0, 52, 128}, {-1, 52, 256}};
        for (long[] table : badTables) {
            assertEquals(VALUE_ERROR, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(5, 24, table)));
        }
        long[][] badBuffers = {{0, 128}, {0x1000, 0}, {0x1000, 16385}, {-1, 128}, {0x1FF_FFFF, 2}, {0x1000, -1}};
        for (long[] buffer : badBuffers) {
            assertEquals(VALUE_ERROR, l0.set(0, 1, 0, new StateBufferBuilder().element(0xC00, 16, buffer)));
            assertEquals(VALUE_ERROR, l0.set(0, 1, 0, new StateBufferBuilder().element(0xC01, 16, buffer)));
        }
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

    private static long flagOf(GuestStateElement row) {
        return switch (row.scope()) {
            case GUEST -> GUEST_WIDE;
            case HOST -> HOST_WIDE;
            default -> 0;
        };
    }

    /** A value that every bit of the element's storage keeps. */
    private static long[] sample(GuestStateElement row, int index) {
        return switch (row) {
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
