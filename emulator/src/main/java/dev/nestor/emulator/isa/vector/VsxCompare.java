package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.RegisterRows.xt;

import dev.nestor.emulator.binary.DoubleFormat;
import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatArithmetic;
import dev.nestor.emulator.isa.floatingpoint.FloatConvert;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;

/**
 * VSX comparisons, extremes and tests of double-precision and single-precision numbers.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.3"
 */
// tidy: table, the rows of one chapter
public final class VsxCompare {
    private static final String BF_XA_XB = "BF,XA,XB";
    private static final String BF_XB = "BF,XB";
    private static final String BF_XB_DCMX = "BF,XB,DCMX";
    private static final String XT_XA_XB = "XT,XA,XB";
    private static final String XT_XB_DCMX = "XT,XB,dcmx";
    private static final int EQUAL = 0;
    private static final int GREATER = 1;
    private static final int GREATER_OR_EQUAL = 2;
    private static final long DOUBLE_INFINITY = 0x7FF0_0000_0000_0000L;
    private static final long LOW_WORD = 0xFFFF_FFFFL;

    private VsxCompare() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("xscmpudp", "111100 BF // XA XB 00100011 XA XB /", BF_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> FloatConvert.compare(v, i.rt >>> 2, v.s.vsr[xa(i)], v.s.vsr[xb(i)], false));
        }
        if (rows.at("xscmpodp", "111100 BF // XA XB 00101011 XA XB /", BF_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> FloatConvert.compare(v, i.rt >>> 2, v.s.vsr[xa(i)], v.s.vsr[xb(i)], true));
        }
        if (rows.at("xscmpexpdp", "111100 BF // XA XB 00111011 XA XB /", BF_XA_XB, "I 7.6.3")) {
            vsx(rows, VsxCompare::xscmpexpdp);
        }
        if (rows.at("xscmpeqdp", "111100 XT XA XB 00000011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> mask(v, i, EQUAL));
        }
        if (rows.at("xscmpgtdp", "111100 XT XA XB 00001011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> mask(v, i, GREATER));
        }
        if (rows.at("xscmpgedp", "111100 XT XA XB 00010011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> mask(v, i, GREATER_OR_EQUAL));
        }
        if (rows.at("xvcmpeqdp", "111100 XT XA XB Rc 1100011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, EQUAL));
        }
        if (rows.at("xvcmpgtdp", "111100 XT XA XB Rc 1101011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, GREATER));
        }
        if (rows.at("xvcmpgedp", "111100 XT XA XB Rc 1110011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, GREATER_OR_EQUAL));
        }
        if (rows.at("xvcmpeqsp", "111100 XT XA XB Rc 1000011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, EQUAL));
        }
        if (rows.at("xvcmpgtsp", "111100 XT XA XB Rc 1001011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, GREATER));
        }
        if (rows.at("xvcmpgesp", "111100 XT XA XB Rc 1010011 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, GREATER_OR_EQUAL));
        }
        if (rows.at("xsmaxdp", "111100 XT XA XB 10100000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, VsxCompare::maximum));
        }
        if (rows.at("xsmindp", "111100 XT XA XB 10101000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, VsxCompare::minimum));
        }
        if (rows.at("xsmaxcdp", "111100 XT XA XB 10000000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, VsxCompare::maximumC));
        }
        if (rows.at("xsmincdp", "111100 XT XA XB 10001000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, VsxCompare::minimumC));
        }
        if (rows.at("xsmaxjdp", "111100 XT XA XB 10010000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, VsxCompare::maximumJ));
        }
        if (rows.at("xsminjdp", "111100 XT XA XB 10011000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, VsxCompare::minimumJ));
        }
        if (rows.at("xvmaxdp", "111100 XT XA XB 11100000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> VsxArithmetic.doubles(v, i, VsxCompare::maximum));
        }
        if (rows.at("xvmindp", "111100 XT XA XB 11101000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> VsxArithmetic.doubles(v, i, VsxCompare::minimum));
        }
        if (rows.at("xvmaxsp", "111100 XT XA XB 11000000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> VsxArithmetic.singles(v, i, VsxCompare::maximum));
        }
        if (rows.at("xvminsp", "111100 XT XA XB 11001000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> VsxArithmetic.singles(v, i, VsxCompare::minimum));
        }
        if (rows.at("xststdcdp", "111100 BF DCMX XB 101101010 XB /", BF_XB_DCMX, "I 7.6.3")) {
            vsx(rows, (v, i) -> testClass(v, i, v.s.vsr[xb(i)], classOf(v.s.vsr[xb(i)], 1L << 52), 0));
        }
        if (rows.at("xststdcsp", "111100 BF DCMX XB 100101010 XB /", BF_XB_DCMX, "I 7.6.3")) {
            vsx(rows, VsxCompare::xststdcsp);
        }
        if (rows.at("xvtstdcdp", "111100 XT dcmx XB 1111 dcmx 101 dcmx XB XT", XT_XB_DCMX, "I 7.6.3")) {
            vsx(rows, VsxCompare::xvtstdcdp);
        }
        if (rows.at("xvtstdcsp", "111100 XT dcmx XB 1101 dcmx 101 dcmx XB XT", XT_XB_DCMX, "I 7.6.3")) {
            vsx(rows, VsxCompare::xvtstdcsp);
        }
        if (rows.at("xstdivdp", "111100 BF // XA XB 00111101 XA XB /", BF_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> FloatArithmetic.testDivide(v, i.rt >>> 2, v.s.vsr[xa(i)], v.s.vsr[xb(i)]));
        }
        if (rows.at("xstsqrtdp", "111100 BF // ///// XB 001101010 XB /", BF_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> FloatArithmetic.testSquareRoot(v, i.rt >>> 2, v.s.vsr[xb(i)]));
        }
        if (rows.at("xvtdivdp", "111100 BF // XA XB 01111101 XA XB /", BF_XA_XB, "I 7.6.3")) {
            vsx(rows, VsxCompare::xvtdivdp);
        }
        if (rows.at("xvtdivsp", "111100 BF // XA XB 01011101 XA XB /", BF_XA_XB, "I 7.6.3")) {
            vsx(rows, VsxCompare::xvtdivsp);
        }
        if (rows.at("xvtsqrtdp", "111100 BF // ///// XB 011101010 XB /", BF_XB, "I 7.6.3")) {
            vsx(rows, VsxCompare::xvtsqrtdp);
        }
        if (rows.at("xvtsqrtsp", "111100 BF // ///// XB 010101010 XB /", BF_XB, "I 7.6.3")) {
            vsx(rows, VsxCompare::xvtsqrtsp);
        }
    }

    private static int xscmpexpdp(Vcpu v, Insn i) {
        long x = v.s.vsr[xa(i)];
        long y = v.s.vsr[xb(i)];
        long a = x >>> 52 & 0x7FF;
        long b = y >>> 52 & 0x7FF;
        int order = a < b ? 0x8000 : a > b ? 0x4000 : 0x2000;
        v.floats.begin();
        return FloatResult.comparison(v, i.rt >>> 2, DoubleFormat.isNan(x) || DoubleFormat.isNan(y) ? 0x1000 : order);
    }

    /** Whether the relation holds between two numbers in double format; notes what a NaN raises. */
    private static boolean holds(Vcpu v, long x, long y, int relation) {
        double a = Double.longBitsToDouble(x);
        double b = Double.longBitsToDouble(y);
        if (DoubleFormat.isNan(x) || DoubleFormat.isNan(y)) {
            if (DoubleFormat.isSignaling(x) || DoubleFormat.isSignaling(y)) {
                boolean ordered = relation != EQUAL && (v.s.fpscr & FpscrBits.VE) == 0;
                v.floats.unit.raised |= FpscrBits.VXSNAN | (ordered ? FpscrBits.VXVC : 0);
            } else if (relation != EQUAL) {
                v.floats.unit.raised |= FpscrBits.VXVC;
            }
            return false;
        }
        return relation == EQUAL ? a == b : relation == GREATER ? a > b : a >= b;
    }

    private static int mask(Vcpu v, Insn i, int relation) {
        v.floats.begin();
        long ones = holds(v, v.s.vsr[xa(i)], v.s.vsr[xb(i)], relation) ? -1L : 0;
        return FloatResult.unclassified(v, xt(i), ones, 0);
    }

    private static int doubles(Vcpu v, Insn i, int relation) {
        int a = xa(i);
        int b = xb(i);
        v.floats.begin();
        long high = holds(v, v.s.vsr[a], v.s.vsr[b], relation) ? -1L : 0;
        return compared(v, i, high, holds(v, v.s.vsr[a + 1], v.s.vsr[b + 1], relation) ? -1L : 0);
    }

    private static int singles(Vcpu v, Insn i, int relation) {
        v.floats.begin();
        long high = words(v, v.s.vsr[xa(i)], v.s.vsr[xb(i)], relation);
        return compared(v, i, high, words(v, v.s.vsr[xa(i) + 1], v.s.vsr[xb(i) + 1], relation));
    }

    private static long words(Vcpu v, long a, long b, int relation) {
        boolean left = holds(v, widen(a >>> 32), widen(b >>> 32), relation);
        boolean right = holds(v, widen(a), widen(b), relation);
        return (left ? ~LOW_WORD : 0) | (right ? LOW_WORD : 0);
    }

    private static long widen(long word) {
        return SingleFormat.toDouble((int) word);
    }

    private static int compared(Vcpu v, Insn i, long high, long low) {
        boolean suppressed = FpscrBits.enabled(v.floats.raised(), v.s.fpscr) != 0;
        if (Field.RECORD_VC.get(i.word) != 0 && !suppressed) {
            v.s.setCrField(6, VectorCompare.summary(high, low));
        }
        return FloatResult.vector(v, xt(i), high, low);
    }

    private static int scalar(Vcpu v, Insn i, VsxArithmetic.Operation operation) {
        v.floats.begin();
        long[] r = v.s.vsr;
        long result = operation.apply(v.floats, FloatFormat.DOUBLE, r[xa(i)], r[xb(i)], 0, 0);
        return FloatResult.unclassified(v, xt(i), result, 0);
    }

    private static long maximum(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return extreme(floats, a, b, true);
    }

    private static long minimum(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return extreme(floats, a, b, false);
    }

    /** A number wins over a quiet NaN; a signaling NaN, made quiet, wins over all but an earlier quiet one. */
    private static long extreme(FloatOperations floats, long a, long b, boolean larger) {
        boolean signalingA = DoubleFormat.isSignaling(a);
        boolean signalingB = DoubleFormat.isSignaling(b);
        if (signalingA || signalingB) {
            floats.unit.raised |= FpscrBits.VXSNAN;
        }
        if (signalingA) {
            return a | 1L << 51;
        }
        if (DoubleFormat.isNan(a)) {
            return DoubleFormat.isNan(b) ? a : b;
        }
        if (DoubleFormat.isNan(b)) {
            return signalingB ? b | 1L << 51 : a;
        }
        return ordered(a) > ordered(b) == larger ? a : b;
    }

    /** A number's bits in an order that integers have; minus zero comes before zero. */
    private static long ordered(long bits) {
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    private static long maximumC(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        noteSignaling(floats, a, b);
        return Double.longBitsToDouble(a) >= Double.longBitsToDouble(b) ? a : b;
    }

    private static long minimumC(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        noteSignaling(floats, a, b);
        return Double.longBitsToDouble(a) < Double.longBitsToDouble(b) ? a : b;
    }

    private static long maximumJ(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return extremeJ(floats, a, b, true);
    }

    private static long minimumJ(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return extremeJ(floats, a, b, false);
    }

    /** The first NaN wins, as it is. */
    private static long extremeJ(FloatOperations floats, long a, long b, boolean larger) {
        noteSignaling(floats, a, b);
        if (DoubleFormat.isNan(a) || DoubleFormat.isNan(b)) {
            return DoubleFormat.isNan(a) ? a : b;
        }
        return ordered(a) > ordered(b) == larger ? a : b;
    }

    private static void noteSignaling(FloatOperations floats, long a, long b) {
        if (DoubleFormat.isSignaling(a) || DoubleFormat.isSignaling(b)) {
            floats.unit.raised |= FpscrBits.VXSNAN;
        }
    }

    /** The class of a number as one bit of a data class mask. */
    private static int classOf(long bits, long leastNormal) {
        long magnitude = bits & Long.MAX_VALUE;
        int negative = bits < 0 ? 0 : 1;
        if (magnitude > DOUBLE_INFINITY) {
            return 0x40;
        }
        if (magnitude == DOUBLE_INFINITY) {
            return 0x10 << negative;
        }
        if (magnitude == 0) {
            return 0x04 << negative;
        }
        return magnitude < leastNormal ? 0x01 << negative : 0;
    }

    private static int testClass(Vcpu v, Insn i, long bits, int kind, int extra) {
        boolean match = (Field.DCMX.get(i.word) & kind) != 0;
        int flags = (bits < 0 ? 8 : 0) | (match ? 2 : 0) | extra;
        v.floats.begin();
        return FloatResult.comparison(v, i.rt >>> 2, flags << 12);
    }

    /** A number in double format as a single one; the last flag says that it is none. */
    private static int xststdcsp(Vcpu v, Insn i) {
        long bits = v.s.vsr[xb(i)];
        boolean single = SingleFormat.toDouble(SingleFormat.toSingle(bits)) == bits;
        return testClass(v, i, bits, classOf(bits, 0x3810_0000_0000_0000L), single ? 0 : 1);
    }

    private static int xvtstdcdp(Vcpu v, Insn i) {
        int mask = Field.DCMX_XV.get(i.word);
        int b = xb(i);
        int t = xt(i);
        v.s.vsr[t] = (classOf(v.s.vsr[b], 1L << 52) & mask) != 0 ? -1 : 0;
        v.s.vsr[t + 1] = (classOf(v.s.vsr[b + 1], 1L << 52) & mask) != 0 ? -1 : 0;
        return Outcome.NEXT;
    }

    private static int xvtstdcsp(Vcpu v, Insn i) {
        int b = xb(i);
        int t = xt(i);
        int mask = Field.DCMX_XV.get(i.word);
        v.s.vsr[t] = testWords(v.s.vsr[b], mask);
        v.s.vsr[t + 1] = testWords(v.s.vsr[b + 1], mask);
        return Outcome.NEXT;
    }

    private static long testWords(long words, int mask) {
        boolean left = (classOf(widen(words >>> 32), 0x3810_0000_0000_0000L) & mask) != 0;
        boolean right = (classOf(widen(words), 0x3810_0000_0000_0000L) & mask) != 0;
        return (left ? ~LOW_WORD : 0) | (right ? LOW_WORD : 0);
    }

    private static int xvtdivdp(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        int first = FloatArithmetic.divideTest(r[xa(i)], r[xb(i)], 1023, 52);
        v.s.setCrField(i.rt >>> 2, first | FloatArithmetic.divideTest(r[xa(i) + 1], r[xb(i) + 1], 1023, 52));
        return Outcome.NEXT;
    }

    private static int xvtdivsp(Vcpu v, Insn i) {
        int flags = 0;
        for (int k = 0; k < 4; k++) {
            long a = VectorLanes.element(v.s.vsr, xa(i), 32, k);
            flags |= FloatArithmetic.divideTest(a, VectorLanes.element(v.s.vsr, xb(i), 32, k), 127, 23);
        }
        v.s.setCrField(i.rt >>> 2, flags);
        return Outcome.NEXT;
    }

    private static int xvtsqrtdp(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        int first = FloatArithmetic.squareRootTest(r[xb(i)], 1023, 52);
        v.s.setCrField(i.rt >>> 2, first | FloatArithmetic.squareRootTest(r[xb(i) + 1], 1023, 52));
        return Outcome.NEXT;
    }

    private static int xvtsqrtsp(Vcpu v, Insn i) {
        int flags = 0;
        for (int k = 0; k < 4; k++) {
            flags |= FloatArithmetic.squareRootTest(VectorLanes.element(v.s.vsr, xb(i), 32, k), 127, 23);
        }
        v.s.setCrField(i.rt >>> 2, flags);
        return Outcome.NEXT;
    }
}
