package dev.nestor.emulator.hypervisor;

import static dev.nestor.emulator.hypervisor.V2UnderTest.CREATE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.CREATE_VCPU;
import static dev.nestor.emulator.hypervisor.V2UnderTest.DELETE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GUEST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.INPUT;
import static dev.nestor.emulator.hypervisor.V2UnderTest.OUTPUT;
import static dev.nestor.emulator.hypervisor.V2UnderTest.RUN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.InterruptDelivered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.TranslationSet;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests, vCPUs and runs of the v2 API from first to last. */
@Tag("conformance")
class LifeCycleTest {
    @Test
    void capabilitiesAreChosenOnce() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        assertEquals(0, p.call(0x460, 0));
        assertEquals(0x6000_0000_0000_0000L, p.r(4));
        assertEquals(-4, p.call(0x460, 1));
        assertEquals(-75, p.call(CREATE, 0, -1), "before capabilities");
        assertEquals(-4, p.call(0x464, 1, p.r(4)));
        for (long bad : new long[] {0, -1, 1L << 63, 1L << 60, 1, 0x6000_0000_0000_0001L}) {
            assertEquals(-55, p.call(0x464, 0, bad));
            assertEquals(1, p.r(4));
            assertEquals(0, p.r(5));
        }
        assertEquals(0, p.call(0x464, 0, 1L << 62));
        assertEquals(-75, p.call(0x464, 0, 1L << 62));
    }

    @Test
    void qemuNamesABit() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.QEMU);
        assertEquals(-55, p.call(0x464, 0, 0));
        assertEquals(2, p.r(5), "POWER10 mode");
        assertEquals(-55, p.call(0x464, 0, 0x6000_0000_0000_0100L));
        assertEquals(55, p.r(5));
        assertEquals(0, p.call(0x464, 0, 1L << 60), "POWER11 was not offered, and passes");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void callsAreCheckedInOrder(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        assertEquals(-256, l0.p.call(CREATE, 1, -1));
        assertEquals(-55, l0.p.call(CREATE, 0, 0), "a token of an unknown operation");
        assertEquals(-256, l0.p.call(CREATE_VCPU, 1, 1, 1));
        assertEquals(-55, l0.p.call(CREATE_VCPU, 0, 2, 1));
        assertEquals(-55, l0.p.call(CREATE_VCPU, 0, 0, 1));
        assertEquals(-77, l0.p.call(CREATE_VCPU, 0, 1, 0));
        assertEquals(-56, l0.p.call(CREATE_VCPU, 0, 1, 2048));
        assertEquals(-56, l0.p.call(CREATE_VCPU, 0, 1, -1));
        assertEquals(-256, l0.p.call(DELETE, 1, 1));
        assertEquals(-55, l0.p.call(DELETE, 0, 9));
        assertEquals(profile == Profile.QEMU ? -56 : 0, l0.p.call(CREATE_VCPU, 0, 1, 2047), "a gap in the ids");
    }

    @Test
    void runsAreCheckedInOrder() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        assertEquals(-4, l0.p.call(RUN, 1, 1, 0));
        assertEquals(-55, l0.p.call(RUN, 0, 2, 0));
        assertEquals(-56, l0.p.call(RUN, 0, 1, 1));
        assertEquals(0, l0.p.call(CREATE_VCPU, 0, 1, 1));
        assertEquals(-82, l0.p.call(RUN, 0, 1, 1), "no input buffer");
        assertEquals(0, l0.set(0, 1, 1, new StateBufferBuilder().element(0xC00, 16, INPUT, 3)));
        assertEquals(-84, l0.p.call(RUN, 0, 1, 1), "no output buffer");
        assertEquals(0, l0.set(0, 1, 1, new StateBufferBuilder().element(0xC01, 16, OUTPUT, 127)));
        assertEquals(-83, l0.p.call(RUN, 0, 1, 1));
        assertEquals(0, l0.set(0, 1, 1, new StateBufferBuilder().element(0xC00, 16, INPUT, 4)));
        assertEquals(-85, l0.p.call(RUN, 0, 1, 1));
        assertEquals(0, l0.p.call(CREATE, 0, -1));
        assertEquals(0, l0.p.call(CREATE_VCPU, 0, 2, 0));
        l0.buffers(2, 0, INPUT, OUTPUT);
        assertEquals(-86, l0.p.call(RUN, 0, 2, 0), "no partition table");
    }

    @Test
    void qemuAnswersItsOwnCodes() {
        V2UnderTest l0 = new V2UnderTest(Profile.QEMU);
        assertEquals(-4, l0.p.call(RUN, 1L << 63, 1, 0));
        assertEquals(0, l0.p.call(CREATE, 0, -1));
        assertEquals(0, l0.p.call(CREATE_VCPU, 0, 2, 0));
        assertEquals(-56, l0.p.call(RUN, 0, 2, 0));
        assertEquals(-56, l0.set(0, 2, 0, new StateBufferBuilder().element(0xC01, 16, OUTPUT, 127)));
        l0.buffers(2, 0, INPUT, OUTPUT);
        assertEquals(3, l0.p.call(RUN, 0, 2, 0));
        assertEquals(-2, l0.p.call(0x448, 1, 1, 3, -1, 0, -1));
    }

    @Test
    void aRunCannotReplaceItsOutputBufferByOneThatIsTooSmall() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        new StateBufferBuilder()
                .element(0xC01, 16, PartitionUnderTest.MEMORY_BYTES - 1, 1)
                .put(l0.p.memory, INPUT);
        assertEquals(-85, l0.p.call(RUN, 0, 1, 0));
        assertFalse(l0.p.vcpu(0).isNested());
    }

    @Test
    void anEditWhileItRunsCannotReachOutsideMemory() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.enter(0);
        byte[] value = new byte[16];
        value[4] = 1;
        value[5] = (byte) 0xFF;
        value[6] = (byte) 0xFF;
        value[7] = (byte) 0xFF;
        value[15] = 1;
        assertTrue(l0.p.hypervisor.editElement(1, 0, 0xC01, value));
        assertFalse(l0.p.hypervisor.editElement(1, 0, 0x102C, new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
        assertFalse(l0.p.hypervisor.editElement(1, 1, 0x1000, new byte[8]));
        assertFalse(l0.p.hypervisor.editElement(1, 0, 0x1000, new byte[4]));
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        assertEquals(-85, l0.p.r(3));
    }

    @Test
    void idsRunOutAtTheirBoundsAndComeBack() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        p.call(0x464, 0, 1L << 62);
        for (int id = 1; id <= 4095; id++) {
            assertEquals(0, p.call(CREATE, 0, -1));
            assertEquals(id, p.r(4));
        }
        assertEquals(-44, p.call(CREATE, 0, -1));
        assertEquals(0, p.call(DELETE, 0, 17));
        assertEquals(0, p.call(CREATE, 0, -1));
        assertEquals(17, p.r(4), "the lowest free id");
        long code = 0;
        long made = 0;
        for (int vcpu = 0; code == 0; vcpu++) {
            code = p.call(CREATE_VCPU, 0, 1 + vcpu / 2048, vcpu % 2048);
            made++;
        }
        assertEquals(-44, code, "modelled memory is exhausted");
        assertEquals((128L << 20) / 8192 - 4095 / 2, made, 2);
        assertEquals(0, p.call(DELETE, 1L << 63, -1));
        assertEquals(0, p.call(CREATE, 0, -1));
        assertEquals(1, p.r(4));
    }

    @Test
    void aNewGuestRemembersNothingOfADeletedOne() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.set(0x1003, 0x5EC2E7);
        l0.set(0x1036, 0x5EC2E7);
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(4, 8, 99)));
        assertEquals(0, l0.p.call(DELETE, 0, 1));
        assertEquals(0, l0.p.call(CREATE, 0, -1));
        assertEquals(1, l0.p.r(4));
        assertEquals(0, l0.p.call(CREATE_VCPU, 0, 1, 0));
        assertEquals(0, l0.get(0x1003));
        assertEquals(0, l0.get(0x1036));
        assertEquals(0, l0.get(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(4, 8, 5)));
        assertEquals(0, l0.p.memory.readBe64(V2UnderTest.BUFFER + 8));
        assertEquals(-82, l0.p.call(RUN, 0, 1, 0));
    }

    @Test
    void aVcpuThatRunsElsewhereIsLeftAlone() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR, 2);
        l0.enter(0);
        assertEquals(-77, l0.p.callOn(1, RUN, 0, 1, 0));
        int size = new StateBufferBuilder().element(0x1000, 8, 0).put(l0.p.memory, V2UnderTest.BUFFER);
        assertEquals(1, l0.p.callOn(1, V2UnderTest.GET, 0, 1, 0, V2UnderTest.BUFFER, size));
        assertEquals(1, l0.p.callOn(1, V2UnderTest.SET, 0, 1, 0, V2UnderTest.BUFFER, size));
    }

    @Test
    void deletingAGuestEndsItsRuns() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR, 2);
        Vcpu runner = l0.p.vcpu(0);
        l0.enter(0);
        runner.s.nia = 0x740;
        l0.p.vcpu(1).setMoment(5000);
        assertEquals(0, l0.p.callOn(1, DELETE, 0, 1));
        assertFalse(runner.isNested());
        assertEquals(0, runner.own().gpr[3]);
        assertEquals(0, runner.own().gpr[4], "reason 0x000");
        assertEquals("00000000", l0.p.peek(OUTPUT, 4));
        NestedExited exited = l0.p.eventsOf(NestedExited.class).get(0);
        assertEquals(0, exited.vcpu());
        assertEquals(0x740, exited.nia());
        assertEquals(
                2,
                l0.p.eventsOf(HcallReturned.class).stream()
                        .filter(e -> e.opcode() == RUN || e.opcode() == DELETE)
                        .count());
        assertEquals(-55, l0.p.callOn(0, RUN, 0, 1, 0));
    }

    @Test
    void translationsGoWithTheirGuest() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        Vcpu v = l0.p.vcpu(0);
        v.mem.translations().put(TranslationSet.tagOf(1, 0), 5, 7);
        v.mem.translations().put(TranslationSet.tagOf(2, 0), 5, 7);
        assertEquals(0, l0.p.call(DELETE, 0, 1));
        assertEquals(1, v.mem.translations().size());
        assertEquals(0, l0.p.call(0x448, 2, 1, 0xF, -1, 0, -1));
        assertEquals(0, v.mem.translations().size());
    }

    @Test
    void aNewTreeTakesTheOldTranslationsAway() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        Vcpu v = l0.p.vcpu(0);
        v.mem.translations().put(TranslationSet.tagOf(1, 0), 5, 7);
        StateBufferBuilder same = new StateBufferBuilder().element(5, 24, V2UnderTest.ROOT, 52, 65536);
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, same));
        assertEquals(1, v.mem.translations().size());
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(5, 24, 0x50_0000, 52, 65536)));
        assertEquals(0, v.mem.translations().size());
    }

    @Test
    void runFlagsRaiseInterrupts() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.set(0x1022, 0x8000_0000_0000_8000L);
        l0.set(0x1020, Long.MAX_VALUE);
        l0.set(0x102A, Long.MAX_VALUE);
        Vcpu v = l0.p.vcpu(0);
        l0.enter(1L << 63);
        assertEquals(Outcome.INTERRUPTED, v.takePending(false, false));
        assertEquals(Interrupt.EXTERNAL, v.delivered());
        l0.p.hypervisor.nestedHypercall(v);
        l0.set(0x1022, 0x8000_0000_0000_8000L);
        l0.enter(1L << 62);
        assertEquals(Outcome.INTERRUPTED, v.takePending(false, false));
        assertEquals(Interrupt.DOORBELL, v.delivered());
        l0.p.hypervisor.nestedHypercall(v);
        l0.set(0x1021, 0x4444);
        l0.enter(1L << 61);
        assertEquals(0x100, v.s.nia);
        assertEquals(0x4444, v.s.spr[Spr.SRR0.ordinal()]);
        assertEquals(0x100, l0.p.eventsOf(InterruptDelivered.class).get(0).vector());
    }

    @Test
    void anExpiredLimitExitsBeforeTheFirstInstruction() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.set(0x1020, 5);
        l0.set(0x102A, 77);
        Vcpu v = l0.p.vcpu(0);
        v.setMoment(1_000_000);
        l0.enter(0);
        assertEquals(Outcome.EXITED, v.takePending(false, false));
        l0.p.hypervisor.nestedExit(v);
        assertEquals(0x980, l0.p.r(4));
        assertEquals(77, l0.get(0x102A), "the decrementer is as it was");
        assertEquals(0, l0.p.eventsOf(NestedExited.class).get(0).l2Instructions());
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void hypercallsOfProblemStateStayInTheL2(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        l0.set(0x1022, 0x8000_0000_0000_4000L);
        l0.enter(0);
        Vcpu v = l0.p.vcpu(0);
        v.s.nia = 0x1004;
        assertEquals(HcallOutcome.RETURNED, l0.p.hypervisor.nestedHypercall(v));
        assertEquals(profile != Profile.QEMU, v.isNested());
        if (v.isNested()) {
            assertEquals(0x700, v.s.nia);
            assertEquals(0x1000, v.s.spr[Spr.SRR0.ordinal()], "the sc itself");
            assertTrue((v.s.spr[Spr.SRR1.ordinal()] & 0x4_0000) != 0, "privileged instruction");
        }
    }

    @Test
    void countersOfAVcpuThatRestsStandStill() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.set(0x1033, 1000);
        l0.set(0x1035, 10);
        Vcpu v = l0.p.vcpu(0);
        v.setMoment(1000);
        l0.enter(0);
        v.s.instructions += 25;
        v.setMoment(2000);
        l0.p.hypervisor.nestedHypercall(v);
        v.setMoment(9000);
        assertEquals(1512, l0.get(0x1033));
        assertEquals(35, l0.get(0x1035));
    }

    @Test
    void timeOfL2sIsCountedInTheL1sArea() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.p.memory.writeBe16(0x8000 + 4, 640);
        assertEquals(0, l0.p.call(0xDC, 1L << 45, 0, 0x8000));
        l0.p.memory.write8(0x8000 + 0xBC, 1);
        l0.enter(0);
        l0.p.vcpu(0).setMoment(10_000);
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        assertEquals(5120, l0.p.memory.readBe64(0x8000 + 0x1B0));
    }
}
