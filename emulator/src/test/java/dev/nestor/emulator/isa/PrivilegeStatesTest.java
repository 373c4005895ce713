package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.SprAccess;
import dev.nestor.emulator.interpret.InstructionTable;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every SPR number, moved both ways, and every privileged row, in each state a guest can be in: whether it is done, and
 * else which interrupt it takes, where, and that nothing moved.
 *
 * @see "Power ISA 3.1, Book III, sections 5.4.4 and 7.5.9; Book III, appendix of privileged instructions"
 */
class PrivilegeStatesTest {
    private static final int NUMBERS = 1024;
    private static final InstructionRow MFSPR = Words.row("mfspr");
    private static final InstructionRow MTSPR = Words.row("mtspr");
    private static final int NOP = Words.word("ori");
    private static final long UNTOUCHED = 0x5A5A_5A5A_5A5A_5A5AL;
    private static final long CAUSES = PowerBits.mask(33, 36) | PowerBits.mask(42, 47);
    /** Numbers of reserved no-ops. */
    private static final int NO_OP_FIRST = 808;

    private static final int NO_OP_LAST = 811;

    /** As the ISA's list of instructions has them; those of the ultravisor are the hypervisor's for a partition. */
    private static final Set<String> PRIVILEGED = Set.of(
            "hashchkp",
            "hashstp",
            "mfmsr",
            "msgclrp",
            "msgsndp",
            "mtmsr",
            "mtmsrd",
            "rfid",
            "rfscv",
            "slbfee.",
            "slbia",
            "slbiag",
            "slbie",
            "slbieg",
            "slbmfee",
            "slbmfev",
            "slbmte",
            "slbsync",
            "tlbie",
            "tlbiel",
            "tlbsync");

    private static final Set<String> HYPERVISOR = Set.of(
            "hrfid", "lbzcix", "ldcix", "lhzcix", "lwzcix", "msgclr", "msgclru", "msgsnd", "msgsndu", "msgsync",
            "stbcix", "stdcix", "sthcix", "stop", "stwcix", "urfid");

    /** Where a guest's instruction can run. */
    private enum State {
        L1_PRIVILEGED(false, false),
        L1_PROBLEM(false, true),
        L2_PRIVILEGED(true, false),
        L2_PROBLEM(true, true);

        private final boolean isNested;
        private final boolean isProblem;

        State(boolean isNested, boolean isProblem) {
            this.isNested = isNested;
            this.isProblem = isProblem;
        }

        /** With every facility on, and all of the performance monitor for problem state. */
        TestProcessor processor() {
            TestProcessor processor = new TestProcessor();
            if (isNested) {
                processor.enterL2();
            }
            return anew(processor);
        }

        /** {@code processor}, which came from here, as it was. */
        TestProcessor anew(TestProcessor processor) {
            Arrays.fill(processor.state().spr, 0);
            processor.set(Spr.FSCR, -1L).set(Spr.HFSCR, -1L).set(Spr.MMCR0, 2L << 18);
            processor.state().gpr[3] = UNTOUCHED;
            return processor.setMsr(isProblem ? TestProcessor.MSR | MsrBits.PR : TestProcessor.MSR);
        }
    }

    /** What comes of an instruction. */
    private enum End {
        DONE,
        /** Done, and nothing is moved. */
        NO_OP,
        /** A program interrupt, privileged instruction, where it was executed. */
        PRIVILEGED,
        /** Emulation assistance: an exit of an L2; the L0 makes a program interrupt, illegal instruction, for an L1. */
        ILLEGAL
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void movesFromEveryNumber(State state) {
        TestProcessor processor = state.processor();
        for (int number = 0; number < NUMBERS; number++) {
            Spr spr = Spr.byNumber(number);
            SprAccess access = spr == null ? SprAccess.NONE : spr.readAccess();
            boolean isReserved = number == 0 || number >= 4 && number <= 6;
            int word = MFSPR.encode(Map.of(Field.RT, 3, Field.SPR, number));
            assertEnd(expected(state, number, access, isReserved), state, processor, word, "mfspr " + number);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void movesToEveryNumber(State state) {
        TestProcessor processor = state.processor();
        for (int number = 0; number < NUMBERS; number++) {
            Spr spr = Spr.byNumber(number);
            SprAccess access = spr == null ? SprAccess.NONE : spr.writeAccess();
            int word = MTSPR.encode(Map.of(Field.RS, 3, Field.SPR, number));
            assertEnd(expected(state, number, access, number == 0), state, processor, word, "mtspr " + number);
        }
    }

    @Test
    void thePrivilegedRowsAreThoseOfTheIsa() {
        Set<String> privileged = new TreeSet<>();
        Set<String> hypervisor = new TreeSet<>();
        for (InstructionRow row : InstructionTable.rows()) {
            switch (row.privilege()) {
                case PRIVILEGED -> privileged.add(row.mnemonic());
                case HYPERVISOR -> hypervisor.add(row.mnemonic());
                case PROBLEM -> {}
            }
        }
        assertEquals(new TreeSet<>(PRIVILEGED), privileged);
        assertEquals(new TreeSet<>(HYPERVISOR), hypervisor);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void privilegedRowsEndAsTheStateSays(State state) {
        TestProcessor processor = state.processor();
        for (InstructionRow row : InstructionTable.rows()) {
            int word = row.pattern().bits();
            if (row.privilege() != Privilege.PROBLEM && state.isProblem) {
                assertEnd(End.PRIVILEGED, state, processor, word, row.mnemonic());
            } else if (row.privilege() == Privilege.HYPERVISOR) {
                assertEnd(End.ILLEGAL, state, processor, word, row.mnemonic());
            } else if (row.prefix() == null && !row.mnemonic().equals("mtspr")) {
                state.anew(processor).execute(word);
                assertEquals(0, processor.get(Spr.SRR1) & PrivilegeTest.PRIVILEGED_CAUSE, row.mnemonic());
            }
        }
    }

    private static End expected(State state, int number, SprAccess access, boolean isReserved) {
        if (number >= NO_OP_FIRST && number <= NO_OP_LAST) {
            return End.NO_OP;
        }
        if (access == SprAccess.PROBLEM || access == SprAccess.PRIVILEGED && !state.isProblem) {
            return End.DONE;
        }
        if (state.isProblem) {
            return (number & 0x10) != 0 ? End.PRIVILEGED : End.ILLEGAL;
        }
        return access == SprAccess.HYPERVISOR || isReserved ? End.ILLEGAL : End.NO_OP;
    }

    private static void assertEnd(End end, State state, TestProcessor processor, int word, String text) {
        state.anew(processor);
        long[] before = processor.state().spr.clone();
        int outcome = processor.execute(word);
        String where = text + " in " + state;
        switch (end) {
            case DONE -> assertDone(processor, outcome, where);
            case NO_OP -> {
                assertDone(processor, outcome, where);
                assertUntouched(processor, before, where);
            }
            case PRIVILEGED -> {
                assertProgram(processor, state, outcome, PrivilegeTest.PRIVILEGED_CAUSE, where);
                assertUntouched(processor, before, where);
            }
            case ILLEGAL -> {
                if (state.isNested) {
                    assertEquals(Outcome.EXITED, outcome, where);
                    NestedExitCause exit = processor.vcpu.exit();
                    assertEquals(Interrupt.HYPERVISOR_EMULATION_ASSISTANCE, exit.interrupt(), where);
                    assertEquals(word & 0xFFFF_FFFFL, exit.heir(), where);
                    assertEquals(TestProcessor.CODE, exit.nia(), where);
                    assertEquals(processor.state().msr, exit.msr(), where);
                } else {
                    assertProgram(processor, state, outcome, PrivilegeTest.ILLEGAL_CAUSE, where);
                }
                assertUntouched(processor, before, where);
            }
        }
    }

    private static void assertDone(TestProcessor processor, int outcome, String where) {
        assertTrue(outcome == Outcome.BUDGET_SPENT || outcome == Outcome.RESYNC, where + " -> " + outcome);
        assertEquals(TestProcessor.CODE + 4, processor.state().nia, where);
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(NOP), where + ", what follows");
    }

    private static void assertProgram(TestProcessor processor, State state, int outcome, long cause, String where) {
        assertEquals(Outcome.INTERRUPTED, outcome, where);
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered(), where);
        assertEquals(state.isNested ? 2 : 1, processor.vcpu.level(), where);
        assertEquals(cause, processor.get(Spr.SRR1) & CAUSES, where);
        assertEquals(state.isProblem, (processor.get(Spr.SRR1) & MsrBits.PR) != 0, where);
        assertEquals(TestProcessor.CODE, processor.get(Spr.SRR0), where);
        assertEquals(Interrupt.PROGRAM.vector(), processor.state().nia, where);
        processor.set(Spr.SRR0, 0).set(Spr.SRR1, 0);
    }

    private static void assertUntouched(TestProcessor processor, long[] before, String where) {
        assertEquals(UNTOUCHED, processor.state().gpr[3], where);
        assertArrayEquals(before, processor.state().spr, where);
    }
}
