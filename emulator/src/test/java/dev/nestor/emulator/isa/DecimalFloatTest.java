package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Decimal rows where {@link RegisterDifferences} says that the oracle cannot tell: enabled exceptions and FPSCR. */
class DecimalFloatTest {
    private static final long ONE = 0x2238_0000_0000_0001L;
    private static final long THREE = 0x2238_0000_0000_0003L;
    private static final long SIGNALING = 0x7E00_0000_0000_0005L;
    private static final long QUIET = 0x7C00_0000_0000_0000L;
    private static final long UNTOUCHED = 0x1234_5678_9ABC_DEF0L;
    private static final int STALE = FpscrBits.FR | FpscrBits.FI | 0x1_2000;

    private final TestProcessor processor = new TestProcessor();
    private final CpuState s = processor.state();

    private int run(String mnemonic, Map<Field, Integer> fields) {
        s.fpscr = FpscrBits.summarised(s.fpscr);
        return processor.execute(Words.row(mnemonic).encode(fields));
    }

    private void fpr(int register, long value) {
        s.vsr[2 * register] = value;
    }

    private static Map<Field, Integer> abc() {
        return Map.of(Field.FRT, 2, Field.FRA, 3, Field.FRB, 4, Field.RECORD, 1);
    }

    @Test
    void divisionSetsTheResultAndWhatItSaysOfIt() {
        fpr(3, ONE);
        fpr(4, THREE);
        s.vsr[5] = UNTOUCHED;
        s.fpscr = STALE | 6L << 32;
        assertEquals(Outcome.BUDGET_SPENT, run("ddiv", abc()));
        // 0.3333333333333334: away from zero.
        assertEquals(0x2DF9_B36C_DB36_CDB4L, s.vsr[4]);
        assertEquals(0, s.vsr[5], "the low doubleword");
        long raised = FpscrBits.FX | FpscrBits.XX | FpscrBits.FI | FpscrBits.FR;
        assertEquals(raised & 0xFFFF_FFFFL | 0x4000 | 6L << 32, s.fpscr);
        assertEquals(8, s.cr >>> 24 & 0xF, "CR field 1: FX");
    }

    @Test
    void exactResultsClearFrAndFi() {
        fpr(3, ONE);
        fpr(4, THREE);
        s.fpscr = STALE;
        assertEquals(Outcome.BUDGET_SPENT, run("dadd", abc()));
        assertEquals(0x2238_0000_0000_0004L, s.vsr[4]);
        assertEquals(0x4000, s.fpscr);
    }

    @Test
    void anEnabledInvalidOperationLeavesTheTargetAndItsClass() {
        fpr(2, UNTOUCHED);
        fpr(3, SIGNALING);
        fpr(4, THREE);
        s.fpscr = STALE | FpscrBits.VE;
        processor.setMsr(TestProcessor.MSR | MsrBits.FE0 | MsrBits.FE1);
        assertEquals(Outcome.INTERRUPTED, run("dmul", abc()));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertEquals(0x10_0000L, processor.get(Spr.SRR1) & 0x783F_0000L);
        assertEquals(TestProcessor.CODE, processor.get(Spr.SRR0));
        assertEquals(UNTOUCHED, s.vsr[4]);
        long raised = FpscrBits.FX | FpscrBits.FEX | FpscrBits.VX | FpscrBits.VXSNAN;
        assertEquals(raised & 0xFFFF_FFFFL | 0x1_2000 | FpscrBits.VE, s.fpscr);
        assertEquals(0xE, s.cr >>> 24 & 0xF, "CR field 1: FX, FEX, VX");
    }

    @Test
    void withoutFe0AndFe1TheSameIsNoInterrupt() {
        fpr(2, UNTOUCHED);
        fpr(3, ONE);
        fpr(4, 0x2238_0000_0000_0000L);
        s.fpscr = FpscrBits.ZE;
        assertEquals(Outcome.BUDGET_SPENT, run("ddiv", abc()));
        assertEquals(UNTOUCHED, s.vsr[4]);
        assertEquals((FpscrBits.FX | FpscrBits.FEX | FpscrBits.ZX) & 0xFFFF_FFFFL | FpscrBits.ZE, s.fpscr);
    }

    @Test
    void anEnabledOverflowDeliversTheWrappedNumber() {
        fpr(3, 0x43FC_0000_0000_0015L); // 15E369
        fpr(4, 0x43FC_0000_0000_0015L);
        s.fpscr = FpscrBits.OE;
        assertEquals(Outcome.BUDGET_SPENT, run("dmul", abc()));
        assertEquals(0x40C0_0000_0000_0125L, s.vsr[4], "225E162");
        assertEquals((FpscrBits.FX | FpscrBits.FEX | FpscrBits.OX) & 0xFFFF_FFFFL | 0x4000 | FpscrBits.OE, s.fpscr);
    }

    @Test
    void anOrderedComparisonWithASignalingNanSetsVxvcUnlessEnabled() {
        fpr(3, SIGNALING);
        fpr(4, ONE);
        Map<Field, Integer> fields = Map.of(Field.BF, 5, Field.FRA, 3, Field.FRB, 4);
        s.fpscr = STALE;
        assertEquals(Outcome.BUDGET_SPENT, run("dcmpo", fields));
        assertEquals(1, s.cr >>> 8 & 0xF);
        long both = FpscrBits.FX | FpscrBits.VX | FpscrBits.VXSNAN | FpscrBits.VXVC;
        assertEquals(both & 0xFFFF_FFFFL | FpscrBits.FR | FpscrBits.FI | 0x1_1000, s.fpscr, "FR, FI and C stay");
        s.fpscr = FpscrBits.VE;
        assertEquals(Outcome.BUDGET_SPENT, run("dcmpo", fields));
        assertEquals(0, s.fpscr & FpscrBits.VXVC);
    }

    @Test
    void whatIsNoBinaryCodedDecimalIsAQuietNan() {
        fpr(2, UNTOUCHED);
        fpr(4, 0x1AC);
        assertEquals(Outcome.BUDGET_SPENT, run("denbcd", Map.of(Field.S_11, 1, Field.FRT, 2, Field.FRB, 4)));
        assertEquals(QUIET, s.vsr[4]);
        long raised = FpscrBits.FX | FpscrBits.VX | FpscrBits.VXCVI;
        assertEquals(raised & 0xFFFF_FFFFL | 0x1_1000, s.fpscr);
    }

    @Test
    void roundingToShorterFormatsKeepsTheRightmostDigitsOfANan() {
        fpr(4, 0x7E00_00FF_FFF0_5123L);
        assertEquals(Outcome.BUDGET_SPENT, run("drsp", Map.of(Field.FRT, 2, Field.FRB, 4)));
        assertEquals(0x7E00_5123L, s.vsr[4], "still signaling");
        assertEquals(0x1000, s.fpscr);
    }

    @Test
    void roundingToLongPutsTheResultIntoTheEvenRegister() {
        fpr(3, UNTOUCHED);
        fpr(4, 0x2208_0000_0000_0000L);
        fpr(5, 3);
        assertEquals(Outcome.BUDGET_SPENT, run("drdpq", Map.of(Field.FRTP, 2, Field.FRBP, 4)));
        assertEquals(THREE, s.vsr[4]);
        assertEquals(0, s.vsr[6]);
    }

    @Test
    void aPairThatBeginsOddIsAnInvalidForm() {
        s.cr = 0x0700_0000;
        Map<Field, Integer> fields = Map.of(Field.FRTP, 2, Field.FRAP, 3, Field.FRBP, 4, Field.RECORD, 1);
        assertEquals(Outcome.INTERRUPTED, run("daddq", fields));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertEquals(0x8_0000L, processor.get(Spr.SRR1) & 0x783F_0000L);
        assertEquals(0x0700_0000, s.cr, "nothing was executed");
    }

    @Test
    void facilitiesThatAreOffAreAskedForFirst() {
        Map<Field, Integer> odd = Map.of(Field.FRTP, 3, Field.FRAP, 3, Field.FRBP, 4);
        processor.setMsr(TestProcessor.MSR & ~MsrBits.FP);
        assertEquals(Outcome.INTERRUPTED, run("daddq", odd));
        assertEquals(Interrupt.FP_UNAVAILABLE, processor.vcpu.delivered());
        processor.setMsr(TestProcessor.MSR & ~MsrBits.VEC);
        assertEquals(Outcome.INTERRUPTED, run("dcffixqq", Map.of(Field.FRTP, 2, Field.VRB, 4)));
        assertEquals(Interrupt.VECTOR_UNAVAILABLE, processor.vcpu.delivered());
        processor.setMsr(TestProcessor.MSR & ~MsrBits.VEC);
        assertEquals(Outcome.INTERRUPTED, run("dctfixqq", Map.of(Field.VRT, 2, Field.FRBP, 4)));
        assertEquals(Interrupt.VECTOR_UNAVAILABLE, processor.vcpu.delivered());
    }
}
