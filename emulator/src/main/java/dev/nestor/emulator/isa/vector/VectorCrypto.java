package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.element;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;

import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector AES, SHA-2, polynomial multiply-sum, and permute and exclusive-or.
 *
 * @see "Power ISA 3.1, Book I, section 6.11; FIPS 197 and 180-4"
 */
public final class VectorCrypto {
    private static final String VRT_VRA_ST_SIX = "VRT,VRA,ST,SIX";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";

    private VectorCrypto() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("vcipher", "000100 VRT VRA VRB 10100001000", VRT_VRA_VRB, "I 6.11.1")) {
            vector(rows, VectorCrypto::vcipher);
        }
        if (rows.at("vcipherlast", "000100 VRT VRA VRB 10100001001", VRT_VRA_VRB, "I 6.11.1")) {
            vector(rows, VectorCrypto::vcipherlast);
        }
        if (rows.at("vncipher", "000100 VRT VRA VRB 10101001000", VRT_VRA_VRB, "I 6.11.1")) {
            vector(rows, VectorCrypto::vncipher);
        }
        if (rows.at("vncipherlast", "000100 VRT VRA VRB 10101001001", VRT_VRA_VRB, "I 6.11.1")) {
            vector(rows, VectorCrypto::vncipherlast);
        }
        if (rows.at("vsbox", "000100 VRT VRA ///// 10111001000", "VRT,VRA", "I 6.11.1")) {
            vector(rows, (v, i) -> set(v, i, substituted(v.s.vsr[vr(i.ra)]), substituted(v.s.vsr[vr(i.ra) + 1])));
        }
        if (rows.at("vshasigmaw", "000100 VRT VRA ST SIX 11010000010", VRT_VRA_ST_SIX, "I 6.11.2")) {
            vector(rows, VectorCrypto::vshasigmaw);
        }
        if (rows.at("vshasigmad", "000100 VRT VRA ST SIX 11011000010", VRT_VRA_ST_SIX, "I 6.11.2")) {
            vector(rows, VectorCrypto::vshasigmad);
        }
        if (rows.at("vpmsumb", "000100 VRT VRA VRB 10000001000", VRT_VRA_VRB, "I 6.11.3")) {
            vector(rows, (v, i) -> set(v, i, productSums(v, i, 0, 8), productSums(v, i, 1, 8)));
        }
        if (rows.at("vpmsumh", "000100 VRT VRA VRB 10001001000", VRT_VRA_VRB, "I 6.11.3")) {
            vector(rows, (v, i) -> set(v, i, productSums(v, i, 0, 16), productSums(v, i, 1, 16)));
        }
        if (rows.at("vpmsumw", "000100 VRT VRA VRB 10010001000", VRT_VRA_VRB, "I 6.11.3")) {
            vector(rows, (v, i) -> set(v, i, productSums(v, i, 0, 32), productSums(v, i, 1, 32)));
        }
        if (rows.at("vpmsumd", "000100 VRT VRA VRB 10011001000", VRT_VRA_VRB, "I 6.11.3")) {
            vector(rows, VectorCrypto::vpmsumd);
        }
        if (rows.at("vpermxor", "000100 VRT VRA VRB VRC 101101", "VRT,VRA,VRB,VRC", "I 6.11.4")) {
            vector(rows, (v, i) -> set(v, i, permutedXor(v, i, 0), permutedXor(v, i, 8)));
        }
    }

    /** The polynomial of AES without its highest term. */
    private static final int AES_POLYNOMIAL = 0x1B;

    private static final int[] SBOX = sbox();
    private static final int[] INVERSE_SBOX = inverse(SBOX);

    private static int[] sbox() {
        int[] box = new int[256];
        for (int value = 0; value < 256; value++) {
            int inverse = value;
            // The inverse in the field is the power 254.
            for (int k = 0; k < 6; k++) {
                inverse = times(times(inverse, inverse), value);
            }
            inverse = times(inverse, inverse);
            int result = inverse;
            for (int k = 1; k <= 4; k++) {
                result ^= inverse << k | inverse >>> 8 - k;
            }
            box[value] = (result ^ 0x63) & 0xFF;
        }
        return box;
    }

    private static int[] inverse(int[] box) {
        int[] result = new int[256];
        for (int value = 0; value < 256; value++) {
            result[box[value]] = value;
        }
        return result;
    }

    /** The product in the field of AES. */
    private static int times(int a, int b) {
        int product = 0;
        int factor = a;
        for (int rest = b; rest != 0; rest >>>= 1) {
            product ^= (rest & 1) != 0 ? factor : 0;
            factor = (factor << 1 ^ (factor >>> 7) * AES_POLYNOMIAL) & 0xFF;
        }
        return product;
    }

    private static long substituted(long bytes) {
        long result = 0;
        for (int shift = 56; shift >= 0; shift -= 8) {
            result = result << 8 | SBOX[(int) (bytes >>> shift) & 0xFF];
        }
        return result;
    }

    /** Two columns, from {@code column}, of the state in VRA with rows shifted by {@code direction} and substituted. */
    private static long shiftedRows(Vcpu v, Insn i, int column, int direction, int[] box) {
        long result = 0;
        for (int k = 4 * column; k < 4 * column + 8; k++) {
            int from = (k >>> 2) + direction * (k & 3) & 3;
            result = result << 8 | box[(int) element(v.s.vsr, vr(i.ra), 8, 4 * from + (k & 3))];
        }
        return result;
    }

    /** Every column of a doubleword multiplied by the matrix whose first row is given. */
    private static long mixedColumns(long columns, int m0, int m1, int m2, int m3) {
        long result = 0;
        for (int first = 0; first < 8; first += 4) {
            for (int row = 0; row < 4; row++) {
                int mixed = times(at(columns, first + row), m0)
                        ^ times(at(columns, first + (row + 1 & 3)), m1)
                        ^ times(at(columns, first + (row + 2 & 3)), m2)
                        ^ times(at(columns, first + (row + 3 & 3)), m3);
                result = result << 8 | mixed;
            }
        }
        return result;
    }

    private static int at(long bytes, int index) {
        return (int) (bytes >>> 56 - 8 * index) & 0xFF;
    }

    private static int vcipher(Vcpu v, Insn i) {
        long high = mixedColumns(shiftedRows(v, i, 0, 1, SBOX), 2, 3, 1, 1) ^ v.s.vsr[vr(i.rb)];
        return set(v, i, high, mixedColumns(shiftedRows(v, i, 2, 1, SBOX), 2, 3, 1, 1) ^ v.s.vsr[vr(i.rb) + 1]);
    }

    private static int vcipherlast(Vcpu v, Insn i) {
        long high = shiftedRows(v, i, 0, 1, SBOX) ^ v.s.vsr[vr(i.rb)];
        return set(v, i, high, shiftedRows(v, i, 2, 1, SBOX) ^ v.s.vsr[vr(i.rb) + 1]);
    }

    private static int vncipher(Vcpu v, Insn i) {
        long high = shiftedRows(v, i, 0, -1, INVERSE_SBOX) ^ v.s.vsr[vr(i.rb)];
        long low = shiftedRows(v, i, 2, -1, INVERSE_SBOX) ^ v.s.vsr[vr(i.rb) + 1];
        return set(v, i, mixedColumns(high, 14, 11, 13, 9), mixedColumns(low, 14, 11, 13, 9));
    }

    private static int vncipherlast(Vcpu v, Insn i) {
        long high = shiftedRows(v, i, 0, -1, INVERSE_SBOX) ^ v.s.vsr[vr(i.rb)];
        return set(v, i, high, shiftedRows(v, i, 2, -1, INVERSE_SBOX) ^ v.s.vsr[vr(i.rb) + 1]);
    }

    /** Bit k of SIX, from the left, chooses the function of word k. */
    private static int vshasigmaw(Vcpu v, Insn i) {
        boolean upper = Field.ST.get(i.word) != 0;
        int choices = Field.SIX.get(i.word);
        long[] r = v.s.vsr;
        long high = wordSigmas(r[vr(i.ra)], upper, choices >>> 2);
        return set(v, i, high, wordSigmas(r[vr(i.ra) + 1], upper, choices));
    }

    private static long wordSigmas(long words, boolean upper, int choices) {
        int left = wordSigma((int) (words >>> 32), upper, (choices & 2) != 0);
        return (long) left << 32 | wordSigma((int) words, upper, (choices & 1) != 0) & 0xFFFF_FFFFL;
    }

    private static int wordSigma(int x, boolean upper, boolean second) {
        if (upper) {
            return second ? rotations(x, 6, 11, 25) : rotations(x, 2, 13, 22);
        }
        return second
                ? Integer.rotateRight(x, 17) ^ Integer.rotateRight(x, 19) ^ x >>> 10
                : Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
    }

    private static int rotations(int x, int a, int b, int c) {
        return Integer.rotateRight(x, a) ^ Integer.rotateRight(x, b) ^ Integer.rotateRight(x, c);
    }

    /** Bits 0 and 2 of SIX choose. */
    private static int vshasigmad(Vcpu v, Insn i) {
        boolean upper = Field.ST.get(i.word) != 0;
        int choices = Field.SIX.get(i.word);
        long high = doublewordSigma(v.s.vsr[vr(i.ra)], upper, (choices & 8) != 0);
        return set(v, i, high, doublewordSigma(v.s.vsr[vr(i.ra) + 1], upper, (choices & 2) != 0));
    }

    private static long doublewordSigma(long x, boolean upper, boolean second) {
        if (upper) {
            return second ? rotations(x, 14, 18, 41) : rotations(x, 28, 34, 39);
        }
        return second
                ? Long.rotateRight(x, 19) ^ Long.rotateRight(x, 61) ^ x >>> 6
                : Long.rotateRight(x, 1) ^ Long.rotateRight(x, 8) ^ x >>> 7;
    }

    private static long rotations(long x, int a, int b, int c) {
        return Long.rotateRight(x, a) ^ Long.rotateRight(x, b) ^ Long.rotateRight(x, c);
    }

    /** The product of polynomials of up to 32 bits. */
    private static long polynomialProduct(long a, long b) {
        long product = 0;
        for (long rest = b; rest != 0; rest &= rest - 1) {
            product ^= a << Long.numberOfTrailingZeros(rest);
        }
        return product;
    }

    /** In doubleword {@code which}: for each pair of elements the sum of their products. */
    private static long productSums(Vcpu v, Insn i, int which, int bits) {
        long a = v.s.vsr[vr(i.ra) + which];
        long b = v.s.vsr[vr(i.rb) + which];
        long mask = (1L << bits) - 1;
        long result = 0;
        for (int shift = 0; shift < 64; shift += 2 * bits) {
            long even = polynomialProduct(a >>> shift + bits & mask, b >>> shift + bits & mask);
            result |= (even ^ polynomialProduct(a >>> shift & mask, b >>> shift & mask)) << shift;
        }
        return result;
    }

    private static int vpmsumd(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        long high = productHigh(r[vr(i.ra)], r[vr(i.rb)]) ^ productHigh(r[vr(i.ra) + 1], r[vr(i.rb) + 1]);
        long low = polynomialProduct(r[vr(i.ra)], r[vr(i.rb)]) ^ polynomialProduct(r[vr(i.ra) + 1], r[vr(i.rb) + 1]);
        return set(v, i, high, low);
    }

    /** The high doubleword of a product of polynomials of 64 bits. */
    private static long productHigh(long a, long b) {
        long product = 0;
        for (long rest = b & -2L; rest != 0; rest &= rest - 1) {
            product ^= a >>> 64 - Long.numberOfTrailingZeros(rest);
        }
        return product;
    }

    private static long permutedXor(Vcpu v, Insn i, int first) {
        long result = 0;
        for (int k = first; k < first + 8; k++) {
            int control = (int) element(v.s.vsr, vr(i.rc), 8, k);
            long a = element(v.s.vsr, vr(i.ra), 8, control >>> 4);
            result = result << 8 | a ^ element(v.s.vsr, vr(i.rb), 8, control & 15);
        }
        return result;
    }
}
