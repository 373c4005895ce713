package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breakpoints and watchpoints that an L1 sets, for itself and for its L2 under either API, strike. */
class WatchedGuestTest {
    private static final long CODE = 0x5000;
    private static final long DATA = 0x6000;
    private static final int LD_R3_0_R4 = 0xE864_0000;
    /** DAWRX: loads, with relocation or without, privileged or problem state. */
    private static final long WATCHED = 0x2B;

    private static final long PRIVILEGED_BREAKPOINT = 2;

    private static Vcpu load(PartitionUnderTest p, long code) {
        Vcpu v = p.vcpu(0);
        v.s.msr = MsrBits.SF | MsrBits.ME;
        v.s.nia = CODE;
        v.s.gpr[4] = DATA;
        v.s.decExpiry = Long.MAX_VALUE;
        p.memory.writeBe32(code, LD_R3_0_R4);
        v.mem.contextChanged(v.s);
        return v;
    }

    private static void assertWatched(PartitionUnderTest p, Vcpu v, int level) {
        assertEquals(Outcome.INTERRUPTED, p.step(v));
        assertEquals(Interrupt.DATA_STORAGE, v.delivered());
        assertEquals(level, v.level());
        assertEquals(DATA, v.s.spr[Spr.DAR.ordinal()]);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void anL1WatchesItsL2UnderV2(Profile profile) {
        V2UnderTest l0 = new V2UnderTest(profile);
        V1Trees.map(l0.p.memory, V2UnderTest.ROOT);
        l0.set(0x1020, Long.MAX_VALUE);
        l0.set(0x1030, DATA);
        assertEquals(0, l0.set(0, 1, 0, new StateBufferBuilder().element(0x2005, 4, WATCHED)));
        l0.enter(0);
        assertWatched(l0.p, load(l0.p, V1Trees.L2_PAGES + CODE), 2);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void anL1WatchesItsL2UnderV1(Profile profile) {
        V1UnderTest l0 = new V1UnderTest(profile, true);
        V1Trees.map(l0.p.memory);
        l0.set(HvGuestStateLayout.DAWR1, DATA);
        l0.set(HvGuestStateLayout.DAWRX1, WATCHED);
        l0.enter();
        assertWatched(l0.p, load(l0.p, V1Trees.L2_PAGES + CODE), 2);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void anL1BreaksIntoItsL2(Profile profile) {
        V1UnderTest l0 = new V1UnderTest(profile, true);
        V1Trees.map(l0.p.memory);
        l0.set(HvGuestStateLayout.CIABR, CODE | PRIVILEGED_BREAKPOINT);
        l0.enter();
        Vcpu v = load(l0.p, V1Trees.L2_PAGES + CODE);
        assertEquals(Outcome.INTERRUPTED, l0.p.step(v));
        assertEquals(Interrupt.TRACE, v.delivered());
        assertEquals(CODE + 4, v.s.spr[Spr.SRR0.ordinal()]);
    }

    /** H_SET_MODE: flags 0, resource 2 (DAWR0) or 1 (CIABR), the values. */
    @Test
    void anL1WatchesItself() {
        PartitionUnderTest p = new V2UnderTest(Profile.PAPR).p;
        assertEquals(0, p.call(0x31C, 0, 2, DATA, WATCHED));
        assertWatched(p, load(p, CODE), 1);
        assertEquals(0, p.call(0x31C, 0, 2, 0, 0));
        assertEquals(0, p.call(0x31C, 0, 1, CODE | PRIVILEGED_BREAKPOINT, 0));
        Vcpu v = load(p, CODE);
        assertEquals(Outcome.INTERRUPTED, p.step(v));
        assertEquals(Interrupt.TRACE, v.delivered());
    }
}
