package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.InstructionTable;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row executes, in each privilege and byte order, with any fields and operands, and leaves an architected
 * outcome.
 */
class EveryRowRunsTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int WORDS_PER_ROW = 50;
    private static final int RANDOM_WORDS = Integer.getInteger("nestor.random.words", 100_000);

    static List<InstructionRow> rows() {
        return InstructionTable.rows();
    }

    static List<InstructionRow> privilegedRows() {
        return rows().stream()
                .filter(row -> row.privilege() != Privilege.PROBLEM)
                .toList();
    }

    static List<InstructionRow> rowsWithRegisterFiles() {
        return rows().stream()
                .filter(row -> row.facility() != RegisterFacility.GENERAL)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowLeavesAnArchitectedOutcome(InstructionRow row) {
        Random random = new Random(SEED ^ row.mnemonic().hashCode());
        for (boolean nested : new boolean[] {false, true}) {
            TestProcessor processor = new TestProcessor();
            if (nested) {
                processor.enterL2();
            }
            for (int k = 0; k < WORDS_PER_ROW; k++) {
                int word = row.encode(Words.randomFields(row, random));
                executeSomewhere(processor, word, random);
            }
        }
    }

    @Test
    void randomWordsLeaveArchitectedOutcomes() {
        System.out.println("EveryRowRunsTest: nestor.seed=" + SEED);
        Random random = new Random(SEED);
        TestProcessor processor = new TestProcessor();
        for (int k = 0; k < RANDOM_WORDS; k++) {
            executeSomewhere(processor, random.nextInt(), random);
        }
    }

    @ParameterizedTest
    @MethodSource("privilegedRows")
    void problemStateMayNotExecutePrivilegedRows(InstructionRow row) {
        TestProcessor processor = new TestProcessor().setMsr(TestProcessor.MSR | MsrBits.PR);
        assertEquals(Outcome.INTERRUPTED, processor.execute(row.pattern().bits()));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertTrue((processor.get(Spr.SRR1) & PrivilegeTest.PRIVILEGED_CAUSE) != 0);
    }

    @ParameterizedTest
    @MethodSource("rowsWithRegisterFiles")
    void rowsNeedTheirRegistersSwitchedOn(InstructionRow row) {
        long off = MsrBits.FP | MsrBits.VEC | MsrBits.VSX;
        TestProcessor processor = new TestProcessor().setMsr(TestProcessor.MSR & ~off);
        assertEquals(Outcome.INTERRUPTED, processor.execute(row.pattern().bits()));
        assertEquals(row.facility().interrupt(), processor.vcpu.delivered());
    }

    private static void executeSomewhere(TestProcessor processor, int word, Random random) {
        long optional = MsrBits.PR | MsrBits.FP | MsrBits.VEC | MsrBits.VSX | MsrBits.LE | MsrBits.SF | MsrBits.EE;
        processor.setMsr(TestProcessor.MSR & ~optional | random.nextLong() & optional);
        scatter(processor, random);
        int outcome = processor.execute(word);
        assertTrue(
                outcome >= Outcome.RESYNC && outcome <= Outcome.BUDGET_SPENT,
                () -> Integer.toHexString(word) + " -> " + outcome + ", seed " + SEED);
        assertFalse(processor.vcpu.mem.faulted);
        assertEquals(0, processor.state().msr & ~MsrBits.IMPLEMENTED);
    }

    /** Random registers, some of them addresses of data. */
    private static void scatter(TestProcessor processor, Random random) {
        CpuState s = processor.state();
        for (int k = 0; k < 32; k++) {
            s.gpr[k] = random.nextBoolean() ? TestProcessor.DATA + random.nextInt(4096) : Words.randomOperand(random);
        }
        s.lr = Words.randomOperand(random);
        s.ctr = Words.randomOperand(random);
        s.cr = random.nextInt();
        s.setXer(random.nextInt());
        s.spr[Spr.LPCR.ordinal()] = random.nextLong();
        s.spr[Spr.FSCR.ordinal()] = random.nextLong();
        s.spr[Spr.HFSCR.ordinal()] = random.nextLong();
        s.spr[Spr.SRR0.ordinal()] = Words.randomOperand(random);
        s.spr[Spr.SRR1.ordinal()] = Words.randomOperand(random);
    }
}
