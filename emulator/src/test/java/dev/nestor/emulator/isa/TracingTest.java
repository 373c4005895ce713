package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Single steps, branch traces and the completed instruction address breakpoint.
 *
 * @see "Power ISA 3.1, Book III, section 7.5.15: Trace interrupt; section 10.2: CIABR"
 */
class TracingTest {
    private static final long CODE = TestProcessor.CODE;
    private static final long DATA = TestProcessor.DATA;
    private static final long MSR = TestProcessor.MSR;
    /** SRR1 bits 33:36 and 42:47. */
    private static final long CAUSES = 0x783F_0000L;

    private static final long TRACED = 0x4000_0000L;
    private static final long PREFIXED = 0x2000_0000L;
    private static final long LOADED = 0x1000_0000L;
    private static final long STORED = 0x0800_0000L;
    private static final long BREAKPOINT = 0x0010_0000L;

    private static final int NOP = 0x6000_0000;
    /** b .+8. */
    private static final int B_8 = 0x4800_0008;
    /** bc 4,2,.+8: not taken with CR0 equal. */
    private static final int BNE_8 = 0x4082_0008;
    /** ld r3,0(r4). */
    private static final int LD = 0xE864_0000;
    /** std r3,0(r4). */
    private static final int STD = 0xF864_0000;

    private final TestProcessor processor = new TestProcessor();

    private void assertTraced(long next, long causes) {
        assertEquals(Interrupt.TRACE, processor.vcpu.delivered());
        assertEquals(0xD00, processor.state().nia);
        assertEquals(next, processor.get(Spr.SRR0));
        assertEquals(TRACED | causes, processor.get(Spr.SRR1) & CAUSES);
        assertEquals(CODE, processor.get(Spr.SIAR));
    }

    @Test
    void aSingleStepIsTracedOnceDone() {
        processor.setMsr(MSR | MsrBits.SE);
        assertEquals(Outcome.INTERRUPTED, processor.execute(0x3860_0007)); // li r3,7
        assertTraced(CODE + 4, 0);
        assertEquals(7, processor.state().gpr[3]);
        assertEquals(MSR | MsrBits.SE, processor.get(Spr.SRR1) & ~CAUSES);
        assertEquals(0, processor.state().msr & (MsrBits.SE | MsrBits.BE));
    }

    @Test
    void aStepOverABranchGoesToItsTarget() {
        processor.setMsr(MSR | MsrBits.SE);
        processor.execute(B_8);
        assertTraced(CODE + 8, 0);
    }

    @Test
    void loadsAndStoresAreToldApartWithTheirOperand() {
        processor.setMsr(MSR | MsrBits.SE).state().gpr[4] = DATA + 24;
        processor.execute(LD);
        assertTraced(CODE + 4, LOADED);
        assertEquals(DATA + 24, processor.get(Spr.SDAR));
        processor.setMsr(MSR | MsrBits.SE).state().gpr[4] = DATA + 40;
        processor.execute(STD);
        assertTraced(CODE + 4, STORED);
        assertEquals(DATA + 40, processor.get(Spr.SDAR));
    }

    @Test
    void aPrefixedInstructionIsOneStep() {
        processor.setMsr(MSR | MsrBits.SE);
        processor.memory.writeLe32(CODE, 0x0600_0000);
        processor.memory.writeLe32(CODE + 4, 0x3860_0010);
        assertEquals(Outcome.INTERRUPTED, processor.run(CODE, 5));
        assertTraced(CODE + 8, PREFIXED);
        assertEquals(0x10, processor.state().gpr[3]);
    }

    @Test
    void branchesAreTracedTakenOrNot() {
        processor.setMsr(MSR | MsrBits.BE);
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(NOP));
        processor.execute(B_8);
        assertTraced(CODE + 8, 0);
        processor.setMsr(MSR | MsrBits.BE).state().cr = 0x2000_0000;
        processor.execute(BNE_8);
        assertTraced(CODE + 4, 0);
    }

    /** Its own interrupt is all that such an instruction causes. */
    @ParameterizedTest
    @CsvSource({
        "44000002, SYSTEM_CALL",
        "7FE00008, PROGRAM",
        "00000000, PROGRAM",
        "7C602028, ALIGNMENT",
        "44000001, FACILITY_UNAVAILABLE"
    })
    void anInstructionThatIsInterruptedIsNotTraced(String word, Interrupt interrupt) {
        processor.setMsr(MSR | MsrBits.SE).state().gpr[4] = DATA + 1;
        assertEquals(Outcome.INTERRUPTED, processor.execute((int) Long.parseLong(word, 16)));
        assertEquals(interrupt, processor.vcpu.delivered());
        assertEquals(0, processor.state().msr & MsrBits.SE);
    }

    @Test
    void aHypercallIsNotTraced() {
        processor.setMsr(MSR | MsrBits.SE);
        assertEquals(Outcome.HYPERCALL, processor.execute(0x4400_0022));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfid", "rfscv"})
    void returnsAreNotTraced(String mnemonic) {
        processor.set(Spr.SRR0, CODE + 0x100).set(Spr.SRR1, MSR | MsrBits.SE).setMsr(MSR | MsrBits.SE);
        processor.state().lr = CODE + 0x100;
        processor.state().ctr = MSR | MsrBits.SE;
        assertEquals(Outcome.RESYNC, processor.execute(Words.word(mnemonic)));
        assertEquals(CODE + 0x100, processor.state().nia);
        processor.memory.writeLe32(CODE + 0x100, NOP);
        assertEquals(Outcome.INTERRUPTED, processor.run(CODE + 0x100, 3));
        assertEquals(CODE + 0x104, processor.get(Spr.SRR0));
    }

    /** What counts for mtmsrd is MSR as it was before. */
    @Test
    void mtmsrdIsTracedByTheStateItBeganIn() {
        processor.state().gpr[3] = MSR | MsrBits.SE;
        assertEquals(Outcome.RESYNC, processor.execute(Words.word("mtmsrd", Field.RS, 3)));
        processor.state().gpr[3] = MSR;
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("mtmsrd", Field.RS, 3)));
        assertTraced(CODE + 4, 0);
        assertEquals(MSR, processor.get(Spr.SRR1) & ~CAUSES);
    }

    @Test
    void theTraceHandlerStandsWhereAllStand() {
        processor.setMsr(MSR | MsrBits.SE | MsrBits.IR | MsrBits.DR).set(Spr.LPCR, LpcrBits.AIL);
        // Nothing is mapped: the fetch faults, and an instruction that was not fetched is not traced.
        assertEquals(Outcome.INTERRUPTED, processor.execute(NOP));
        assertEquals(Interrupt.INSTRUCTION_STORAGE, processor.vcpu.delivered());
        assertEquals(0xC000_0000_0000_4400L, processor.state().nia);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, false",
        "1, false, false",
        "2, true, false",
        "3, false, false",
        "1, true, true",
        "2, false, true"
    })
    void theBreakpointMatchesInItsState(int state, boolean matches, boolean problem) {
        processor.setMsr(problem ? MSR | MsrBits.PR : MSR).set(Spr.CIABR, CODE + 4 | state);
        processor.memory.writeLe32(CODE, NOP);
        processor.memory.writeLe32(CODE + 4, LD);
        processor.memory.writeLe32(CODE + 8, NOP);
        processor.state().gpr[4] = DATA;
        int outcome = processor.run(CODE, 3);
        assertEquals(matches ? Outcome.INTERRUPTED : Outcome.BUDGET_SPENT, outcome);
        if (matches) {
            assertEquals(CODE + 8, processor.get(Spr.SRR0));
            assertEquals(TRACED | LOADED | BREAKPOINT, processor.get(Spr.SRR1) & CAUSES);
            assertEquals(CODE + 4, processor.get(Spr.SIAR));
        }
    }

    /** In 32-bit mode the high words of addresses count as zeros. */
    @Test
    void theBreakpointIgnoresHighWordsIn32BitMode() {
        processor.setMsr(MSR & ~MsrBits.SF).set(Spr.CIABR, 0x1234_0000_0000_0000L | CODE | 2);
        assertEquals(Outcome.INTERRUPTED, processor.execute(NOP));
        assertTraced(CODE + 4, BREAKPOINT);
        processor.setMsr(MSR);
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(NOP));
    }

    @Test
    void anL2IsTracedInsideItself() {
        processor.enterL2().setMsr(MSR | MsrBits.SE);
        assertEquals(Outcome.INTERRUPTED, processor.execute(NOP));
        assertTraced(CODE + 4, 0);
        assertEquals(2, processor.vcpu.level());
    }

    @Test
    void aStepIsOneOfTheBudget() {
        processor.setMsr(MSR | MsrBits.SE);
        long before = processor.state().instructions;
        processor.execute(NOP);
        assertEquals(before + 1, processor.state().instructions);
        assertNotEquals(CODE, processor.state().nia);
    }
}
