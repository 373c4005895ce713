package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.signed;
import static dev.nestor.emulator.isa.vector.VectorLanes.unsigned;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import java.util.function.LongBinaryOperator;

/**
 * Vector comparisons: each element becomes all ones or all zeros; with Rc = 1, CR field 6 says whether all or none are
 * ones.
 *
 * @see "Power ISA 3.1, Book I, sections 6.9.3 and 6.10.4"
 */
public final class VectorCompare {
    private static final String BF_VRA_VRB = "BF,VRA,VRB";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final long BYTE_SIGNS = 0x8080_8080_8080_8080L;
    private static final long HALFWORD_SIGNS = 0x8000_8000_8000_8000L;
    private static final long WORD_SIGNS = 0x8000_0000_8000_0000L;

    private VectorCompare() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vcmpequb", "000100 VRT VRA VRB Rc 0000000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> equal(v, i, 8, BYTE_SIGNS));
        }
        if (rows.at("vcmpequh", "000100 VRT VRA VRB Rc 0001000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> equal(v, i, 16, HALFWORD_SIGNS));
        }
        if (rows.at("vcmpequw", "000100 VRT VRA VRB Rc 0010000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> equal(v, i, 32, WORD_SIGNS));
        }
        if (rows.at("vcmpequd", "000100 VRT VRA VRB Rc 0011000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> equal(v, i, 64, Long.MIN_VALUE));
        }
        if (rows.at("vcmpequq", "000100 VRT VRA VRB Rc 0111000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> quadword(v, i, compareQuad(v, i, true) == 0));
        }
        if (rows.at("vcmpneb", "000100 VRT VRA VRB Rc 0000000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(8, (a, b) -> a == b ? 0 : -1));
        }
        if (rows.at("vcmpneh", "000100 VRT VRA VRB Rc 0001000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(16, (a, b) -> a == b ? 0 : -1));
        }
        if (rows.at("vcmpnew", "000100 VRT VRA VRB Rc 0010000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(32, (a, b) -> a == b ? 0 : -1));
        }
        if (rows.at("vcmpnezb", "000100 VRT VRA VRB Rc 0100000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(8, (a, b) -> a == b && a != 0 ? 0 : -1));
        }
        if (rows.at("vcmpnezh", "000100 VRT VRA VRB Rc 0101000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(16, (a, b) -> a == b && a != 0 ? 0 : -1));
        }
        if (rows.at("vcmpnezw", "000100 VRT VRA VRB Rc 0110000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(32, (a, b) -> a == b && a != 0 ? 0 : -1));
        }
        if (rows.at("vcmpgtsb", "000100 VRT VRA VRB Rc 1100000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, signedTest(8));
        }
        if (rows.at("vcmpgtsh", "000100 VRT VRA VRB Rc 1101000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, signedTest(16));
        }
        if (rows.at("vcmpgtsw", "000100 VRT VRA VRB Rc 1110000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, signedTest(32));
        }
        if (rows.at("vcmpgtsd", "000100 VRT VRA VRB Rc 1111000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, signedTest(64));
        }
        if (rows.at("vcmpgtsq", "000100 VRT VRA VRB Rc 1110000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> quadword(v, i, compareQuad(v, i, true) > 0));
        }
        if (rows.at("vcmpgtub", "000100 VRT VRA VRB Rc 1000000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(8, (a, b) -> a > b ? -1 : 0));
        }
        if (rows.at("vcmpgtuh", "000100 VRT VRA VRB Rc 1001000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(16, (a, b) -> a > b ? -1 : 0));
        }
        if (rows.at("vcmpgtuw", "000100 VRT VRA VRB Rc 1010000110", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(32, (a, b) -> a > b ? -1 : 0));
        }
        if (rows.at("vcmpgtud", "000100 VRT VRA VRB Rc 1011000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, unsignedTest(64, (a, b) -> Long.compareUnsigned(a, b) > 0 ? -1 : 0));
        }
        if (rows.at("vcmpgtuq", "000100 VRT VRA VRB Rc 1010000111", VRT_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> quadword(v, i, compareQuad(v, i, false) > 0));
        }
        if (rows.at("vcmpsq", "000100 BF // VRA VRB 00101000001", BF_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> order(v, i, compareQuad(v, i, true)));
        }
        if (rows.at("vcmpuq", "000100 BF // VRA VRB 00100000001", BF_VRA_VRB, "I 6.9.3")) {
            vector(rows, (v, i) -> order(v, i, compareQuad(v, i, false)));
        }
        if (rows.at("vcmpeqfp", "000100 VRT VRA VRB Rc 0011000110", VRT_VRA_VRB, "I 6.10.4")) {
            vector(rows, (v, i) -> floating(v, i, (a, b) -> a == b));
        }
        if (rows.at("vcmpgefp", "000100 VRT VRA VRB Rc 0111000110", VRT_VRA_VRB, "I 6.10.4")) {
            vector(rows, (v, i) -> floating(v, i, (a, b) -> a >= b));
        }
        if (rows.at("vcmpgtfp", "000100 VRT VRA VRB Rc 1011000110", VRT_VRA_VRB, "I 6.10.4")) {
            vector(rows, (v, i) -> floating(v, i, (a, b) -> a > b));
        }
        if (rows.at("vcmpbfp", "000100 VRT VRA VRB Rc 1111000110", VRT_VRA_VRB, "I 6.10.4")) {
            vector(rows, VectorCompare::vcmpbfp);
        }
    }

    /** A comparison of two numbers. */
    @FunctionalInterface
    interface FloatTest {
        boolean holds(double a, double b);
    }

    /** Writes VRT and, with Rc = 1, CR field 6. */
    private static int set(Vcpu v, Insn i, long high, long low) {
        if ((i.word & 0x400) != 0) {
            v.s.setCrField(6, summary(high, low));
        }
        return VectorLanes.set(v, i, high, low);
    }

    /** CR field 6 or its like: all ones, all zeros. */
    static int summary(long high, long low) {
        return (high & low) == -1L ? 8 : (high | low) == 0 ? 2 : 0;
    }

    private static int equal(Vcpu v, Insn i, int bits, long signs) {
        long[] r = v.s.vsr;
        long high = zeroElements(r[vr(i.ra)] ^ r[vr(i.rb)], bits, signs);
        long low = zeroElements(r[vr(i.ra) + 1] ^ r[vr(i.rb) + 1], bits, signs);
        return set(v, i, high, low);
    }

    /** All ones for each element that is zero; {@code signs} has the most significant bit of each. */
    private static long zeroElements(long x, int bits, long signs) {
        long top = ~((x & ~signs) + ~signs | x) & signs;
        return top - (top >>> bits - 1) | top;
    }

    private static Semantics unsignedTest(int bits, LongBinaryOperator test) {
        return (v, i) -> {
            long[] r = v.s.vsr;
            long high = unsigned(r[vr(i.ra)], r[vr(i.rb)], bits, test);
            return set(v, i, high, unsigned(r[vr(i.ra) + 1], r[vr(i.rb) + 1], bits, test));
        };
    }

    private static Semantics signedTest(int bits) {
        LongBinaryOperator greater = (a, b) -> a > b ? -1 : 0;
        return (v, i) -> {
            long[] r = v.s.vsr;
            long high = signed(r[vr(i.ra)], r[vr(i.rb)], bits, greater);
            return set(v, i, high, signed(r[vr(i.ra) + 1], r[vr(i.rb) + 1], bits, greater));
        };
    }

    private static int compareQuad(Vcpu v, Insn i, boolean signed) {
        long[] r = v.s.vsr;
        long a = r[vr(i.ra)];
        long b = r[vr(i.rb)];
        if (a != b) {
            return signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
        }
        return Long.compareUnsigned(r[vr(i.ra) + 1], r[vr(i.rb) + 1]);
    }

    private static int quadword(Vcpu v, Insn i, boolean holds) {
        long ones = holds ? -1 : 0;
        return set(v, i, ones, ones);
    }

    private static int order(Vcpu v, Insn i, int order) {
        v.s.setCrField(i.rt >>> 2, order < 0 ? 8 : order > 0 ? 4 : 2);
        return Outcome.NEXT;
    }

    private static int floating(Vcpu v, Insn i, FloatTest test) {
        long high = floatTests(v, i, 0, test);
        return set(v, i, high, floatTests(v, i, 1, test));
    }

    private static long floatTests(Vcpu v, Insn i, int which, FloatTest test) {
        long a = v.s.vsr[vr(i.ra) + which];
        long b = v.s.vsr[vr(i.rb) + which];
        return (test.holds(number(v, (int) (a >>> 32)), number(v, (int) (b >>> 32))) ? -1L << 32 : 0)
                | (test.holds(number(v, (int) a), number(v, (int) b)) ? 0xFFFF_FFFFL : 0);
    }

    /** The number, a denormal one being zero when VSCR[NJ] is 1. */
    private static double number(Vcpu v, int bits) {
        return Float.intBitsToFloat(VectorFloat.input(v, bits));
    }

    /** Bit 0 of each word: not at most; bit 1: not at least minus. CR field 6 bit 2: all are within bounds. */
    private static int vcmpbfp(Vcpu v, Insn i) {
        long high = bounds(v, i, 0);
        long low = bounds(v, i, 1);
        if ((i.word & 0x400) != 0) {
            v.s.setCrField(6, (high | low) == 0 ? 2 : 0);
        }
        return VectorLanes.set(v, i, high, low);
    }

    private static long bounds(Vcpu v, Insn i, int which) {
        long a = v.s.vsr[vr(i.ra) + which];
        long b = v.s.vsr[vr(i.rb) + which];
        return bound(number(v, (int) (a >>> 32)), number(v, (int) (b >>> 32))) << 32
                | bound(number(v, (int) a), number(v, (int) b));
    }

    private static long bound(double a, double b) {
        return (a <= b ? 0 : 0x8000_0000L) | (a >= -b ? 0 : 0x4000_0000L);
    }
}
