package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import dev.nestor.emulator.hypervisor.nested.v1.V1Direction;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.Profile;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The v1 structures in both byte orders and both versions, what is filtered, and what comes back. */
@Tag("conformance")
class V1StructuresTest {
    @Test
    void layoutsHaveNoGapAndNoOverlap() {
        int end = 0;
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            assertEquals(end, field.offset(), field.name());
            end += field.sizeBytes();
        }
        assertEquals(248, end);
        assertEquals(232, HvGuestStateLayout.DAWR1.offset());
        end = 0;
        for (PtRegsLayout field : PtRegsLayout.values()) {
            assertEquals(end, field.offset(), field.name());
            end += 8 * field.count();
        }
        assertEquals(384, end);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyFieldArrivesAndGoesBack(boolean little) {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, little);
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            if (field.direction() == V1Direction.IN_OUT) {
                l0.set(field, field == HvGuestStateLayout.DPDES ? 1 : 0x1000 + 4L * field.ordinal());
            }
        }
        l0.set(HvGuestStateLayout.PPR, 0x000C_0000_0000_0000L);
        for (int n = 0; n < 32; n++) {
            l0.setRegister(8 * n, 0x1111L * n);
        }
        l0.setRegister(V1UnderTest.NIP, 0x4000);
        l0.setRegister(V1UnderTest.MSR, 0x8000_0000_0000_0001L);
        l0.setRegister(280, 0xC);
        l0.setRegister(288, 0x1C);
        l0.setRegister(296, 0xE000_0000L);
        l0.setRegister(304, 0x8765_4321L);
        Vcpu v = l0.p.vcpu(0);
        v.own().spr[Spr.SPRG2.ordinal()] = 99;
        v.own().vsr[7] = 1234;
        l0.enter();
        CpuState s = v.s;
        assertEquals(0x1111L * 31, s.gpr[31]);
        assertEquals(0x4000, s.nia);
        assertEquals(0x8000_0000_0000_1001L, s.msr, "machine checks are forced on");
        assertEquals(0xC, s.ctr);
        assertEquals(0x1C, s.lr);
        assertEquals(1, s.so);
        assertEquals(0x8765_4321, s.cr);
        assertEquals(0x1000 + 4 * HvGuestStateLayout.SPRG2.ordinal(), s.spr[Spr.SPRG2.ordinal()]);
        assertEquals(1234, s.vsr[7], "vectors travel in registers");
        s.spr[Spr.SPRG2.ordinal()] = 7;
        s.vsr[7] = 4321;
        s.decExpiry = 555;
        s.gpr[31] = -3;
        v.exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0x4004, 0x8000_0000_0000_1001L);
        l0.p.hypervisor.nestedExit(v);
        assertEquals(0x980, l0.p.r(3));
        assertEquals(7, l0.get(HvGuestStateLayout.SPRG2));
        assertEquals(-3, l0.register(8 * 31));
        assertEquals(0x4004, l0.register(V1UnderTest.NIP));
        assertEquals(99, v.own().spr[Spr.SPRG2.ordinal()], "the L1 has its own again");
        assertEquals(4321, v.own().vsr[7], "and the L2's vectors");
        assertEquals(555, v.own().decExpiry, "and the L2's decrementer");
        assertEquals(5, l0.get(HvGuestStateLayout.LPID));
    }

    @Test
    void countersRunOnAndComeBackAsValues() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        l0.set(HvGuestStateLayout.PURR, 1000);
        l0.set(HvGuestStateLayout.IC, 50);
        Vcpu v = l0.p.vcpu(0);
        v.own().instructions = 400;
        v.setMoment(1000);
        l0.enter();
        v.s.instructions += 10;
        v.setMoment(3000);
        v.exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0, 0);
        l0.p.hypervisor.nestedExit(v);
        assertEquals(1000 + 1024, l0.get(HvGuestStateLayout.PURR));
        assertEquals(60, l0.get(HvGuestStateLayout.IC));
        assertEquals(400, v.own().instructions);
        assertEquals(410, Spr.IC.read(v.own(), v.timebase()), "the L2's instructions count for its L1 too");
    }

    @Test
    void controlRegistersAreFiltered() {
        V1UnderTest l0 = new V1UnderTest(Profile.LINUX, true);
        Vcpu v = l0.p.vcpu(0);
        l0.set(HvGuestStateLayout.LPCR, -1L);
        l0.set(HvGuestStateLayout.HFSCR, -1L);
        l0.set(HvGuestStateLayout.DAWRX0, -1L);
        l0.set(HvGuestStateLayout.DAWRX1, 0x4);
        l0.set(HvGuestStateLayout.CIABR, 0x1003);
        l0.setRegister(V1UnderTest.MSR, -1L & ~(3L << 33));
        long l1Lpcr = v.own().spr[Spr.LPCR.ordinal()];
        l0.enter();
        assertEquals(0x0070_0000_03D2_0C03L, v.s.spr[Spr.LPCR.ordinal()] & 0x0070_0000_03D2_0E0BL);
        assertEquals(0, v.s.spr[Spr.HFSCR.ordinal()] & 1L << 5, "no transactions");
        assertEquals(0xFFFF_FFFBL, v.s.spr[Spr.DAWRX0.ordinal()]);
        assertEquals(0, v.s.spr[Spr.DAWRX1.ordinal()]);
        assertEquals(0x1000, v.s.spr[Spr.CIABR.ordinal()]);
        assertEquals(0, v.s.msr & 1L << 60, "never in hypervisor state");
        v.exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0, 0);
        l0.p.hypervisor.nestedExit(v);
        assertEquals(l1Lpcr, v.own().spr[Spr.LPCR.ordinal()]);
        assertEquals(-1L, l0.get(HvGuestStateLayout.HFSCR), "not written back");
        assertEquals(-1L, l0.get(HvGuestStateLayout.LPCR));
    }

    @Test
    void qemuWritesControlRegistersBack() {
        V1UnderTest l0 = new V1UnderTest(Profile.QEMU, true);
        l0.set(HvGuestStateLayout.LPCR, 0x0200_0000L);
        l0.enter();
        l0.p.vcpu(0).exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0, 0);
        l0.p.hypervisor.nestedExit(l0.p.vcpu(0));
        assertEquals(0x0250_0403L, l0.get(HvGuestStateLayout.LPCR) & 0x0250_0403L);
    }

    @Test
    void aModeSetMeanwhileReachesTheL1AtTheExit() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        l0.enter();
        long during = l0.p.vcpu(0).s.spr[Spr.LPCR.ordinal()];
        l0.p.vcpu(0).exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0, 0);
        l0.p.hypervisor.nestedExit(l0.p.vcpu(0));
        assertEquals(0, l0.p.call(0x31C, 1, 4, 0, 0));
        assertEquals(0, during & 0x0200_0000L);
        assertTrue((l0.p.vcpu(0).own().spr[Spr.LPCR.ordinal()] & 0x0200_0000L) != 0);
    }

    @Test
    void exitsWriteTheirFields() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        l0.set(HvGuestStateLayout.HFSCR, 0xAA00_0000_0000_0003L);
        l0.setRegister(V1UnderTest.NIP, 0x1230);
        l0.enter();
        Vcpu v = l0.p.vcpu(0);
        v.cia = 0x1230;
        v.mem.load64(0x5678);
        v.storageFault();
        l0.p.hypervisor.nestedExit(v);
        assertEquals(0xE00, l0.p.r(3));
        assertEquals(0x5678, l0.get(HvGuestStateLayout.HDAR));
        assertEquals(0x4000_0000, l0.get(HvGuestStateLayout.HDSISR));
        assertEquals(0x5000, l0.get(HvGuestStateLayout.ASDR));
        assertEquals(0x1230, l0.register(V1UnderTest.NIP));
        l0.enter();
        v.hypervisorFacilityUnavailable(0x0A);
        l0.p.hypervisor.nestedExit(v);
        assertEquals(0x0A00_0000_0000_0003L, l0.get(HvGuestStateLayout.HFSCR), "cause byte merged");
        l0.enter();
        v.cia = 0;
        v.illegal(0x1234_5678);
        l0.p.hypervisor.nestedExit(v);
        assertEquals(0xE40, l0.p.r(3));
        assertEquals(0x1234_5678, l0.get(HvGuestStateLayout.HEIR));
    }

    @Test
    void versionOneHasNoSecondWatchpoint() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, false);
        l0.set(HvGuestStateLayout.VERSION, 1);
        l0.set(HvGuestStateLayout.DAWR1, 0x7770);
        l0.enter();
        assertEquals(0, l0.p.vcpu(0).s.spr[Spr.DAWR1.ordinal()]);
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        List<StateTransferred> moved = l0.p.eventsOf(StateTransferred.class);
        assertEquals(
                List.of(232, 352, 232, 352),
                moved.stream().map(e -> e.bytes().length).toList());
        assertEquals(
                List.of(2, 4, 2, 4),
                moved.stream().map(StateTransferred::format).toList());
        assertEquals(0x7770, l0.get(HvGuestStateLayout.DAWR1));
        assertEquals(0xC00, l0.p.r(3));
    }

    @Test
    void linuxMovesTheKernelsPartToo() {
        V1UnderTest l0 = new V1UnderTest(Profile.LINUX, true);
        l0.enter();
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        List<HcallReturned> returned = l0.p.eventsOf(HcallReturned.class);
        assertEquals(248 + 384, returned.get(returned.size() - 1).bytesIn());
        assertEquals(248 + 384, returned.get(returned.size() - 1).bytesOut());
    }

    @Test
    void problemStateHypercallsExit() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        l0.setRegister(V1UnderTest.MSR, 0x8000_0000_0000_4001L);
        l0.enter();
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        assertFalse(l0.p.vcpu(0).isNested());
        assertTrue((l0.register(V1UnderTest.MSR) & 0x4000) != 0, "the L1 looks at MSR[PR] itself");
    }

    @Test
    void refusesWhatCannotEnter() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        long end = PartitionUnderTest.MEMORY_BYTES;
        assertEquals(-4, l0.p.call(V1UnderTest.ENTER, end - 240, V1UnderTest.REGISTERS));
        assertEquals(-4, l0.p.call(V1UnderTest.ENTER, -1, V1UnderTest.REGISTERS));
        assertEquals(-4, l0.p.call(V1UnderTest.ENTER, V1UnderTest.STATE, end - 351));
        for (long version : new long[] {0, 3, -1, 2L << 56}) {
            l0.set(HvGuestStateLayout.VERSION, version);
            assertEquals(-4, l0.call(), "version " + version);
        }
        l0.set(HvGuestStateLayout.VERSION, 2);
        for (long lpid : new long[] {0, 4096, 0xFFFF_FFFFL}) {
            l0.set(HvGuestStateLayout.LPID, lpid);
            assertEquals(-4, l0.call(), "lpid " + lpid);
        }
        l0.set(HvGuestStateLayout.LPID, 5);
        l0.set(HvGuestStateLayout.VCPU_TOKEN, 2048);
        assertEquals(-4, l0.call());
        l0.set(HvGuestStateLayout.VCPU_TOKEN, 3);
        l0.setRegister(V1UnderTest.MSR, 1L << 33);
        assertEquals(-5, l0.call(), "a transaction");
        assertEquals(0, l0.p.call(V1UnderTest.SET_TABLE, 0));
        assertEquals(3, l0.call(), "nesting switched off");
        assertEquals(-55, new V1UnderTest(Profile.QEMU, true).p.call(V1UnderTest.ENTER, V1UnderTest.STATE, end));
    }

    @Test
    void partitionTablesAreChecked() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        assertEquals(-4, l0.p.call(V1UnderTest.SET_TABLE, V1UnderTest.TABLE | 5));
        assertEquals(-4, l0.p.call(V1UnderTest.SET_TABLE, PartitionUnderTest.MEMORY_BYTES));
        assertEquals(0, l0.p.call(V1UnderTest.SET_TABLE, V1UnderTest.TABLE));
        l0.set(HvGuestStateLayout.LPID, 256);
        assertEquals(-4, l0.call(), "256 entries");
        assertEquals(0, l0.p.call(V1UnderTest.SET_TABLE, PartitionUnderTest.MEMORY_BYTES - 4096 | 4));
        l0.set(HvGuestStateLayout.LPID, 4000);
        l0.enter();
        assertEquals(0, l0.p.vcpu(0).mem.scope().dword0, "an entry outside memory translates nothing");
    }

    @Test
    void invalidationsAreChecked() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        long[][] legal = {
            {0x10000, 5, 0xA0}, {0x50000, 5, 0x800}, {0x90000, 5, 0x800}, {0x90000, 77, 0x800}, {0x90000, 0, 0xC00}
        };
        for (long[] call : legal) {
            assertEquals(0, l0.p.call(V1UnderTest.INVALIDATE, call));
        }
        long[][] bad = {
            {0, 5, 0x800},
            {0x30000, 5, 0x800},
            {0xD0000, 5, 0x800},
            {0x10000, 5, 0x400},
            {0x50000, 5, 0},
            {0x90000, 5, 0},
            {0x10000, 5, 0x60}
        };
        for (long[] call : bad) {
            assertEquals(-4, l0.p.call(V1UnderTest.INVALIDATE, call));
            assertEquals(0, new V1UnderTest(Profile.QEMU, true).p.call(V1UnderTest.INVALIDATE, call));
        }
    }

    @Test
    void copiesBetweenL1AndL2() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        V1Trees.map(l0.p.memory);
        assertEquals(0, l0.p.call(V1UnderTest.COPY, 5, 0, 0x1FF8, 0, 0x50_0000, 16));
        l0.p.memory.writeBe64(V1Trees.L2_PAGES + 0x1FF8, 0x1122_3344_5566_7788L);
        assertEquals(0, l0.p.call(V1UnderTest.COPY, 5, 0, 0x1FF8, 0x60_0000, 0, 16));
        assertEquals(0x1122_3344_5566_7788L, l0.p.memory.readBe64(0x60_0000));
        List<StateTransferred> moved = l0.p.eventsOf(StateTransferred.class);
        assertEquals(2, moved.size());
        assertEquals(
                List.of(0, 8, 5L, 0x50_0000L, 1, 8, 5L, 0x60_0000L),
                List.of(
                        moved.get(0).direction(),
                        moved.get(0).format(),
                        moved.get(0).guestId(),
                        moved.get(0).l1RealAddress(),
                        moved.get(1).direction(),
                        moved.get(1).format(),
                        moved.get(1).guestId(),
                        moved.get(1).l1RealAddress()));
        assertEquals(0x11, moved.get(1).bytes()[0]);
        assertEquals(16, moved.get(1).bytes().length);
        assertEquals(-7, l0.p.call(V1UnderTest.COPY, 5, 0, 0x40_0000, 0x60_0000, 0, 16), "not mapped");
        assertEquals(-7, l0.p.call(V1UnderTest.COPY, 5, 0, 0x1000, -16, 0, 16), "outside L1 memory");
        assertEquals(-4, l0.p.call(V1UnderTest.COPY, 5, 0, 0x1000, 1, 1, 16), "both directions");
        assertEquals(-4, l0.p.call(V1UnderTest.COPY, 5, 0, 1L << 52, 0x1000, 0, 16), "top bits");
        assertEquals(-4, l0.p.call(V1UnderTest.COPY, 6, 0, 0x1000, 0x1000, 0, 16), "unknown lpid");
        assertEquals(-9, l0.p.call(V1UnderTest.COPY, 5, 0, 0x1000, 0x1000, 0, -1));
        assertEquals(HcallOutcome.RETURNED, l0.p.outcome);
        assertEquals(-2, new V1UnderTest(Profile.QEMU, true).p.call(V1UnderTest.COPY, 5, 0, 0, 0, 0, 0));
    }
}
