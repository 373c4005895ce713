package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.InstructionTable;
import dev.nestor.emulator.isa.fixedpoint.Branch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of problem state with MSR[SF] = 0 beside itself with MSR[SF] = 1: the mode decides which bits of an address
 * count, and from which word CR0, CA and OV come; nothing else.
 *
 * @see "Power ISA 3.1, Book I, sections 1.10.3, 3.2.2 and 3.3.9"
 */
class ThirtyTwoBitRowsTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = Integer.getInteger("nestor.mode.cases", 10);
    private static final long HIGH = 0x7654_3210_0000_0000L;
    private static final int BASE = 3;
    private static final int INDEX = 4;
    /** From here on registers are operands. */
    private static final int FIRST_OPERAND = 6;

    /** Branches are cases of {@link ThirtyTwoBitModeTest}; the hash of a frame counts all bits of its address. */
    private static final Set<String> ELSEWHERE =
            Set.of("sc", "scv", "rfscv", "wait", "hashst", "hashchk", "hashstp", "hashchkp");

    static List<InstructionRow> rows() {
        return InstructionTable.rows().stream()
                .filter(row -> row.privilege() == Privilege.PROBLEM)
                .filter(row -> !row.section().equals(Branch.SECTION) && !ELSEWHERE.contains(row.mnemonic()))
                .toList();
    }

    static List<InstructionRow> storageRows() {
        return rows().stream().filter(ThirtyTwoBitRowsTest::usesAddress).toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theModeChangesNothingButRecords(InstructionRow row) {
        Random random = new Random(SEED ^ row.mnemonic().hashCode());
        boolean addresses = usesAddress(row);
        for (int k = 0; k < CASES; k++) {
            int word = row.encode(fields(row, random));
            long seed = random.nextLong();
            TestProcessor wide = execute(word, MsrBits.SF, seed, addresses, 0);
            TestProcessor narrow = execute(word, 0, seed, addresses, 0);
            String what = row.mnemonic() + " " + Integer.toHexString(word) + ", seed " + seed;
            if (assertSameEnd(wide, narrow, what)) {
                assertRecords(row, word, wide.state(), narrow.state(), what);
                assertRegisters(wide.state(), narrow.state(), what);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("storageRows")
    void highWordsOfAddressesDoNotCount(InstructionRow row) {
        Random random = new Random(SEED ^ row.mnemonic().hashCode());
        for (int k = 0; k < CASES; k++) {
            int word = row.encode(fields(row, random));
            long seed = random.nextLong();
            TestProcessor low = execute(word, 0, seed, true, 0);
            TestProcessor high = execute(word, 0, seed, true, HIGH);
            String what = row.mnemonic() + " " + Integer.toHexString(word) + ", seed " + seed;
            if (assertSameEnd(low, high, what)) {
                if (high.state().gpr[BASE] != low.state().gpr[BASE]) {
                    high.state().gpr[BASE] -= HIGH;
                }
                assertEquals(low.state().cr, high.state().cr, what);
                assertEquals(low.state().xer(), high.state().xer(), what);
                assertRegisters(low.state(), high.state(), what);
            }
        }
    }

    @Test
    void rowsThatUseAddressesAreFound() {
        List<String> found =
                storageRows().stream().map(InstructionRow::mnemonic).toList();
        assertTrue(
                found.containsAll(List.of("lbz", "stdux", "lmw", "lwarx", "stdcx.", "dcbz", "lxvl", "stvx", "lfiwzx")));
        assertTrue(found.stream().noneMatch(List.of("add", "addi", "xvadddp", "mfspr")::contains));
    }

    /** Whether an address outside memory makes {@code row} fault. */
    private static boolean usesAddress(InstructionRow row) {
        if (!row.pattern().fields().contains(Field.RA)) {
            return false;
        }
        TestProcessor processor = new TestProcessor();
        long absent = 1L << 40;
        processor.state().gpr[BASE] = absent;
        // A length in the high byte, for the rows that take one from RB.
        processor.state().gpr[INDEX] = row.mnemonic().matches("st?xv[lp]+l?|l?xv[lp]+l?") ? 8L << 56 : 0;
        processor.state().setXer(8);
        int outcome = processor.execute(row.encode(fields(row, new Random(1))));
        return outcome == Outcome.INTERRUPTED && processor.get(Spr.DAR) >>> 39 == absent >>> 39;
    }

    private static Map<Field, Integer> fields(InstructionRow row, Random random) {
        Map<Field, Integer> values = Words.randomFields(row, random);
        values.replace(Field.RA, BASE);
        values.replace(Field.RB, INDEX);
        for (Field operand : List.of(Field.RT, Field.RS)) {
            values.computeIfPresent(operand, (field, number) -> Math.max(number, FIRST_OPERAND));
        }
        return values;
    }

    private static TestProcessor execute(int word, long mode, long seed, boolean addresses, long high) {
        TestProcessor processor = new TestProcessor();
        CpuState s = processor.state();
        Random random = new Random(seed);
        for (int k = 0; k < 32; k++) {
            s.gpr[k] = Words.randomOperand(random);
        }
        for (int k = 0; k < s.vsr.length; k++) {
            s.vsr[k] = random.nextLong();
        }
        for (long at = 0; at < 8192; at += 8) {
            processor.memory.writeLe64(TestProcessor.DATA - 4096 + at, random.nextLong());
        }
        if (addresses) {
            s.gpr[BASE] = high + TestProcessor.DATA + 16L * random.nextInt(16);
            s.gpr[INDEX] = 16L * random.nextInt(16);
        }
        s.cr = random.nextInt();
        long carries = random.nextInt() & 0x6000_0000L;
        s.setXer(random.nextInt() & 0x8000_007FL | carries | carries >>> 11);
        processor.setMsr(TestProcessor.MSR & ~MsrBits.SF | mode);
        s.instructions = processor.execute(word);
        return processor;
    }

    /** True when both went on to the next instruction; when both were interrupted, it was the same interrupt. */
    private static boolean assertSameEnd(TestProcessor one, TestProcessor other, String what) {
        assertEquals(one.state().instructions, other.state().instructions, what);
        assertEquals(one.state().nia, other.state().nia, what);
        assertEquals(one.memory.digest(), other.memory.digest(), what);
        return one.state().instructions != Outcome.INTERRUPTED;
    }

    private static void assertRecords(InstructionRow row, int word, CpuState wide, CpuState narrow, String what) {
        if (wide.cr != narrow.cr) {
            boolean intoRa = row.pattern().fields().contains(Field.RS);
            int result = (int) narrow.gpr[(intoRa ? Field.RA : Field.RT).get(word)];
            int field = (result < 0 ? 8 : result > 0 ? 4 : 2) | narrow.so;
            assertEquals(wide.cr & 0x0FFF_FFFF | field << 28, narrow.cr, what);
        }
        assertEquals(wide.ca32, narrow.ca, what);
        assertEquals(wide.ca32, narrow.ca32, what);
        assertEquals(wide.ov32, narrow.ov, what);
        assertEquals(wide.ov32, narrow.ov32, what);
        assertEquals(wide.xerRest, narrow.xerRest, what);
    }

    private static void assertRegisters(CpuState one, CpuState other, String what) {
        assertArrayEquals(one.gpr, other.gpr, what);
        assertArrayEquals(one.vsr, other.vsr, what);
        assertArrayEquals(one.spr, other.spr, what);
        assertEquals(one.lr, other.lr, what);
        assertEquals(one.ctr, other.ctr, what);
        assertEquals(one.fpscr, other.fpscr, what);
        assertEquals(one.vscr, other.vscr, what);
        assertEquals(one.reservation, other.reservation, what);
        assertEquals(one.reservationBytes, other.reservationBytes, what);
    }
}
