package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;

import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.vector.MatrixFloats.Accumulation;
import java.util.ArrayList;
import java.util.List;

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

    private MatrixMultiplyAssist() {}

    /** Declares the rows of one word. */
    public static void rows(InstructionRows rows) {
        moves(rows);
        rank8(rows);
        rank4(rows);
        rank2(rows);
        rank1(rows);
        doubles(rows);
    }

    private static void moves(InstructionRows rows) {
        if (rows.at("xxmfacc", "011111 AT // 00000 ///// 0010110001 /", "AT", SECTION)) {
            vsx(rows, (v, i) -> Outcome.NEXT);
        }
        if (rows.at("xxmtacc", "011111 AT // 00001 ///// 0010110001 /", "AT", SECTION)) {
            vsx(rows, (v, i) -> Outcome.NEXT);
        }
        if (rows.at("xxsetaccz", "011111 AT // 00011 ///// 0010110001 /", "AT", SECTION)) {
            vsx(rows, MatrixMultiplyAssist::clear).prepared(MatrixMultiplyAssist::number);
        }
    }

    private static void rank8(InstructionRows rows) {
        if (isUpdate(rows, "xvi4ger8", "00100011")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 4, false, false));
        }
        if (isUpdate(rows, "xvi4ger8pp", "00100010")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 4, true, false));
        }
    }

    private static void rank4(InstructionRows rows) {
        if (isUpdate(rows, "xvi8ger4", "00000011")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 8, false, false));
        }
        if (isUpdate(rows, "xvi8ger4pp", "00000010")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 8, true, false));
        }
        if (isUpdate(rows, "xvi8ger4spp", "01100011")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 8, true, true));
        }
    }

    private static void rank2(InstructionRows rows) {
        if (isUpdate(rows, "xvi16ger2", "01001011")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 16, false, false));
        }
        if (isUpdate(rows, "xvi16ger2pp", "01101011")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 16, true, false));
        }
        if (isUpdate(rows, "xvi16ger2s", "00101011")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 16, false, true));
        }
        if (isUpdate(rows, "xvi16ger2spp", "00101010")) {
            update(rows, (v, i) -> MatrixIntegers.update(v, i, 16, true, true));
        }
        if (isUpdate(rows, "xvf16ger2", "00010011")) {
            update(rows, (v, i) -> MatrixFloats.halves(v, i, Accumulation.NONE));
        }
        if (isUpdate(rows, "xvf16ger2pp", "00010010")) {
            update(rows, (v, i) -> MatrixFloats.halves(v, i, Accumulation.PP));
        }
        if (isUpdate(rows, "xvf16ger2pn", "10010010")) {
            update(rows, (v, i) -> MatrixFloats.halves(v, i, Accumulation.PN));
        }
        if (isUpdate(rows, "xvf16ger2np", "01010010")) {
            update(rows, (v, i) -> MatrixFloats.halves(v, i, Accumulation.NP));
        }
        if (isUpdate(rows, "xvf16ger2nn", "11010010")) {
            update(rows, (v, i) -> MatrixFloats.halves(v, i, Accumulation.NN));
        }
        if (isUpdate(rows, "xvbf16ger2", "00110011")) {
            update(rows, (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.NONE));
        }
        if (isUpdate(rows, "xvbf16ger2pp", "00110010")) {
            update(rows, (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.PP));
        }
        if (isUpdate(rows, "xvbf16ger2pn", "10110010")) {
            update(rows, (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.PN));
        }
        if (isUpdate(rows, "xvbf16ger2np", "01110010")) {
            update(rows, (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.NP));
        }
        if (isUpdate(rows, "xvbf16ger2nn", "11110010")) {
            update(rows, (v, i) -> MatrixFloats.bfloats(v, i, Accumulation.NN));
        }
    }

    private static void rank1(InstructionRows rows) {
        if (isUpdate(rows, "xvf32ger", "00011011")) {
            update(rows, (v, i) -> MatrixFloats.singles(v, i, Accumulation.NONE));
        }
        if (isUpdate(rows, "xvf32gerpp", "00011010")) {
            update(rows, (v, i) -> MatrixFloats.singles(v, i, Accumulation.PP));
        }
        if (isUpdate(rows, "xvf32gerpn", "10011010")) {
            update(rows, (v, i) -> MatrixFloats.singles(v, i, Accumulation.PN));
        }
        if (isUpdate(rows, "xvf32gernp", "01011010")) {
            update(rows, (v, i) -> MatrixFloats.singles(v, i, Accumulation.NP));
        }
        if (isUpdate(rows, "xvf32gernn", "11011010")) {
            update(rows, (v, i) -> MatrixFloats.singles(v, i, Accumulation.NN));
        }
    }

    private static void doubles(InstructionRows rows) {
        if (isPairUpdate(rows, "xvf64ger", "00111011")) {
            pairUpdate(rows, (v, i) -> MatrixFloats.doubles(v, i, Accumulation.NONE));
        }
        if (isPairUpdate(rows, "xvf64gerpp", "00111010")) {
            pairUpdate(rows, (v, i) -> MatrixFloats.doubles(v, i, Accumulation.PP));
        }
        if (isPairUpdate(rows, "xvf64gerpn", "10111010")) {
            pairUpdate(rows, (v, i) -> MatrixFloats.doubles(v, i, Accumulation.PN));
        }
        if (isPairUpdate(rows, "xvf64gernp", "01111010")) {
            pairUpdate(rows, (v, i) -> MatrixFloats.doubles(v, i, Accumulation.NP));
        }
        if (isPairUpdate(rows, "xvf64gernn", "11111010")) {
            pairUpdate(rows, (v, i) -> MatrixFloats.doubles(v, i, Accumulation.NN));
        }
    }

    private static boolean isUpdate(InstructionRows rows, String mnemonic, String opcode) {
        return rows.at(mnemonic, "111011 AT // XA XB " + opcode + " XA XB /", "AT,XA,XB", SECTION);
    }

    private static void update(InstructionRows rows, Semantics semantics) {
        vsx(rows, semantics).prepared(MatrixMultiplyAssist::prepare);
    }

    private static boolean isPairUpdate(InstructionRows rows, String mnemonic, String opcode) {
        return rows.at(mnemonic, "111011 AT // XAp XB " + opcode + " XAp XB /", "AT,XAp,XB", SECTION);
    }

    private static void pairUpdate(InstructionRows rows, Semantics semantics) {
        vsx(rows, semantics).prepared(MatrixMultiplyAssist::preparePair);
    }

    /** Makes the masked rows, whose prefix has the masks. */
    public static List<InstructionRow> prefixedRows() {
        List<InstructionRow> rows = new ArrayList<>();
        mask(rows, MatrixMultiplyAssist::rank8, "PMSK XMSK YMSK", ",XMSK,YMSK,PMSK");
        mask(rows, MatrixMultiplyAssist::rank4, "PMSK4 //// XMSK YMSK", ",XMSK,YMSK,PMSK4");
        mask(rows, MatrixMultiplyAssist::rank2, "PMSK2 ////// XMSK YMSK", ",XMSK,YMSK,PMSK2");
        mask(rows, MatrixMultiplyAssist::rank1, "//////// XMSK YMSK", ",XMSK,YMSK");
        mask(rows, MatrixMultiplyAssist::doubles, "//////// XMSK YMSK2 //", ",XMSK,YMSK2");
        return List.copyOf(rows);
    }

    private static void mask(List<InstructionRow> rows, InstructionRows.Group rank, String masks, String operands) {
        for (InstructionRow row : InstructionRows.all(rank)) {
            rows.add(row.lengthened(
                    "pm" + row.mnemonic(), row.pattern().text(), row.operands() + operands, MASKED + masks));
        }
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
