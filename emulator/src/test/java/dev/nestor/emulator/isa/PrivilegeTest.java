package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.SprAccess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What problem state, a partition's privileged state and an L2 may do. */
class PrivilegeTest {
    static final long ILLEGAL_CAUSE = PowerBits.bit(44);
    static final long PRIVILEGED_CAUSE = PowerBits.bit(45);
    private static final long UNTOUCHED = 0x5A5A_5A5A_5A5A_5A5AL;

    private static TestProcessor privileged() {
        TestProcessor processor = new TestProcessor().set(Spr.FSCR, -1L);
        processor.state().gpr[3] = UNTOUCHED;
        return processor;
    }

    /** With MMCR0[PMCC] = 2, so that all registers of the performance monitor may be used. */
    private static TestProcessor problemState() {
        return privileged().set(Spr.MMCR0, 2L << 18).setMsr(TestProcessor.MSR | MsrBits.PR);
    }

    private static TestProcessor l2() {
        TestProcessor processor =
                new TestProcessor().enterL2().set(Spr.FSCR, -1L).set(Spr.HFSCR, -1L);
        processor.state().gpr[3] = UNTOUCHED;
        return processor;
    }

    private static int mfspr(int number) {
        return Words.word("mfspr", Field.RT, 3, Field.SPR, number);
    }

    private static int mtspr(int number) {
        return Words.word("mtspr", Field.RS, 3, Field.SPR, number);
    }

    private static void assertProgram(TestProcessor processor, long cause) {
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        long causes = ILLEGAL_CAUSE | PRIVILEGED_CAUSE;
        assertEquals(cause, processor.get(Spr.SRR1) & causes);
        assertEquals(TestProcessor.CODE, processor.get(Spr.SRR0));
        assertEquals(Interrupt.PROGRAM.vector(), processor.state().nia);
    }

    private static boolean isDone(int outcome) {
        return outcome == Outcome.BUDGET_SPENT || outcome == Outcome.RESYNC;
    }

    private static void checkAccess(TestProcessor processor, int word, int number, SprAccess access, boolean problem) {
        int outcome = processor.execute(word);
        boolean allowed = access == SprAccess.PROBLEM || access == SprAccess.PRIVILEGED && !problem;
        if (allowed) {
            assertTrue(isDone(outcome), "outcome " + outcome);
            assertEquals(TestProcessor.CODE + 4, processor.state().nia);
        } else if (problem) {
            assertEquals(Outcome.INTERRUPTED, outcome);
            assertProgram(processor, (number & 0x10) != 0 ? PRIVILEGED_CAUSE : ILLEGAL_CAUSE);
        } else if (access == SprAccess.HYPERVISOR) {
            assertEquals(Outcome.INTERRUPTED, outcome);
            assertProgram(processor, ILLEGAL_CAUSE);
        } else {
            assertTrue(isDone(outcome), "a register that does not exist is not moved");
            assertEquals(UNTOUCHED, processor.state().gpr[3]);
        }
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void privilegedStateReadsWhatTheRowSays(Spr spr) {
        checkAccess(privileged(), mfspr(spr.number()), spr.number(), spr.readAccess(), false);
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void problemStateReadsWhatTheRowSays(Spr spr) {
        checkAccess(problemState(), mfspr(spr.number()), spr.number(), spr.readAccess(), true);
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void privilegedStateWritesWhatTheRowSays(Spr spr) {
        checkAccess(privileged(), mtspr(spr.number()), spr.number(), spr.writeAccess(), false);
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void problemStateWritesWhatTheRowSays(Spr spr) {
        checkAccess(problemState(), mtspr(spr.number()), spr.number(), spr.writeAccess(), true);
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void numbersOfPrivilegedRegistersHaveTheirBit(Spr spr) {
        boolean open = spr.readAccess() == SprAccess.PROBLEM || spr.writeAccess() == SprAccess.PROBLEM;
        assertEquals(open, (spr.number() & 0x10) == 0);
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void writtenValuesReadBackWithinTheMask(Spr spr) {
        boolean readable = spr.readAccess() == SprAccess.PROBLEM || spr.readAccess() == SprAccess.PRIVILEGED;
        boolean writable = spr.writeAccess() == SprAccess.PROBLEM || spr.writeAccess() == SprAccess.PRIVILEGED;
        if (!readable || !writable) {
            return;
        }
        TestProcessor processor = privileged();
        processor.execute(mtspr(spr.number()));
        processor.state().gpr[3] = 0;
        processor.execute(mfspr(spr.number()));
        long read = processor.state().gpr[3];
        processor.execute(mtspr(spr.number()));
        processor.execute(mfspr(spr.number()));
        boolean counts = spr == Spr.DEC;
        boolean clears = spr == Spr.BESCRR || spr == Spr.BESCRRU;
        if (!counts && !clears) {
            assertEquals(read, processor.state().gpr[3]);
            assertEquals(0, read & ~UNTOUCHED, "no bit appears");
        }
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void hypervisorRegistersLeaveAnL2(Spr spr) {
        if (spr.readAccess() == SprAccess.HYPERVISOR) {
            TestProcessor processor = l2();
            assertEquals(Outcome.EXITED, processor.execute(mfspr(spr.number())));
            assertEquals(
                    Interrupt.HYPERVISOR_EMULATION_ASSISTANCE,
                    processor.vcpu.exit().interrupt());
            assertEquals(mfspr(spr.number()), processor.vcpu.exit().heir());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 6})
    void moveFromReservedNumbersIsIllegal(int number) {
        TestProcessor processor = privileged();
        assertEquals(Outcome.INTERRUPTED, processor.execute(mfspr(number)));
        assertProgram(processor, ILLEGAL_CAUSE);
    }

    @Test
    void moveToNumberZeroIsIllegal() {
        TestProcessor processor = privileged();
        assertEquals(Outcome.INTERRUPTED, processor.execute(mtspr(0)));
        assertProgram(processor, ILLEGAL_CAUSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {808, 809, 810, 811})
    void reservedNoOpsDoNothingInProblemState(int number) {
        TestProcessor processor = problemState();
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(mfspr(number)));
        assertEquals(UNTOUCHED, processor.state().gpr[3]);
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(mtspr(number)));
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void facilitiesThatFscrSwitchesOffInterruptProblemState(Spr spr) {
        if (spr.readAccess() != SprAccess.PROBLEM || !spr.facility().isInFscr()) {
            return;
        }
        TestProcessor processor = problemState().set(Spr.FSCR, ~spr.facility().bit());
        assertEquals(Outcome.INTERRUPTED, processor.execute(mfspr(spr.number())));
        assertEquals(Interrupt.FACILITY_UNAVAILABLE, processor.vcpu.delivered());
        assertEquals(spr.facility().cause(), PowerBits.field(processor.get(Spr.FSCR), 0, 7));
    }

    @ParameterizedTest
    @EnumSource(Spr.class)
    void facilitiesThatHfscrSwitchesOffLeaveAnL2(Spr spr) {
        boolean readable = spr.readAccess() == SprAccess.PROBLEM || spr.readAccess() == SprAccess.PRIVILEGED;
        if (!readable || spr.facility() == Facility.NONE) {
            return;
        }
        TestProcessor processor = l2().set(Spr.HFSCR, ~spr.facility().bit());
        assertEquals(Outcome.EXITED, processor.execute(mfspr(spr.number())));
        assertEquals(
                Interrupt.HYPERVISOR_FACILITY_UNAVAILABLE, processor.vcpu.exit().interrupt());
        assertEquals(spr.facility().cause(), processor.vcpu.exit().facility());
    }

    @Test
    void floatingPointOfAnL2NeedsHfscr() {
        int load = Words.word("lfd", Field.FRT, 1, Field.RA, 0);
        TestProcessor processor = l2().set(Spr.HFSCR, ~1L);
        assertEquals(Outcome.EXITED, processor.execute(load));
        assertEquals(0, processor.vcpu.exit().facility());
        processor.setMsr(TestProcessor.MSR & ~MsrBits.FP);
        assertEquals(Outcome.INTERRUPTED, processor.execute(load));
        assertEquals(Interrupt.FP_UNAVAILABLE, processor.vcpu.delivered());
    }

    @Test
    void vectorOfAnL2NeedsHfscr() {
        TestProcessor processor = l2().set(Spr.HFSCR, ~2L);
        assertEquals(Outcome.EXITED, processor.execute(Words.word("lvx", Field.RB, 0)));
        assertEquals(1, processor.vcpu.exit().facility());
    }

    @Test
    void instructionCountIncludesTheReader() {
        TestProcessor processor = privileged();
        processor.execute(Words.word("ori"));
        processor.execute(mfspr(Spr.IC.number()));
        assertEquals(2, processor.state().gpr[3]);
    }

    @Test
    void timeBaseOfAnL2HasItsOffset() {
        TestProcessor processor = l2();
        processor.state().tbOffset = 1L << 40;
        processor.execute(Words.word("mftb", Field.RT, 4, Field.TBR, 268));
        assertEquals(processor.vcpu.timebase() + (1L << 40), processor.state().gpr[4]);
    }

    @Test
    void mftbOfAnotherNumberIsIllegal() {
        TestProcessor processor = privileged();
        processor.execute(Words.word("mftb", Field.RT, 4, Field.TBR, 8));
        assertProgram(processor, ILLEGAL_CAUSE);
    }

    @Test
    void tlbieOfAPageNamesIt() {
        TestProcessor processor = privileged().set(Spr.LPCR, LpcrBits.GTSE);
        processor.state().gpr[3] = 0x42L << 32;
        processor.state().gpr[4] = 0x7654_3000L | 0b101 << 5;
        assertEquals(Outcome.RESYNC, processor.execute(tlbie("tlbie", 0, 1, 1)));
        assertEquals("[all PAGE pid 66 pages 76540-7654f]", processor.invalidations.toString());
    }

    @Test
    void tlbielOfAProcessNamesIt() {
        TestProcessor processor = privileged().set(Spr.LPCR, LpcrBits.GTSE);
        processor.state().gpr[3] = 0x42L << 32;
        processor.state().gpr[4] = 1L << 10;
        assertEquals(Outcome.RESYNC, processor.execute(tlbie("tlbiel", 2, 1, 1)));
        assertEquals("[own PROCESS pid 66 pages 0-0]", processor.invalidations.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void tlbieOfAPartitionTakesEverything(long selection) {
        TestProcessor processor = privileged().set(Spr.LPCR, LpcrBits.GTSE);
        processor.state().gpr[4] = selection << 10;
        assertEquals(Outcome.RESYNC, processor.execute(tlbie("tlbie", 2, 1, 1)));
        assertTrue(processor.invalidations.get(0).startsWith("all PARTITION"));
    }

    @Test
    void tlbieOfPageWalksOnlyFindsNothing() {
        TestProcessor processor = privileged().set(Spr.LPCR, LpcrBits.GTSE);
        assertEquals(Outcome.RESYNC, processor.execute(tlbie("tlbie", 1, 1, 1)));
        assertEquals(0, processor.invalidations.size());
    }

    @Test
    void tlbieIsTheHypervisorsWithoutGtse() {
        TestProcessor processor = privileged();
        assertEquals(Outcome.INTERRUPTED, processor.execute(tlbie("tlbie", 0, 1, 1)));
        assertProgram(processor, ILLEGAL_CAUSE);
        TestProcessor second = l2();
        assertEquals(Outcome.EXITED, second.execute(Words.word("tlbsync")));
    }

    @Test
    void tlbieOfPartitionScopeOrHashIsTheHypervisors() {
        TestProcessor processor = privileged().set(Spr.LPCR, LpcrBits.GTSE);
        assertEquals(Outcome.INTERRUPTED, processor.execute(tlbie("tlbie", 0, 0, 1)));
        assertEquals(Outcome.INTERRUPTED, processor.execute(tlbie("tlbie", 0, 1, 0)));
        assertEquals(0, processor.invalidations.size());
    }

    private static int tlbie(String mnemonic, int ric, int prs, int r) {
        return Words.row(mnemonic).encode(Map.of(Field.RS, 3, Field.RB, 4, Field.RIC, ric, Field.PRS, prs, Field.R, r));
    }

    @Test
    void doorbellRingsItsOwnThread() {
        TestProcessor processor = privileged();
        processor.state().gpr[4] = 5L << 27;
        assertEquals(Outcome.RESYNC, processor.execute(Words.word("msgsndp", Field.RB, 4)));
        assertEquals(1, processor.get(Spr.DPDES));
        assertEquals(Outcome.RESYNC, processor.execute(Words.word("msgclrp", Field.RB, 4)));
        assertEquals(0, processor.get(Spr.DPDES));
    }

    @Test
    void doorbellOfAnotherThreadOrTypeRingsNowhere() {
        TestProcessor processor = privileged();
        processor.state().gpr[4] = 5L << 27 | 1;
        processor.execute(Words.word("msgsndp", Field.RB, 4));
        processor.state().gpr[4] = 4L << 27;
        processor.execute(Words.word("msgsndp", Field.RB, 4));
        assertEquals(0, processor.get(Spr.DPDES));
    }

    @Test
    void doorbellOfAnL2NeedsHfscr() {
        TestProcessor processor = l2().set(Spr.HFSCR, ~Facility.MSGP.bit());
        assertEquals(Outcome.EXITED, processor.execute(Words.word("msgsndp", Field.RB, 4)));
        assertEquals(10, processor.vcpu.exit().facility());
    }
}
