package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE_SIGNIFICAND;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.isChosen;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.isSummed;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.setWord;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.word;

import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;

/**
 * Floating-point updates of accumulators. Each element is rounded as if no exception were enabled, and written; an
 * enabled exception is delivered afterwards. FPRF, FR and FI stay. Masked elements become 0 and raise nothing.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.4: xvbf16ger2, xvf16ger2, xvf32ger, xvf64ger"
 */
final class MatrixFloats {
    private static final int HALFWORD_BITS = 16;

    /** The signs that products and the accumulator have in the sum: P is positive, N negative. */
    enum Accumulation {
        /** The product alone. */
        NONE(false, false),
        PP(false, false),
        PN(false, true),
        NP(true, false),
        NN(true, true);

        private final boolean negativeProduct;
        private final boolean negativeAccumulator;

        Accumulation(boolean negativeProduct, boolean negativeAccumulator) {
            this.negativeProduct = negativeProduct;
            this.negativeAccumulator = negativeAccumulator;
        }
    }

    private MatrixFloats() {}

    /** Words of XA times words of XB: one product, added and rounded once. */
    static int singles(Vcpu v, Insn i, Accumulation accumulation) {
        long[] r = v.s.vsr;
        v.floats.begin();
        for (int row = 0; row < 4; row++) {
            long x = SingleFormat.toDouble(word(r, xa(i), row));
            int slot = i.aux + 2 * row;
            for (int column = 0; column < 4; column++) {
                long result = 0;
                if (isChosen(i, row, column)) {
                    long y = SingleFormat.toDouble(word(r, xb(i), column));
                    result = fused(v, SINGLE, x, y, SingleFormat.toDouble(word(r, slot, column)), accumulation);
                }
                setWord(r, slot, column, SingleFormat.toSingle(result));
            }
        }
        return FloatResult.accumulated(v);
    }

    /** The four doublewords of the pair XA times the two of XB, likewise. */
    static int doubles(Vcpu v, Insn i, Accumulation accumulation) {
        long[] r = v.s.vsr;
        v.floats.begin();
        for (int row = 0; row < 4; row++) {
            long x = r[xa(i) + row];
            for (int column = 0; column < 2; column++) {
                int place = i.aux + 2 * row + column;
                r[place] =
                        isChosen(i, row, column) ? fused(v, DOUBLE, x, r[xb(i) + column], r[place], accumulation) : 0;
            }
        }
        return FloatResult.accumulated(v);
    }

    private static long fused(Vcpu v, FloatFormat format, long x, long y, long accumulator, Accumulation accumulation) {
        long fpscr = untrapped(v);
        if (accumulation == Accumulation.NONE) {
            return v.floats.multiply(format, x, y, fpscr);
        }
        boolean minus = accumulation.negativeProduct != accumulation.negativeAccumulator;
        long result = v.floats.multiplyAdd(format, x, y, accumulator, fpscr, minus);
        return accumulation.negativeProduct ? FloatOperations.negated(result) : result;
    }

    /** Pairs of half-precision numbers. */
    static int halves(Vcpu v, Insn i, Accumulation accumulation) {
        return pairs(v, i, accumulation, false);
    }

    /** Pairs of bfloat16 numbers. */
    static int bfloats(Vcpu v, Insn i, Accumulation accumulation) {
        return pairs(v, i, accumulation, true);
    }

    private static int pairs(Vcpu v, Insn i, Accumulation accumulation, boolean bfloat) {
        long[] r = v.s.vsr;
        v.floats.begin();
        for (int row = 0; row < 4; row++) {
            int a = word(r, xa(i), row);
            int slot = i.aux + 2 * row;
            for (int column = 0; column < 4; column++) {
                long result = 0;
                if (isChosen(i, row, column)) {
                    long sum = sumOfProducts(v, i, a, word(r, xb(i), column), bfloat);
                    result = added(v, sum, SingleFormat.toDouble(word(r, slot, column)), accumulation);
                }
                setWord(r, slot, column, SingleFormat.toSingle(result));
            }
        }
        return FloatResult.accumulated(v);
    }

    /**
     * The sum of two products, whose significand is rounded to that of a single; its exponent may be any. (Sums of
     * half-precision products lie within the range of single.)
     */
    private static long sumOfProducts(Vcpu v, Insn i, int a, int b, boolean bfloat) {
        long fpscr = untrapped(v);
        long first = 0;
        if (isSummed(i, 0)) {
            first = v.floats.multiply(
                    DOUBLE, wide(v, a >>> HALFWORD_BITS, bfloat), wide(v, b >>> HALFWORD_BITS, bfloat), fpscr);
        }
        long x = isSummed(i, 1) ? wide(v, a, bfloat) : 0;
        long y = isSummed(i, 1) ? wide(v, b, bfloat) : 0;
        return v.floats.multiplyAdd(SINGLE_SIGNIFICAND, x, y, first, fpscr, false);
    }

    /** The low half of {@code bits} in double format. */
    private static long wide(Vcpu v, int bits, boolean bfloat) {
        return bfloat
                ? SingleFormat.toDouble(bits << HALFWORD_BITS)
                : v.floats.unit.a.setHalf(bits & 0xFFFF).toDouble();
    }

    private static long added(Vcpu v, long sum, long accumulator, Accumulation accumulation) {
        long fpscr = untrapped(v);
        if (accumulation == Accumulation.NONE) {
            return v.floats.roundToSingle(sum, fpscr);
        }
        long product = accumulation.negativeProduct ? FloatOperations.negated(sum) : sum;
        return v.floats.add(SINGLE, product, accumulator, fpscr, accumulation.negativeAccumulator);
    }

    /** FPSCR with no exception enabled. */
    private static long untrapped(Vcpu v) {
        return v.s.fpscr & ~FpscrBits.ENABLES;
    }
}
