package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemLinkageTest {
    private static final long ENABLED_EXCEPTION = 0x0010_0000L;
    private static final long SUBSEQUENT = 0x0001_0000L;
    private static final long MSR = TestProcessor.MSR;

    private static TestProcessor returning(long srr0, long srr1) {
        return new TestProcessor().set(Spr.SRR0, srr0).set(Spr.SRR1, srr1);
    }

    @Test
    void systemCallStaysInThePartition() {
        TestProcessor processor = new TestProcessor();
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("sc")));
        assertEquals(Interrupt.SYSTEM_CALL, processor.vcpu.delivered());
        assertEquals(TestProcessor.CODE + 4, processor.get(Spr.SRR0));
        assertEquals(MSR, processor.get(Spr.SRR1));
        assertEquals(0xC00, processor.state().nia);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void systemCallOfAHigherLevelIsAHypercall(int level) {
        TestProcessor processor = new TestProcessor();
        assertEquals(Outcome.HYPERCALL, processor.execute(Words.word("sc", Field.LEV, level)));
        assertEquals(TestProcessor.CODE + 4, processor.state().nia);
        assertEquals(MSR, processor.state().msr);
    }

    @Test
    void systemCallVectoredNeedsItsFacility() {
        TestProcessor processor = new TestProcessor();
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("scv", Field.LEV, 1)));
        assertEquals(Interrupt.FACILITY_UNAVAILABLE, processor.vcpu.delivered());
        processor.setMsr(MSR).set(Spr.FSCR, Facility.SCV.bit());
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("scv", Field.LEV, 1)));
        assertEquals(Interrupt.SYSTEM_CALL_VECTORED, processor.vcpu.delivered());
        assertEquals(0x17020, processor.state().nia);
        assertEquals(TestProcessor.CODE + 4, processor.state().lr);
    }

    /** As every interrupt it leaves problem state and switches the register files off; EE, RI and ME stay. */
    @ParameterizedTest
    @ValueSource(longs = {0, 0x8000, 0x8002}) // neither, EE, EE and RI
    void systemCallVectoredKeepsWhatItsHandlerCountsOn(long enables) {
        long kept = MSR & MsrBits.ME | enables;
        long given = MsrBits.SF | MsrBits.PR | MsrBits.FP | MsrBits.SE | MsrBits.FE0 | kept;
        TestProcessor processor = new TestProcessor().setMsr(given).set(Spr.FSCR, Facility.SCV.bit());
        processor.set(Spr.LPCR, LpcrBits.ILE);
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("scv")));
        assertEquals(given, processor.state().ctr);
        assertEquals(MsrBits.SF | MsrBits.LE | kept, processor.state().msr);
    }

    /** FPSCR[FEX] waits for MSR[FE0] or MSR[FE1]; SRR0 is then the next instruction, which SRR1 bit 47 says. */
    @ParameterizedTest
    @ValueSource(longs = {0x800, 0x100, 0x900}) // FE0, FE1, both
    void anEnabledExceptionWaitsForItsModes(long modes) {
        TestProcessor processor = returning(0x1_2344, MSR | modes);
        processor.state().fpscr = FpscrBits.summarised(FpscrBits.XX | FpscrBits.XE);
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("rfid")));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertEquals(0x1_2344, processor.get(Spr.SRR0));
        assertEquals(MSR | modes | ENABLED_EXCEPTION | SUBSEQUENT, processor.get(Spr.SRR1));
        processor.setMsr(MSR).state().gpr[3] = MSR | modes;
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("mtmsrd", Field.RS, 3)));
        assertEquals(TestProcessor.CODE + 4, processor.get(Spr.SRR0));
        processor.setMsr(MSR).state().fpscr = 0;
        assertEquals(Outcome.RESYNC, processor.execute(Words.word("mtmsrd", Field.RS, 3)));
    }

    /** What FE0 = FE1 = 0 holds back stays held back. */
    @Test
    void anEnabledExceptionWithoutModesIsNoInterrupt() {
        TestProcessor processor = returning(0x1_2344, MSR);
        processor.state().fpscr = FpscrBits.summarised(FpscrBits.XX | FpscrBits.XE);
        assertEquals(Outcome.RESYNC, processor.execute(Words.word("rfid")));
    }

    /** mtmsrd into 32-bit mode: the next instruction's address loses its high word. */
    @Test
    void addressesShrinkWithTheMode() {
        TestProcessor processor = returning(0x7_0000_2000L, MSR & ~MsrBits.SF);
        processor.execute(Words.word("rfid"));
        assertEquals(0x2000, processor.state().nia);
    }

    @Test
    void rfidGoesBack() {
        TestProcessor processor = returning(0x1_2347, MSR & ~MsrBits.LE | MsrBits.EE);
        assertEquals(Outcome.RESYNC, processor.execute(Words.word("rfid")));
        assertEquals(0x1_2344, processor.state().nia);
        assertEquals(MSR & ~MsrBits.LE | MsrBits.EE, processor.state().msr);
        assertEquals(TestProcessor.CODE, processor.state().cfar);
    }

    @Test
    void rfidIntoProblemStateSwitchesInterruptsAndRelocationOn() {
        TestProcessor processor = returning(0, MSR | MsrBits.PR);
        processor.execute(Words.word("rfid"));
        long implied = MsrBits.EE | MsrBits.IR | MsrBits.DR;
        assertEquals(MSR | MsrBits.PR | implied, processor.state().msr);
    }

    @Test
    void rfidCannotBecomeHypervisorNorChangeMachineChecks() {
        TestProcessor processor = returning(0, -1L & ~MsrBits.ME & ~MsrBits.PR);
        processor.execute(Words.word("rfid"));
        assertEquals(MsrBits.IMPLEMENTED & ~MsrBits.PR, processor.state().msr);
    }

    @Test
    void rfidInto32BitModeCutsTheAddress() {
        TestProcessor processor = returning(0x1234_5678_0001_0000L, MSR & ~MsrBits.SF);
        processor.execute(Words.word("rfid"));
        assertEquals(0x1_0000, processor.state().nia);
    }

    @Test
    void rfscvTakesLinkAndCountRegister() {
        TestProcessor processor = new TestProcessor();
        processor.state().lr = 0x2_0000;
        processor.state().ctr = MSR | MsrBits.EE;
        processor.execute(Words.word("rfscv"));
        assertEquals(0x2_0000, processor.state().nia);
        assertEquals(MSR | MsrBits.EE, processor.state().msr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtmsr", "mtmsrd"})
    void moveToMsrLeavesByteOrderAndMachineChecks(String mnemonic) {
        TestProcessor processor = new TestProcessor();
        processor.state().gpr[3] = MsrBits.SF;
        assertEquals(Outcome.RESYNC, processor.execute(Words.word(mnemonic, Field.RS, 3)));
        assertEquals(MsrBits.SF | MsrBits.ME | MsrBits.LE, processor.state().msr);
        assertEquals(TestProcessor.CODE + 4, processor.state().nia);
    }

    @Test
    void mtmsrLeavesTheHighWord() {
        TestProcessor processor = new TestProcessor();
        processor.state().gpr[3] = 0;
        processor.execute(Words.word("mtmsr", Field.RS, 3));
        assertTrue((processor.state().msr & MsrBits.SF) != 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtmsr", "mtmsrd"})
    void levelOneMovesOnlyTheEnables(String mnemonic) {
        TestProcessor processor = new TestProcessor();
        processor.state().gpr[3] = MsrBits.EE | MsrBits.PR;
        int word = Words.word(mnemonic, Field.RS, 3, Field.L_15, 1);
        assertEquals(Outcome.RESYNC, processor.execute(word), "EE became 1: something may be pending");
        assertEquals(MSR & ~MsrBits.RI | MsrBits.EE, processor.state().msr);
        processor.state().gpr[3] = MsrBits.RI;
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(word), "EE became 0: nothing to look at");
        assertEquals(MSR, processor.state().msr);
    }

    @Test
    void moveToMsrIntoProblemStateImpliesRelocation() {
        TestProcessor processor = new TestProcessor();
        processor.state().gpr[3] = MsrBits.SF | MsrBits.PR;
        processor.execute(Words.word("mtmsrd", Field.RS, 3));
        long implied = MsrBits.EE | MsrBits.IR | MsrBits.DR;
        assertEquals(implied, processor.state().msr & implied);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrfid", "urfid", "stop"})
    void hypervisorReturnsAreIllegal(String mnemonic) {
        TestProcessor processor = new TestProcessor();
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word(mnemonic)));
        assertTrue((processor.get(Spr.SRR1) & PrivilegeTest.ILLEGAL_CAUSE) != 0);
    }

    @Test
    void eventBasedReturnSetsItsEnable() {
        TestProcessor processor = new TestProcessor().set(Spr.EBBRR, 0x3_0000);
        processor.execute(Words.word("rfebb", Field.S, 1));
        assertEquals(0x3_0000, processor.state().nia);
        assertEquals(Long.MIN_VALUE, processor.get(Spr.BESCR));
    }
}
