package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.binary.FloatUnit;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.Disassembler;
import dev.nestor.emulator.isa.vector.MatrixMultiplyAssist;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The matrix-multiply assist where the oracle is not asked or is wrong: which registers an accumulator is, invalid
 * forms, masks, and exceptions that are enabled.
 */
class MatrixMultiplyAssistTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final long ONES = 0x3F80_0000_3F80_0000L;
    private static final long PREFIXED = 0x2000_0000L;

    private final TestProcessor processor = new TestProcessor();
    private final CpuState s = processor.state();

    private int run(String mnemonic, int accumulator, int a, int b) {
        Field first = mnemonic.startsWith("xvf64") ? Field.XAP : Field.XA;
        return processor.execute(Words.row(mnemonic).encode(Map.of(Field.AT, accumulator, first, a, Field.XB, b)));
    }

    private int runMasked(int masks, int suffix) {
        processor.memory.writeLe32(TestProcessor.CODE, 0x0790_0000 | masks);
        processor.memory.writeLe32(TestProcessor.CODE + 4, suffix);
        return processor.run(TestProcessor.CODE, 1);
    }

    private void fill(int register, long value) {
        s.vsr[2 * register] = value;
        s.vsr[2 * register + 1] = value;
    }

    private void scatter() {
        Random random = new Random(SEED);
        Arrays.setAll(s.vsr, k -> random.nextLong());
    }

    private long[] accumulator(int number) {
        return Arrays.copyOfRange(s.vsr, 8 * number, 8 * number + 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void anAccumulatorIsFourRegisters(int number) {
        scatter();
        fill(40, ONES);
        long[] before = s.vsr.clone();
        assertEquals(Outcome.BUDGET_SPENT, run("xvf32ger", number, 40, 40));
        Arrays.fill(before, 8 * number, 8 * number + 8, ONES);
        assertArrayEquals(before, s.vsr);
    }

    @Test
    void movesKeepEverythingAndZeroingClearsOne() {
        scatter();
        long[] before = s.vsr.clone();
        processor.execute(Words.word("xxmtacc", Field.AT, 3));
        processor.execute(Words.word("xxmfacc", Field.AT, 3));
        assertArrayEquals(before, s.vsr);
        processor.execute(Words.word("xxsetaccz", Field.AT, 5));
        Arrays.fill(before, 40, 48, 0);
        assertArrayEquals(before, s.vsr);
    }

    private void assertInvalid(String mnemonic, int accumulator, int a, int b) {
        scatter();
        long[] before = s.vsr.clone();
        assertEquals(Outcome.INTERRUPTED, run(mnemonic, accumulator, a, b));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertEquals(0x8_0000L, processor.get(Spr.SRR1) & 0x783F_0000L, "illegal instruction");
        assertArrayEquals(before, s.vsr);
        processor.setMsr(TestProcessor.MSR);
    }

    @Test
    void aSourceWithinTheTargetIsAnInvalidForm() {
        for (int register = 8; register < 12; register++) {
            assertInvalid("xvi4ger8", 2, register, 40);
            assertInvalid("xvbf16ger2pp", 2, 40, register);
        }
        assertInvalid("xvf64gernn", 2, 10, 40);
        assertEquals(Outcome.BUDGET_SPENT, run("xvi4ger8", 2, 7, 12));
        assertEquals(Outcome.BUDGET_SPENT, run("xvi4ger8", 2, 40, 42));
    }

    @Test
    void aPairThatBeginsOddIsAnInvalidForm() {
        assertInvalid("xvf64ger", 2, 35, 40);
        assertEquals(Outcome.BUDGET_SPENT, run("xvf64ger", 2, 34, 40));
    }

    @Test
    void invalidFormsArePrefixedToo() {
        int word = Words.row("xvi8ger4").encode(Map.of(Field.AT, 2, Field.XA, 9, Field.XB, 40));
        assertEquals(Outcome.INTERRUPTED, runMasked(0xFFFF, word));
        assertEquals(0x8_0000L | PREFIXED, processor.get(Spr.SRR1) & 0x783F_0000L);
    }

    @Test
    void sumsWrapOrSaturate() {
        fill(40, 0x8000_8000_8000_8000L);
        run("xvi16ger2", 0, 40, 40);
        assertEquals(0x8000_0000_8000_0000L, s.vsr[0]);
        assertEquals(0, s.vscr);
        run("xvi16ger2s", 0, 40, 40);
        assertEquals(0x7FFF_FFFF_7FFF_FFFFL, s.vsr[7]);
        assertEquals(1, s.vscr, "VSCR[SAT]");
        run("xvi16ger2pp", 0, 40, 40);
        assertEquals(0xFFFF_FFFF_FFFF_FFFFL, s.vsr[3]);
    }

    /** Bytes of XA are signed, those of XB are not. */
    @Test
    void bytesOfTheSecondSourceAreUnsigned() {
        fill(40, -1);
        run("xvi8ger4", 0, 40, 40);
        assertEquals(-255 * 4, (int) s.vsr[0]);
        run("xvi4ger8", 0, 40, 40);
        assertEquals(8, (int) s.vsr[0]);
    }

    @Test
    void masksChooseRowsColumnsAndProducts() {
        scatter();
        fill(40, 0x0001_0002_0001_0002L);
        int word = Words.row("xvi16ger2").encode(Map.of(Field.AT, 0, Field.XA, 40, Field.XB, 40));
        assertEquals(Outcome.BUDGET_SPENT, runMasked(0b01_000000_1010_0001, word));
        assertArrayEquals(new long[] {0, 4, 0, 0, 0, 4, 0, 0}, accumulator(0));
        assertEquals(TestProcessor.CODE + 8, s.nia);
        runMasked(0b10_111111_0001_1000, word);
        assertArrayEquals(new long[] {0, 0, 0, 0, 0, 0, 1L << 32, 0}, accumulator(0));
    }

    @Test
    void maskedElementsRaiseNothing() {
        fill(40, 0x7F80_0001_7F80_0001L);
        int word = Words.row("xvf32ger").encode(Map.of(Field.AT, 0, Field.XA, 40, Field.XB, 40));
        assertEquals(Outcome.BUDGET_SPENT, runMasked(0x00F0, word));
        assertEquals(0, s.fpscr);
        assertArrayEquals(new long[8], accumulator(0));
        assertEquals(Outcome.BUDGET_SPENT, runMasked(0x0011, word));
        assertEquals(0x7FC0_0001L, s.vsr[7]);
        assertEquals((FpscrBits.FX | FpscrBits.VX | FpscrBits.VXSNAN) & 0xFFFF_FFFFL, s.fpscr);
    }

    @Test
    void anEnabledExceptionIsDeliveredAfterAllIsWritten() {
        fill(40, 0x7F80_0001_3F80_0000L);
        fill(41, ONES);
        s.fpscr = FpscrBits.VE | FpscrBits.FI | 0x4000;
        processor.setMsr(TestProcessor.MSR | MsrBits.FE0 | MsrBits.FE1);
        assertEquals(Outcome.INTERRUPTED, run("xvf32ger", 0, 40, 41));
        assertEquals(0x10_0000L, processor.get(Spr.SRR1) & 0x783F_0000L);
        assertEquals(TestProcessor.CODE, processor.get(Spr.SRR0));
        assertEquals(0x7FC0_0001_7FC0_0001L, s.vsr[0]);
        assertEquals(ONES, s.vsr[2]);
        long raised = FpscrBits.FX | FpscrBits.FEX | FpscrBits.VX | FpscrBits.VXSNAN;
        assertEquals(raised & 0xFFFF_FFFFL | FpscrBits.VE | FpscrBits.FI | 0x4000, s.fpscr);
    }

    @Test
    void enabledOverflowAndUnderflowWrapNoExponents() {
        fill(40, 0x7E80_0000_7E80_0000L);
        fill(41, 0x1F80_0000_1F80_0000L);
        s.fpscr = FpscrBits.OE | FpscrBits.UE;
        run("xvf32ger", 0, 40, 40);
        assertEquals(0x7F80_0000_7F80_0000L, s.vsr[0]);
        assertEquals(FpscrBits.OX | FpscrBits.XX, (int) s.fpscr & FpscrBits.STICKY);
        s.fpscr = FpscrBits.OE | FpscrBits.UE;
        run("xvf32ger", 0, 41, 41);
        assertEquals(0x0020_0000_0020_0000L, s.vsr[0]);
        fill(41, 0x1F80_0001_1F80_0001L);
        run("xvf32ger", 0, 41, 41);
        assertEquals(FpscrBits.UX | FpscrBits.XX, (int) s.fpscr & FpscrBits.STICKY);
    }

    /** The product is rounded, then negated: what rounds up is the positive number. */
    @Test
    void negativeProductsAreRoundedBeforeTheyAreNegated() {
        fill(40, 0x3F80_0001_3F80_0001L);
        s.fpscr = FloatUnit.UP;
        run("xvf32gernn", 0, 40, 40);
        assertEquals(0xBF80_0003L, s.vsr[0] & 0xFFFF_FFFFL);
    }

    @Test
    void areDisassembledWithTheirMasks() {
        Disassembler disassembler = new Disassembler();
        assertEquals("xvf64ger 2,34,36", disassembler.text(0xED02_21DE, 0));
        assertEquals("xxmfacc 3", disassembler.text(0x7D80_0162, 0));
        assertEquals("pmxvi4ger8 2,3,36,15,0,255", disassembler.prefixedText(0x0790_FFF0, 0xED03_211A));
        assertEquals("pmxvi8ger4 2,3,36,0,5,15", disassembler.prefixedText(0x0790_F005, 0xED03_201A));
        assertEquals("pmxvbf16ger2 2,3,36,0,0,3", disassembler.prefixedText(0x0790_C000, 0xED03_219A));
        assertEquals("pmxvf32ger 2,3,36,0,15", disassembler.prefixedText(0x0790_000F, 0xED03_20DA));
        assertEquals("pmxvf64ger 2,4,36,15,3", disassembler.prefixedText(0x0790_00FC, 0xED04_21DA));
    }

    @Test
    void everyUpdateHasAMaskedForm() {
        List<String> masked = MatrixMultiplyAssist.prefixedRows().stream()
                .map(InstructionRow::mnemonic)
                .toList();
        for (InstructionRow row : InstructionRows.all(MatrixMultiplyAssist::rows)) {
            assertEquals(row.mnemonic().contains("ger"), masked.contains("pm" + row.mnemonic()), row.mnemonic());
        }
        assertEquals(29, masked.size());
    }
}
