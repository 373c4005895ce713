package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interrupts that an L2 takes itself stay in it: no exit, no call that returns, under either API. */
@Tag("conformance")
class L2InterruptCasesTest {
    private static final long CODE = 0x5000;
    private static final long DATA = 0x6000;
    private static final long MSR = MsrBits.SF | MsrBits.ME;
    private static final long RELOCATED = MsrBits.IR | MsrBits.DR;
    private static final long UNMAPPED = 0x40_0000;
    private static final long NO_QUADRANT = 0x4000_0000_0000_0000L;
    /** A bit of DSISR, and of SRR1 for a fetch. */
    private static final long NO_TRANSLATION = PowerBits.bit(33);

    private static final long CAUSES = PowerBits.mask(33, 36) | PowerBits.mask(42, 47);
    /** Bits that every one of these registers has. */
    private static final long UNTOUCHED = 0x5A5A_5A5AL;

    private static final int LD_R3_0_R4 = 0xE864_0000;
    private static final int NOP = 0x6000_0000;

    /** How an L2 comes to each of them. */
    private enum Way {
        DATA_STORAGE(
                Interrupt.DATA_STORAGE,
                new Left(CODE, 0, UNMAPPED, NO_TRANSLATION),
                LD_R3_0_R4,
                v -> at(v, RELOCATED, CODE, UNMAPPED)),
        DATA_SEGMENT(
                Interrupt.DATA_SEGMENT,
                new Left(CODE, 0, NO_QUADRANT, UNTOUCHED),
                LD_R3_0_R4,
                v -> at(v, RELOCATED, CODE, NO_QUADRANT)),
        INSTRUCTION_STORAGE(
                Interrupt.INSTRUCTION_STORAGE,
                new Left(UNMAPPED, NO_TRANSLATION, UNTOUCHED, UNTOUCHED),
                NOP,
                v -> at(v, RELOCATED, UNMAPPED, DATA)),
        INSTRUCTION_SEGMENT(
                Interrupt.INSTRUCTION_SEGMENT,
                new Left(NO_QUADRANT, 0, UNTOUCHED, UNTOUCHED),
                NOP,
                v -> at(v, RELOCATED, NO_QUADRANT, DATA)),
        EXTERNAL(Interrupt.EXTERNAL, new Left(CODE, 0, UNTOUCHED, UNTOUCHED), NOP, v -> {
            at(v, MsrBits.EE, CODE, DATA);
            v.s.spr[Spr.LPCR.ordinal()] |= LpcrBits.MER;
        }),
        /** lwarx of an address that is no multiple of 4. */
        ALIGNMENT(Interrupt.ALIGNMENT, new Left(CODE, 0, DATA + 1, 0), 0x7C60_2028, v -> at(v, 0, CODE, DATA + 1)),
        /** tw 31,0,0. */
        TRAP(
                Interrupt.PROGRAM,
                new Left(CODE, PowerBits.bit(46), UNTOUCHED, UNTOUCHED),
                0x7FE0_0008,
                v -> at(v, 0, CODE, DATA)),
        /** mfmsr in problem state. */
        PRIVILEGED(
                Interrupt.PROGRAM,
                new Left(CODE, PowerBits.bit(45), UNTOUCHED, UNTOUCHED),
                0x7C60_00A6,
                v -> at(v, MsrBits.PR | RELOCATED, CODE, DATA)),
        /** lfd f0,0(r4). */
        FP_UNAVAILABLE(
                Interrupt.FP_UNAVAILABLE,
                new Left(CODE, 0, UNTOUCHED, UNTOUCHED),
                0xC804_0000,
                v -> at(v, 0, CODE, DATA)),
        DECREMENTER(Interrupt.DECREMENTER, new Left(CODE, 0, UNTOUCHED, UNTOUCHED), NOP, v -> {
            at(v, MsrBits.EE, CODE, DATA);
            v.s.decExpiry = -1;
        }),
        DOORBELL(Interrupt.DOORBELL, new Left(CODE, 0, UNTOUCHED, UNTOUCHED), NOP, v -> {
            at(v, MsrBits.EE, CODE, DATA);
            v.s.spr[Spr.DPDES.ordinal()] = 1;
        }),
        /** sc 0. */
        SYSTEM_CALL(
                Interrupt.SYSTEM_CALL,
                new Left(CODE + 4, 0, UNTOUCHED, UNTOUCHED),
                0x4400_0002,
                v -> at(v, 0, CODE, DATA)),
        TRACE(
                Interrupt.TRACE,
                new Left(CODE + 4, PowerBits.bit(33), UNTOUCHED, UNTOUCHED),
                NOP,
                v -> at(v, MsrBits.SE, CODE, DATA)),
        /** vor v0,v0,v0. */
        VECTOR_UNAVAILABLE(
                Interrupt.VECTOR_UNAVAILABLE,
                new Left(CODE, 0, UNTOUCHED, UNTOUCHED),
                0x1000_0484,
                v -> at(v, 0, CODE, DATA)),
        /** xxlor vs0,vs0,vs0. */
        VSX_UNAVAILABLE(
                Interrupt.VSX_UNAVAILABLE,
                new Left(CODE, 0, UNTOUCHED, UNTOUCHED),
                0xF000_0490,
                v -> at(v, 0, CODE, DATA)),
        /** scv 0, switched off. */
        FACILITY_UNAVAILABLE(
                Interrupt.FACILITY_UNAVAILABLE,
                new Left(CODE, 0, UNTOUCHED, UNTOUCHED),
                0x4400_0001,
                v -> at(v, 0, CODE, DATA)),
        /** scv 0. */
        SYSTEM_CALL_VECTORED(
                Interrupt.SYSTEM_CALL_VECTORED,
                new Left(UNTOUCHED, UNTOUCHED & CAUSES, UNTOUCHED, UNTOUCHED),
                0x4400_0001,
                v -> {
                    at(v, 0, CODE, DATA);
                    v.s.spr[Spr.FSCR.ordinal()] = Facility.SCV.bit();
                });

        private final Interrupt interrupt;
        private final Left left;
        private final int word;
        private final Preparation preparation;

        Way(Interrupt interrupt, Left left, int word, Preparation preparation) {
            this.interrupt = interrupt;
            this.left = left;
            this.word = word;
            this.preparation = preparation;
        }
    }

    /** What the handler finds: SRR0, the bits of SRR1 that tell a cause, DAR and DSISR. */
    private record Left(long srr0, long cause, long dar, long dsisr) {}

    /** Sets the L2's registers. */
    @FunctionalInterface
    private interface Preparation {
        void of(Vcpu v);
    }

    @Test
    void everyInterruptThatStaysHasAWay() {
        Set<Interrupt> stay = EnumSet.noneOf(Interrupt.class);
        for (Interrupt interrupt : Interrupt.values()) {
            if (!interrupt.toHypervisor() && interrupt.neverBecause().isEmpty()) {
                stay.add(interrupt);
            }
        }
        Set<Interrupt> met = EnumSet.of(Interrupt.SYSTEM_RESET);
        for (Way way : Way.values()) {
            met.add(way.interrupt);
        }
        assertEquals(stay, met);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void staysUnderV2(Way way) {
        for (Profile profile : Profile.values()) {
            V2UnderTest l0 = new V2UnderTest(profile);
            V1Trees.map(l0.p.memory, V2UnderTest.ROOT);
            StateBufferBuilder table = new StateBufferBuilder().element(6, 16, V1Trees.PROCESS_TABLE, 4096);
            assertEquals(0, l0.set(V2UnderTest.GUEST_WIDE, 1, 0, table));
            l0.set(0x1020, Long.MAX_VALUE);
            l0.enter(0);
            stays(way, l0.p);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void staysUnderV1(Way way) {
        for (Profile profile : Profile.values()) {
            V1UnderTest l0 = new V1UnderTest(profile, true);
            V1Trees.map(l0.p.memory);
            l0.enter();
            stays(way, l0.p);
        }
    }

    private static void stays(Way way, PartitionUnderTest p) {
        Vcpu v = p.vcpu(0);
        v.s.decExpiry = Long.MAX_VALUE;
        v.s.spr[Spr.HFSCR.ordinal()] = -1L;
        v.s.spr[Spr.FSCR.ordinal()] = 0;
        v.s.spr[Spr.PIDR.ordinal()] = 0;
        p.memory.writeBe32(V1Trees.L2_PAGES + CODE, way.word);
        way.preparation.of(v);
        for (Spr spr : new Spr[] {Spr.SRR0, Spr.SRR1, Spr.DAR, Spr.DSISR}) {
            v.s.spr[spr.ordinal()] = UNTOUCHED;
        }
        long msr = v.s.msr;
        v.mem.contextChanged(v.s);
        assertEquals(Outcome.INTERRUPTED, p.step(v), way.toString());
        assertEquals(way.interrupt, v.delivered());
        assertEquals(2, v.level());
        assertEquals(way.interrupt.vector() & 0xFFFF, v.s.nia & 0xFFFF);
        assertTrue(p.eventsOf(NestedExited.class).isEmpty(), "an exit");
        assertEquals(way.left.srr0, v.s.spr[Spr.SRR0.ordinal()], way + ": SRR0");
        assertEquals(way.left.cause, v.s.spr[Spr.SRR1.ordinal()] & CAUSES, way + ": SRR1");
        assertEquals(way.left.dar, v.s.spr[Spr.DAR.ordinal()], way + ": DAR");
        assertEquals(way.left.dsisr, v.s.spr[Spr.DSISR.ordinal()], way + ": DSISR");
        if (way == Way.SYSTEM_CALL_VECTORED) {
            assertEquals(CODE + 4, v.s.lr);
            assertEquals(msr, v.s.ctr);
        } else {
            assertEquals(msr, v.s.spr[Spr.SRR1.ordinal()] & ~CAUSES, way + ": the MSR in SRR1");
        }
        if (way == Way.FACILITY_UNAVAILABLE) {
            assertEquals(Facility.SCV.cause(), PowerBits.field(v.s.spr[Spr.FSCR.ordinal()], 0, 7));
        }
    }

    private static void at(Vcpu v, long msr, long nia, long r4) {
        v.s.msr = MSR | msr;
        v.s.nia = nia;
        v.s.gpr[4] = r4;
    }

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void anInterruptOfTheL1LeavesTheL2(NestedApi api) {
        PartitionUnderTest p =
                api == NestedApi.V1 ? new V1UnderTest(Profile.PAPR, true).p : new V2UnderTest(Profile.PAPR).p;
        assertEquals(0, p.call(0x68, 0xFF));
        assertEquals(0, p.call(0x6C, 0, 5));
        p.call(
                api == NestedApi.V1 ? V1UnderTest.ENTER : V2UnderTest.RUN,
                api == NestedApi.V1 ? V1UnderTest.STATE : 0,
                api == NestedApi.V1 ? V1UnderTest.REGISTERS : 1,
                0);
        Vcpu v = p.vcpu(0);
        assertEquals(Outcome.EXITED, p.step(v));
        p.hypervisor.nestedExit(v);
        assertEquals(0xEA0, api == NestedApi.V1 ? p.r(3) : p.r(4));
    }
}
