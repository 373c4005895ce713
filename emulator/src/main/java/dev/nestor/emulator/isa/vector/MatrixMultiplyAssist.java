package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;

import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.vector.MatrixFloats.Accumulation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The matrix-multiply assist: outer products that are put into, or added to, one of eight accumulators of 4 x 4 words
 * or 4 x 2 doublewords. Accumulator n is VSRs 4n to 4n+3, row by row, so moves to and from it do nothing. A masked row
 * (pm...) is the same row with masks in its prefix; without a prefix all mask bits are 1.
 *
 * <p>A source among the VSRs of the target is an invalid form, and so is a pair of sources that begins odd.
 *
 * @see "Power ISA 3.1, Book I, section 7.2.1.3: accumulators, which contain what their VSRs contain; section 7.6.4"
 */
// tidy: table, every rank of every format in each sign
public final class MatrixMultiplyAssist {
    /** Doublewords of an accumulator, and of the VSRs that it lies over. */
    private static final int ACCUMULATOR_DOUBLEWORDS = 8;

    private static final int ALL_MASKS = 0xFFFF;
    private static final String SECTION = "I 7.6.4";
    /** A prefix of a masked operation, up to the masks. */
    private static final String MASKED = "000001 11 1001 //// ";

    private static final List<InstructionRow> MOVES = List.of(
            vsx("xxmfacc", "011111 AT // 00000 ///// 0010110001 /", "AT", SECTION, (v, i) -> Outcome.NEXT),
            vsx("xxmtacc", "011111 AT // 00001 ///// 0010110001 /", "AT", SECTION, (v, i) -> Outcome.NEXT),
            vsx("xxsetaccz", "011111 AT // 00011 ///// 0010110001 /", "AT", SECTION, MatrixMultiplyAssist::clear)
                    .prepared(MatrixMultiplyAssist::number));

    private static final List<InstructionRow> RANK_8 = List.of(
            update("xvi4ger8", "00100011", (v, i) -> MatrixIntegers.update(v, i, 4, false, false)),
            update("xvi4ger8pp", "00100010", (v, i) -> MatrixIntegers.update(v, i, 4, true, false)));

    private static final List<InstructionRow> RANK_4 = List.of(
            update("xvi8ger4", "00000011", (v, i) -> MatrixIntegers.update(v, i, 8, false, false)),
            update("xvi8ger4pp", "00000010", (v, i) -> MatrixIntegers.update(v, i, 8, true, false)),
            update("xvi8ger4spp", "01100011", (v, i) -> MatrixIntegers.update(v, i, 8, true, true)));

    private static final List<InstructionRow> RANK_2 = List.of(
            update("xvi16ger2", "01001011", (v, i) -> MatrixIntegers.update(v, i, 16, false, false)),
            update("xvi16ger2pp", "01101011", (v, i) -> MatrixIntegers.update(v, i, 16, true, false)),
            update("xvi16ger2s", "00101011", (v, i) -> MatrixIntegers.update(v, i, 16, false, true)),
            update("xvi16ger2spp", "00101010", (v, i) -> MatrixIntegers.update(v, i, 16, true, true)),
            update("xvf16ger2", "00010011", (v, i) -> MatrixFloats.halves(v, i, Accumulation.NONE)),
            update("xvf16ger2pp", "00010010", (v, i) -> MatrixFloats.halves(v, i, Accumulation.PP)),
            update("xvf16ger2pn", "10010010", (v, i) -> MatrixFloats.halves(v, i, Accumulation.PN)),
            update("xvf16ger2np", "01010010", (v, i) -> MatrixFloats.halves(v, i, Accumulation.NP)),
            update("xvf16ger2nn", "11010010", (v, i) -> MatrixFloats.halves(v, i, Accumulation.NN)),
            update("xvbf16ger2", "00110011", (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.NONE)),
            update("xvbf16ger2pp", "00110010", (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.PP)),
            update("xvbf16ger2pn", "10110010", (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.PN)),
            update("xvbf16ger2np", "01110010", (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.NP)),
            update("xvbf16ger2nn", "11110010", (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.NN)));

    private static final List<InstructionRow> RANK_1 = List.of(
            update("xvf32ger", "00011011", (v, i) -> MatrixFloats.singles(v, i, Accumulation.NONE)),
            update("xvf32gerpp", "00011010", (v, i) -> MatrixFloats.singles(v, i, Accumulation.PP)),
            update("xvf32gerpn", "10011010", (v, i) -> MatrixFloats.singles(v, i, Accumulation.PN)),
            update("xvf32gernp", "01011010", (v, i) -> MatrixFloats.singles(v, i, Accumulation.NP)),
            update("xvf32gernn", "11011010", (v, i) -> MatrixFloats.singles(v, i, Accumulation.NN)));

    private static final List<InstructionRow> DOUBLES = List.of(
            pairUpdate("xvf64ger", "00111011", (v, i) -> MatrixFloats.doubles(v, i, Accumulation.NONE)),
            pairUpdate("xvf64gerpp", "00111010", (v, i) -> MatrixFloats.doubles(v, i, Accumulation.PP)),
            pairUpdate("xvf64gerpn", "10111010", (v, i) -> MatrixFloats.doubles(v, i, Accumulation.PN)),
            pairUpdate("xvf64gernp", "01111010", (v, i) -> MatrixFloats.doubles(v, i, Accumulation.NP)),
            pairUpdate("xvf64gernn", "11111010", (v, i) -> MatrixFloats.doubles(v, i, Accumulation.NN)));

    /** The rows of one word. */
    public static final List<InstructionRow> ROWS = Stream.of(MOVES, RANK_8, RANK_4, RANK_2, RANK_1, DOUBLES)
            .flatMap(List::stream)
            .toList();

    /** The masked rows, whose prefix has the masks. */
    public static final List<InstructionRow> PREFIXED_ROWS = masked();

    private MatrixMultiplyAssist() {}

    private static InstructionRow update(String mnemonic, String opcode, Semantics semantics) {
        return vsx(mnemonic, "111011 AT // XA XB " + opcode + " XA XB /", "AT,XA,XB", SECTION, semantics)
                .prepared(MatrixMultiplyAssist::prepare);
    }

    private static InstructionRow pairUpdate(String mnemonic, String opcode, Semantics semantics) {
        return vsx(mnemonic, "111011 AT // XAp XB " + opcode + " XAp XB /", "AT,XAp,XB", SECTION, semantics)
                .prepared(MatrixMultiplyAssist::preparePair);
    }

    private static List<InstructionRow> masked() {
        List<InstructionRow> rows = new ArrayList<>();
        RANK_8.forEach(row -> rows.add(masked(row, "PMSK XMSK YMSK", ",XMSK,YMSK,PMSK")));
        RANK_4.forEach(row -> rows.add(masked(row, "PMSK4 //// XMSK YMSK", ",XMSK,YMSK,PMSK4")));
        RANK_2.forEach(row -> rows.add(masked(row, "PMSK2 ////// XMSK YMSK", ",XMSK,YMSK,PMSK2")));
        RANK_1.forEach(row -> rows.add(masked(row, "//////// XMSK YMSK", ",XMSK,YMSK")));
        DOUBLES.forEach(row -> rows.add(masked(row, "//////// XMSK YMSK2 //", ",XMSK,YMSK2")));
        return List.copyOf(rows);
    }

    private static InstructionRow masked(InstructionRow row, String masks, String operands) {
        return row.lengthened("pm" + row.mnemonic(), row.pattern().text(), row.operands() + operands, MASKED + masks);
    }

    private static void number(Insn i) {
        i.aux = Field.AT.get(i.word) * ACCUMULATOR_DOUBLEWORDS;
    }

    private static void prepare(Insn i) {
        number(i);
        i.imm = ALL_MASKS;
        if (isWithin(i.aux, xa(i)) || isWithin(i.aux, xb(i))) {
            i.semantics = InstructionRow.INVALID_FORM;
        }
    }

    private static void preparePair(Insn i) {
        prepare(i);
        if ((Field.XAP.get(i.word) & 1) != 0) {
            i.semantics = InstructionRow.INVALID_FORM;
        }
    }

    private static boolean isWithin(int accumulator, int register) {
        return register >= accumulator && register < accumulator + ACCUMULATOR_DOUBLEWORDS;
    }

    /** Whether the masks of {@code i} let row {@code row} and column {@code column} be computed. */
    static boolean isChosen(Insn i, int row, int column) {
        return (i.imm >>> 7 - row & i.imm >>> 3 - column & 1) != 0;
    }

    /** Whether the masks of {@code i} let product {@code index} of a sum count. */
    static boolean isSummed(Insn i, int index) {
        return (i.imm >>> 15 - index & 1) != 0;
    }

    /** Word {@code index} of the register or pair at {@code slot}. */
    static int word(long[] registers, int slot, int index) {
        return (int) (registers[slot + (index >>> 1)] >>> (~index & 1) * 32);
    }

    /** Sets word {@code index} of the register at {@code slot}. */
    static void setWord(long[] registers, int slot, int index, int value) {
        int shift = (~index & 1) * 32;
        int place = slot + (index >>> 1);
        registers[place] = registers[place] & ~(0xFFFF_FFFFL << shift) | (value & 0xFFFF_FFFFL) << shift;
    }

    private static int clear(Vcpu v, Insn i) {
        for (int k = 0; k < ACCUMULATOR_DOUBLEWORDS; k++) {
            v.s.vsr[i.aux + k] = 0;
        }
        return Outcome.NEXT;
    }
}
