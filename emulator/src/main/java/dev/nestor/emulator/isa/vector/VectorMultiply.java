package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.element;
import static dev.nestor.emulator.isa.vector.VectorLanes.saturate;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;
import static dev.nestor.emulator.isa.vector.VectorLanes.signed;
import static dev.nestor.emulator.isa.vector.VectorLanes.signedElement;
import static dev.nestor.emulator.isa.vector.VectorLanes.unsigned;

import dev.nestor.emulator.binary.WideSignificand;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector integer multiplication, multiply-sum and sum across.
 *
 * @see "Power ISA 3.1, Book I, sections 6.9.1.3, 6.9.1.4 and 6.9.1.6"
 */
public final class VectorMultiply {
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRA_VRB_VRC = "VRT,VRA,VRB,VRC";
    private static final long INT_MIN = Integer.MIN_VALUE;
    private static final long INT_MAX = Integer.MAX_VALUE;
    private static final long UNSIGNED_MAX = 0xFFFF_FFFFL;

    private VectorMultiply() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vmuleub", "000100 VRT VRA VRB 01000001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 8, 0, false));
        }
        if (rows.at("vmuleuh", "000100 VRT VRA VRB 01001001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 16, 0, false));
        }
        if (rows.at("vmuleuw", "000100 VRT VRA VRB 01010001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 32, 0, false));
        }
        if (rows.at("vmuleud", "000100 VRT VRA VRB 01011001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> doubleProduct(v, i, 0, false));
        }
        if (rows.at("vmulesb", "000100 VRT VRA VRB 01100001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 8, 0, true));
        }
        if (rows.at("vmulesh", "000100 VRT VRA VRB 01101001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 16, 0, true));
        }
        if (rows.at("vmulesw", "000100 VRT VRA VRB 01110001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 32, 0, true));
        }
        if (rows.at("vmulesd", "000100 VRT VRA VRB 01111001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> doubleProduct(v, i, 0, true));
        }
        if (rows.at("vmuloub", "000100 VRT VRA VRB 00000001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 8, 1, false));
        }
        if (rows.at("vmulouh", "000100 VRT VRA VRB 00001001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 16, 1, false));
        }
        if (rows.at("vmulouw", "000100 VRT VRA VRB 00010001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 32, 1, false));
        }
        if (rows.at("vmuloud", "000100 VRT VRA VRB 00011001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> doubleProduct(v, i, 1, false));
        }
        if (rows.at("vmulosb", "000100 VRT VRA VRB 00100001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 8, 1, true));
        }
        if (rows.at("vmulosh", "000100 VRT VRA VRB 00101001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 16, 1, true));
        }
        if (rows.at("vmulosw", "000100 VRT VRA VRB 00110001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> products(v, i, 32, 1, true));
        }
        if (rows.at("vmulosd", "000100 VRT VRA VRB 00111001000", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, (v, i) -> doubleProduct(v, i, 1, true));
        }
        if (rows.at("vmuluwm", "000100 VRT VRA VRB 00010001001", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, unsigned(32, (a, b) -> a * b));
        }
        if (rows.at("vmulld", "000100 VRT VRA VRB 00111001001", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, unsigned(64, (a, b) -> a * b));
        }
        if (rows.at("vmulhsw", "000100 VRT VRA VRB 01110001001", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, signed(32, (a, b) -> a * b >>> 32));
        }
        if (rows.at("vmulhuw", "000100 VRT VRA VRB 01010001001", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, unsigned(32, (a, b) -> a * b >>> 32));
        }
        if (rows.at("vmulhsd", "000100 VRT VRA VRB 01111001001", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, signed(64, Math::multiplyHigh));
        }
        if (rows.at("vmulhud", "000100 VRT VRA VRB 01011001001", VRT_VRA_VRB, "I 6.9.1.3")) {
            vector(rows, unsigned(64, WideSignificand::multiplyHigh));
        }
        if (rows.at("vmhaddshs", "000100 VRT VRA VRB VRC 100000", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> multiplyHighAdd(v, i, 0));
        }
        if (rows.at("vmhraddshs", "000100 VRT VRA VRB VRC 100001", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> multiplyHighAdd(v, i, 0x4000));
        }
        if (rows.at("vmladduhm", "000100 VRT VRA VRB VRC 100010", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, VectorMultiply::vmladduhm);
        }
        if (rows.at("vmsumubm", "000100 VRT VRA VRB VRC 100100", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> sums(v, i, 8, false, false));
        }
        if (rows.at("vmsummbm", "000100 VRT VRA VRB VRC 100101", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> sums(v, i, 8, true, false));
        }
        if (rows.at("vmsumuhm", "000100 VRT VRA VRB VRC 100110", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> sums(v, i, 16, false, false));
        }
        if (rows.at("vmsumshm", "000100 VRT VRA VRB VRC 101000", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> sums(v, i, 16, true, true));
        }
        if (rows.at("vmsumuhs", "000100 VRT VRA VRB VRC 100111", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, VectorMultiply::vmsumuhs);
        }
        if (rows.at("vmsumshs", "000100 VRT VRA VRB VRC 101001", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, VectorMultiply::vmsumshs);
        }
        if (rows.at("vmsumudm", "000100 VRT VRA VRB VRC 100011", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> doubleSum(v, i, false));
        }
        if (rows.at("vmsumcud", "000100 VRT VRA VRB VRC 010111", VRT_VRA_VRB_VRC, "I 6.9.1.4")) {
            vector(rows, (v, i) -> doubleSum(v, i, true));
        }
        if (rows.at("vsumsws", "000100 VRT VRA VRB 11110001000", VRT_VRA_VRB, "I 6.9.1.6")) {
            vector(rows, VectorMultiply::vsumsws);
        }
        if (rows.at("vsum2sws", "000100 VRT VRA VRB 11010001000", VRT_VRA_VRB, "I 6.9.1.6")) {
            vector(rows, VectorMultiply::vsum2sws);
        }
        if (rows.at("vsum4sbs", "000100 VRT VRA VRB 11100001000", VRT_VRA_VRB, "I 6.9.1.6")) {
            vector(rows, (v, i) -> sumAcross(v, i, 8, true));
        }
        if (rows.at("vsum4shs", "000100 VRT VRA VRB 11001001000", VRT_VRA_VRB, "I 6.9.1.6")) {
            vector(rows, (v, i) -> sumAcross(v, i, 16, true));
        }
        if (rows.at("vsum4ubs", "000100 VRT VRA VRB 11000001000", VRT_VRA_VRB, "I 6.9.1.6")) {
            vector(rows, (v, i) -> sumAcross(v, i, 8, false));
        }
    }

    private static long pick(CpuState s, int slot, int bits, int index, boolean signed) {
        return signed ? signedElement(s.vsr, slot, bits, index) : element(s.vsr, slot, bits, index);
    }

    /** The products of the even (0) or odd (1) elements, each twice as wide. */
    private static int products(Vcpu v, Insn i, int bits, int odd, boolean signed) {
        long high = productsOf(v.s, i, bits, odd, signed);
        return set(v, i, high, productsOf(v.s, i, bits, odd + 64 / bits, signed));
    }

    private static long productsOf(CpuState s, Insn i, int bits, int first, boolean signed) {
        long result = 0;
        long mask = -1L >>> 64 - 2 * bits;
        for (int k = 0; k < 64 / bits; k += 2) {
            long product = pick(s, vr(i.ra), bits, first + k, signed) * pick(s, vr(i.rb), bits, first + k, signed);
            result = (bits == 32 ? 0 : result << 2 * bits) | product & mask;
        }
        return result;
    }

    private static int doubleProduct(Vcpu v, Insn i, int which, boolean signed) {
        long a = v.s.vsr[vr(i.ra) + which];
        long b = v.s.vsr[vr(i.rb) + which];
        return set(v, i, signed ? Math.multiplyHigh(a, b) : WideSignificand.multiplyHigh(a, b), a * b);
    }

    private static int multiplyHighAdd(Vcpu v, Insn i, long rounding) {
        CpuState s = v.s;
        long high = 0;
        long low = 0;
        for (int k = 0; k < 8; k++) {
            long product = signedElement(s.vsr, vr(i.ra), 16, k) * signedElement(s.vsr, vr(i.rb), 16, k) + rounding;
            long sum = (product >> 15) + signedElement(s.vsr, vr(i.rc), 16, k);
            long result = saturate(s, sum, Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFF;
            high = k < 4 ? high << 16 | result : high;
            low = low << 16 | result;
        }
        return set(v, i, high, low);
    }

    private static int vmladduhm(Vcpu v, Insn i) {
        CpuState s = v.s;
        long high = 0;
        long low = 0;
        for (int k = 0; k < 8; k++) {
            long product = element(s.vsr, vr(i.ra), 16, k) * element(s.vsr, vr(i.rb), 16, k);
            long result = product + element(s.vsr, vr(i.rc), 16, k) & 0xFFFF;
            high = k < 4 ? high << 16 | result : high;
            low = low << 16 | result;
        }
        return set(v, i, high, low);
    }

    /** The sum of the products within word {@code word}. */
    private static long sum(CpuState s, Insn i, int bits, int word, boolean signedA, boolean signedB) {
        long sum = 0;
        int count = 32 / bits;
        for (int k = word * count; k < (word + 1) * count; k++) {
            sum += pick(s, vr(i.ra), bits, k, signedA) * pick(s, vr(i.rb), bits, k, signedB);
        }
        return sum;
    }

    private static int sums(Vcpu v, Insn i, int bits, boolean signedA, boolean signedB) {
        CpuState s = v.s;
        int c = vr(i.rc);
        long w0 = sum(s, i, bits, 0, signedA, signedB) + element(s.vsr, c, 32, 0);
        long w1 = sum(s, i, bits, 1, signedA, signedB) + element(s.vsr, c, 32, 1);
        long w2 = sum(s, i, bits, 2, signedA, signedB) + element(s.vsr, c, 32, 2);
        long w3 = sum(s, i, bits, 3, signedA, signedB) + element(s.vsr, c, 32, 3);
        return set(v, i, w0 << 32 | w1 & UNSIGNED_MAX, w2 << 32 | w3 & UNSIGNED_MAX);
    }

    private static int vmsumuhs(Vcpu v, Insn i) {
        return set(v, i, sumsSaturated(v.s, i, 0, false), sumsSaturated(v.s, i, 2, false));
    }

    private static int vmsumshs(Vcpu v, Insn i) {
        return set(v, i, sumsSaturated(v.s, i, 0, true), sumsSaturated(v.s, i, 2, true));
    }

    private static long sumsSaturated(CpuState s, Insn i, int word, boolean signed) {
        long first = sum(s, i, 16, word, signed, signed) + pick(s, vr(i.rc), 32, word, signed);
        long second = sum(s, i, 16, word + 1, signed, signed) + pick(s, vr(i.rc), 32, word + 1, signed);
        long least = signed ? INT_MIN : 0;
        long most = signed ? INT_MAX : UNSIGNED_MAX;
        return saturate(s, first, least, most) << 32 | saturate(s, second, least, most) & UNSIGNED_MAX;
    }

    /** Both doubleword products and VRC added: the low quadword, or what is carried out of it. */
    private static int doubleSum(Vcpu v, Insn i, boolean carry) {
        long[] r = v.s.vsr;
        int a = vr(i.ra);
        int b = vr(i.rb);
        int c = vr(i.rc);
        long low = r[a] * r[b];
        long high = WideSignificand.multiplyHigh(r[a], r[b]);
        long lowOther = r[a + 1] * r[b + 1];
        long sumLow = low + lowOther;
        long carries = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long total = sumLow + r[c + 1];
        carries += Long.compareUnsigned(total, sumLow) < 0 ? 1 : 0;
        long out = 0;
        long sumHigh = high;
        long otherHigh = WideSignificand.multiplyHigh(r[a + 1], r[b + 1]);
        sumHigh += otherHigh;
        out += Long.compareUnsigned(sumHigh, otherHigh) < 0 ? 1 : 0;
        sumHigh += r[c];
        out += Long.compareUnsigned(sumHigh, r[c]) < 0 ? 1 : 0;
        sumHigh += carries;
        out += Long.compareUnsigned(sumHigh, carries) < 0 ? 1 : 0;
        return carry ? set(v, i, 0, out) : set(v, i, sumHigh, total);
    }

    private static int vsumsws(Vcpu v, Insn i) {
        CpuState s = v.s;
        long sum = signedElement(s.vsr, vr(i.rb), 32, 3);
        for (int k = 0; k < 4; k++) {
            sum += signedElement(s.vsr, vr(i.ra), 32, k);
        }
        return set(v, i, 0, saturate(s, sum, INT_MIN, INT_MAX) & UNSIGNED_MAX);
    }

    private static int vsum2sws(Vcpu v, Insn i) {
        return set(v, i, sumOfTwo(v.s, i, 0), sumOfTwo(v.s, i, 2));
    }

    private static long sumOfTwo(CpuState s, Insn i, int word) {
        long sum = signedElement(s.vsr, vr(i.ra), 32, word)
                + signedElement(s.vsr, vr(i.ra), 32, word + 1)
                + signedElement(s.vsr, vr(i.rb), 32, word + 1);
        return saturate(s, sum, INT_MIN, INT_MAX) & UNSIGNED_MAX;
    }

    private static int sumAcross(Vcpu v, Insn i, int bits, boolean signed) {
        long high = across(v.s, i, bits, 0, signed) << 32 | across(v.s, i, bits, 1, signed);
        return set(v, i, high, across(v.s, i, bits, 2, signed) << 32 | across(v.s, i, bits, 3, signed));
    }

    private static long across(CpuState s, Insn i, int bits, int word, boolean signed) {
        long sum = pick(s, vr(i.rb), 32, word, signed);
        int count = 32 / bits;
        for (int k = word * count; k < (word + 1) * count; k++) {
            sum += pick(s, vr(i.ra), bits, k, signed);
        }
        return saturate(s, sum, signed ? INT_MIN : 0, signed ? INT_MAX : UNSIGNED_MAX) & UNSIGNED_MAX;
    }
}
