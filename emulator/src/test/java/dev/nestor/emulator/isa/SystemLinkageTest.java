package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemLinkageTest {
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
