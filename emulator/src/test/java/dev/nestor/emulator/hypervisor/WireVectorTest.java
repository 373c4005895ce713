package dev.nestor.emulator.hypervisor;

import static dev.nestor.emulator.hypervisor.V2UnderTest.BUFFER;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GET;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GUEST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.HOST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.INPUT;
import static dev.nestor.emulator.hypervisor.V2UnderTest.OUTPUT;
import static dev.nestor.emulator.hypervisor.V2UnderTest.RUN;
import static dev.nestor.emulator.hypervisor.V2UnderTest.SET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Buffers as bytes: the vectors of Linux's KUnit test, and more computed from the format. */
@Tag("conformance")
class WireVectorTest {
    static final String T1 = "00000000";
    static final String T2 = "000000011001000800000000cafef00d";
    static final String T3 = "000000012000000400000001";
    static final String T4 = "000000013000001000000000000000020000000000000001";
    static final String T5 = "0000000200050018000000001000000000000000000000340000000000010000"
            + "0006001000000000000000000000000000001000";
    static final String T6 = "00000002102000080000000123456789102c00080000000003820400";
    static final String T7 = "0000000a1003000800000000000000e0100400080000000000000000100500080000000000000000"
            + "100600080000000000000000100700080000000000000000100800080000000000000000"
            + "100900080000000000000000100a00080000000000000000100b00080000000000000000"
            + "100c00080000000000000000";
    static final String T8 = "00000005f0000008c000000000001234f001000442000000f00300080000000000001000"
            + "10210008c000000000000100102200088000000000001033";
    static final String T9 = "000000050800000800000000000000000801000800000000000000000802000800000000"
            + "0000000008030008000000000000000008040008" + "0000000000000000";

    private static int bytes(String hex) {
        return hex.length() / 2;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void smallBuffersAreSetAndRead(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        for (String vector : new String[] {T1, T2, T3, T4}) {
            l0.p.poke(BUFFER, vector);
            assertEquals(0, l0.p.call(SET, 0, 1, 0, BUFFER, bytes(vector)), vector);
        }
        l0.p.poke(BUFFER, "0000000130000010" + "00".repeat(16));
        assertEquals(0, l0.p.call(GET, 0, 1, 0, BUFFER, 24));
        assertEquals(T4, l0.p.peek(BUFFER, 24));
        assertEquals(0xCAFE_F00DL, l0.get(0x1001));
        l0.enter(0);
        assertEquals(1, l0.p.vcpu(0).s.cr);
        assertEquals(2, l0.p.vcpu(0).s.vsr[0]);
        assertEquals(1, l0.p.vcpu(0).s.vsr[1]);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void tablesOfVmCreationAreAccepted(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        l0.p.poke(BUFFER, T5);
        assertEquals(0, l0.p.call(SET, GUEST_WIDE, 1, 0, BUFFER, 64));
        l0.enter(0);
        assertEquals(0xC000_0000_1000_00ADL, l0.p.vcpu(0).mem.scope().dword0);
        assertEquals(0x8000_0000_0000_0000L, l0.p.vcpu(0).mem.scope().dword1);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void runInputOfAnL1WithNothingDirty(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        l0.p.poke(INPUT, T6);
        l0.p.call(RUN, 0, 1, 0);
        assertEquals(HcallOutcome.L2_ENTERED, l0.p.outcome);
        Vcpu v = l0.p.vcpu(0);
        assertEquals(0x1_2345_6789L, v.hdecExpiry());
        assertEquals(0x0000_0000_03D2_0403L, v.s.spr[Spr.LPCR.ordinal()] & 0x0070_0000_03D2_0C0BL);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void outputOfACedeExit(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        l0.set(0x1003, 0xE0);
        l0.enter(0);
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        assertEquals(0, l0.p.r(3));
        assertEquals(0xC00, l0.p.r(4));
        assertEquals(T7, l0.p.peek(OUTPUT, 124));
    }

    /** A storage fault of the L2's own making: the walker is asked through the vCPU, as an instruction would. */
    @ParameterizedTest
    @EnumSource(Profile.class)
    void outputOfAStorageExit(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        l0.set(0x1021, 0x100);
        l0.enter(0);
        Vcpu v = l0.p.vcpu(0);
        v.cia = 0x100;
        v.s.msr = 0x8000_0000_0000_1003L;
        v.mem.contextChanged(v.s);
        v.mem.store8(0x1234, 1);
        v.storageFault();
        l0.p.hypervisor.nestedExit(v);
        assertEquals(0xE00, l0.p.r(4));
        String expected = "00000005f00000080000000000001234f001000442000000f00300080000000000001000"
                + "10210008000000000000010010220008" + "8000000000001003";
        assertEquals(expected, l0.p.peek(OUTPUT, 60));
        assertEquals(bytes(T8), bytes(expected));
        assertEquals(0x1234, l0.get(0xF000));
    }

    /** T8 byte by byte: a store of a kernel that relocates, to a page that its L1 does not map. */
    @ParameterizedTest
    @EnumSource(Profile.class)
    void outputOfAStorageExitWithRelocation(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        V1Trees.map(l0.p.memory, V2UnderTest.ROOT);
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(6, 16, 0x1_0000, 4096)));
        // the L1 maps the first 2 MiB of the L2 in pages of 4 KiB now, all but the one at 0x1000
        long small = 0x32_2000;
        for (int page = 0; page < 512; page++) {
            long leaf = 0xC000_0000_0000_0187L | V1Trees.L2_PAGES + 4096L * page;
            l0.p.memory.writeBe64(small + 8L * page, page == 1 ? 0 : leaf);
        }
        l0.p.memory.writeBe64(0x32_1000, 0x8000_0000_0000_0009L | small);
        l0.enter(0);
        Vcpu v = l0.p.vcpu(0);
        v.cia = 0xC000_0000_0000_0100L;
        v.s.msr = 0x8000_0000_0000_1033L;
        v.mem.contextChanged(v.s);
        v.mem.store8(0xC000_0000_0000_1234L, 1);
        v.storageFault();
        l0.p.hypervisor.nestedExit(v);
        assertEquals(T8, l0.p.peek(OUTPUT, 60));
    }

    @ParameterizedTest
    @EnumSource(names = {"PAPR", "LINUX", "QEMU"})
    void hostWideRequest(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        l0.p.poke(BUFFER, T9);
        assertEquals(0, l0.p.call(GET, HOST_WIDE, 0, 0, BUFFER, 64));
        assertEquals(0, l0.p.call(GET, HOST_WIDE, 99, 99, BUFFER, 64));
    }

    @Test
    void outputsOfTheOtherExits() {
        Object[][] rows = {
            {Interrupt.HYPERVISOR_DECREMENTER, 0x980, 4},
            {Interrupt.HYPERVISOR_INSTRUCTION_STORAGE, 0xE20, 52},
            {Interrupt.HYPERVISOR_EMULATION_ASSISTANCE, 0xE40, 36},
            {Interrupt.HYPERVISOR_DOORBELL, 0xE80, 4},
            {Interrupt.HYPERVISOR_VIRTUALIZATION, 0xEA0, 4},
            {Interrupt.HYPERVISOR_FACILITY_UNAVAILABLE, 0xF80, 40}
        };
        for (Object[] row : rows) {
            V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
            l0.enter(0);
            l0.p.vcpu(0).exit().set((Interrupt) row[0], 0x200, 0x1000);
            l0.p.hypervisor.nestedExit(l0.p.vcpu(0));
            assertEquals(0, l0.p.r(3));
            assertEquals((long) (int) row[1], l0.p.r(4));
            assertEquals(
                    (long) (int) row[2],
                    l0.p.eventsOf(StateTransferred.class)
                            .get(l0.p.eventsOf(StateTransferred.class).size() - 1)
                            .bytes()
                            .length);
        }
    }

    /** The table of answers an L0 gives to malformed input: PAPR and LINUX alike, and QEMU's. */
    @Test
    void negativeVectors() {
        for (Profile profile : Profile.values()) {
            boolean qemu = profile == Profile.QEMU;
            V2UnderTest l0 = new V2UnderTest(profile);
            assertEquals(
                    qemu ? -56 : -79,
                    l0.set(0, 1, 0, new StateBufferBuilder().element(StateElementTest.UNKNOWN_ID, 8, 0)));
            assertEquals(qemu ? -56 : -80, l0.set(0, 1, 0, new StateBufferBuilder().element(0x1000, 4, 0)));
            assertEquals(qemu ? -56 : -79, l0.set(0, 1, 0, new StateBufferBuilder().element(0xF000, 8, 0)));
            assertEquals(qemu ? -56 : -79, l0.set(0, 1, 0, new StateBufferBuilder().element(4, 8, 0)));
            assertEquals(qemu ? -56 : -79, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(0x1000, 8, 0)));
            assertEquals(qemu ? -56 : -79, l0.get(0, 1, 0, new StateBufferBuilder().element(0x800, 8, 0)));
            assertEquals(-4, l0.get(GUEST_WIDE | HOST_WIDE, 1, 0, new StateBufferBuilder()));
            assertEquals(-4, l0.set(HOST_WIDE, 1, 0, new StateBufferBuilder()));
            assertEquals(-4, l0.get(1, 1, 0, new StateBufferBuilder()));
            assertEquals(qemu ? 0 : -81, l0.set(0, 1, 0, new StateBufferBuilder().element(0x102C, 8, 1)));
            assertEquals(0, l0.set(0, 1, 0, new StateBufferBuilder()));
            new StateBufferBuilder().element(0x1000, 8, 0).put(l0.p.memory, BUFFER, 4);
            assertEquals(qemu ? -56 : -80, l0.p.call(SET, 0, 1, 0, BUFFER, 16));
            new StateBufferBuilder().element(0x1000, 8, 5).put(l0.p.memory, BUFFER);
            assertEquals(qemu ? 0 : -80, l0.p.call(SET, 0, 1, 0, BUFFER, 12), "ends after the buffer");
            assertEquals(-56, l0.p.call(SET, 0, 1, 0, BUFFER, 3));
            assertEquals(-56, l0.p.call(SET, 0, 1, 0, BUFFER, (1 << 20) + 1));
            assertEquals(-56, l0.p.call(SET, 0, 1, 0, PartitionUnderTest.MEMORY_BYTES - 4, 8));
            assertEquals(-56, l0.p.call(SET, 0, 1, 0, -8, 8));
            assertEquals(-55, l0.p.call(SET, 0, 2, 0, BUFFER, 16));
            assertEquals(-56, l0.p.call(SET, 0, 1, 1, BUFFER, 16));
        }
    }

    /** The rest of the table: calls of the life cycle. */
    @ParameterizedTest
    @EnumSource(Profile.class)
    void negativeVectorsOfTheLifeCycle(Profile profile) {
        boolean qemu = profile == Profile.QEMU;
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, profile);
        assertEquals(-75, p.call(V2UnderTest.CREATE, 0, -1), "CREATE before SET_CAPABILITIES");
        assertEquals(0, p.call(0x464, 0, 1L << 62));
        assertEquals(-75, p.call(0x464, 0, 1L << 62), "SET_CAPABILITIES twice");
        assertEquals(-55, p.call(V2UnderTest.CREATE, 0, 0), "CREATE with token 0");
        assertEquals(0, p.call(V2UnderTest.CREATE, 0, -1));
        assertEquals(qemu ? -56 : 0, p.call(V2UnderTest.CREATE_VCPU, 0, 1, 5), "vCPU 5 as the first");
        assertEquals(0, p.call(V2UnderTest.CREATE_VCPU, 0, 1, 0));
        assertEquals(-77, p.call(V2UnderTest.CREATE_VCPU, 0, 1, 0), "the same id again");
        for (int guest = 2; guest <= 4095; guest++) {
            assertEquals(0, p.call(V2UnderTest.CREATE, 0, -1));
        }
        assertEquals(qemu ? -9 : -44, p.call(V2UnderTest.CREATE, 0, -1), "the 4096th guest");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void negativeVectorsOfPaddingAndRuns(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        StateBufferBuilder padded =
                new StateBufferBuilder().element(0, 7).element(0x1003, 8, 0xE0).element(0, 0);
        assertEquals(0, l0.set(0, 1, 0, padded), "id 0 of any size");
        assertEquals(0xE0, l0.get(0x1003));
        l0.set(0x1022, 0x8000_0000_0000_8000L);
        l0.set(0x1020, Long.MAX_VALUE);
        l0.p.call(RUN, 1L << 63, 1, 0);
        if (profile == Profile.QEMU) {
            assertEquals(-4, l0.p.r(3), "RUN flags 1 << 63");
            return;
        }
        assertEquals(HcallOutcome.L2_ENTERED, l0.p.outcome);
        assertEquals(Outcome.INTERRUPTED, l0.p.step(l0.p.vcpu(0)));
        assertEquals(Interrupt.EXTERNAL, l0.p.vcpu(0).delivered());
    }

    @Test
    void aRunReportsTheOffsetOfTheBadElement() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        new StateBufferBuilder()
                .element(0x1000, 8, 0)
                .element(StateElementTest.UNKNOWN_ID, 8, 0)
                .put(l0.p.memory, INPUT);
        assertEquals(-79, l0.p.call(RUN, 0, 1, 0));
        assertEquals(16, l0.p.r(4));
        assertEquals(HcallOutcome.RETURNED, l0.p.outcome);
    }
}
