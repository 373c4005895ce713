package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.isChosen;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.isSummed;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.setWord;
import static dev.nestor.emulator.isa.vector.MatrixMultiplyAssist.word;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Integer updates of accumulators: each word becomes the sum of the products of the elements of a word of XA with those
 * of a word of XB, or that is added to it; words that are masked become 0.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.4: xvi4ger8, xvi8ger4, xvi16ger2"
 */
final class MatrixIntegers {
    private static final int WORD_BITS = 32;

    private MatrixIntegers() {}

    /**
     * The update with elements of {@code bits} bits. They are signed, but for bytes of XB.
     *
     * @param accumulates whether sums are added to what the accumulator has
     * @param saturates whether sums beyond a signed word are cut to it and noted in VSCR[SAT]; else they wrap
     */
    static int update(Vcpu v, Insn i, int bits, boolean accumulates, boolean saturates) {
        long[] r = v.s.vsr;
        for (int row = 0; row < 4; row++) {
            int a = word(r, xa(i), row);
            int slot = i.aux + 2 * row;
            for (int column = 0; column < 4; column++) {
                long sum = 0;
                if (isChosen(i, row, column)) {
                    sum = sumOfProducts(i, bits, a, word(r, xb(i), column)) + (accumulates ? word(r, slot, column) : 0);
                }
                if (saturates && sum != (int) sum) {
                    sum = sum < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
                    v.s.vscr |= VectorLanes.SATURATED;
                }
                setWord(r, slot, column, (int) sum);
            }
        }
        return Outcome.NEXT;
    }

    private static long sumOfProducts(Insn i, int bits, int a, int b) {
        int unused = WORD_BITS - bits;
        long sum = 0;
        for (int index = 0; index * bits < WORD_BITS; index++) {
            if (isSummed(i, index)) {
                int y = b << index * bits;
                long factor = bits == 8 ? y >>> unused : y >> unused;
                sum += (a << index * bits >> unused) * factor;
            }
        }
        return sum;
    }
}
