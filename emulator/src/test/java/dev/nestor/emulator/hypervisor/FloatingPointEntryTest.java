package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.Profile;
import org.junit.jupiter.api.Test;

/**
 * An L2 that is entered with an enabled floating-point exception in FPSCR takes its interrupt before anything else, as
 * a load of MSR has it.
 */
class FloatingPointEntryTest {
    private static final long MSR = MsrBits.SF | MsrBits.ME;
    private static final long NIA = 0x1_0000;
    private static final long PENDING = FpscrBits.XX | FpscrBits.XE;
    private static final int ELEMENT_NIA = 0x1021;
    private static final int ELEMENT_MSR = 0x1022;
    private static final int ELEMENT_FPSCR = 0x102F;
    private static final long SYSTEM_RESET = 1L << 61;

    private static Vcpu enterV2(long msr, long fpscr, long flags) {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.set(ELEMENT_NIA, NIA);
        l0.set(ELEMENT_MSR, msr);
        l0.set(ELEMENT_FPSCR, fpscr);
        l0.enter(flags);
        return l0.p.vcpu(0);
    }

    private static Vcpu enterV1(long msr, long fpscr) {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        l0.setRegister(V1UnderTest.NIP, NIA);
        l0.setRegister(V1UnderTest.MSR, msr);
        l0.p.vcpu(0).own().fpscr = fpscr;
        l0.enter();
        return l0.p.vcpu(0);
    }

    private static void assertDelivered(Vcpu v) {
        assertEquals(2, v.level());
        assertEquals(Interrupt.PROGRAM, v.delivered());
        assertEquals(0x700, v.s.nia);
        assertEquals(NIA, v.s.spr[Spr.SRR0.ordinal()]);
        assertEquals(0x11_0000L, v.s.spr[Spr.SRR1.ordinal()] & 0x783F_0000L, "an enabled exception, and bit 47");
        assertEquals(0, v.s.msr & (MsrBits.FE0 | MsrBits.FE1));
    }

    @Test
    void anEnabledExceptionIsDeliveredAtEntry() {
        for (long mode : new long[] {MsrBits.FE0, MsrBits.FE1, MsrBits.FE0 | MsrBits.FE1}) {
            assertDelivered(enterV2(MSR | mode, PENDING, 0));
            assertDelivered(enterV1(MSR | mode, PENDING));
        }
    }

    @Test
    void nothingIsDeliveredThatIsNotEnabled() {
        assertEquals(NIA, enterV2(MSR, PENDING, 0).s.nia);
        assertEquals(NIA, enterV2(MSR | MsrBits.FE0, FpscrBits.XX | FpscrBits.OE, 0).s.nia);
        assertEquals(NIA, enterV1(MSR, PENDING).s.nia);
        assertEquals(NIA, enterV1(MSR | MsrBits.FE0, FpscrBits.XX).s.nia);
    }

    @Test
    void aSystemResetComesFirst() {
        Vcpu v = enterV2(MSR | MsrBits.FE0, PENDING, SYSTEM_RESET);
        assertEquals(Interrupt.SYSTEM_RESET, v.delivered());
        assertEquals(NIA, v.s.spr[Spr.SRR0.ordinal()]);
    }
}
