package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.RegisterRows.xt;

import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;

/**
 * VSX arithmetic on double-precision and single-precision numbers: one operation, four rows. A scalar single-precision
 * number is kept in double format.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.3"
 */
// tidy: table, one operation, four rows
public final class VsxArithmetic {
    private static final String XT_XA_XB = "XT,XA,XB";
    private static final String XT_XB = "XT,XB";

    private VsxArithmetic() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("xsadddp", "111100 XT XA XB 00100000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::add));
        }
        if (rows.at("xsaddsp", "111100 XT XA XB 00000000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::add));
        }
        if (rows.at("xvadddp", "111100 XT XA XB 01100000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::add));
        }
        if (rows.at("xvaddsp", "111100 XT XA XB 01000000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::add));
        }
        if (rows.at("xssubdp", "111100 XT XA XB 00101000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::subtract));
        }
        if (rows.at("xssubsp", "111100 XT XA XB 00001000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::subtract));
        }
        if (rows.at("xvsubdp", "111100 XT XA XB 01101000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::subtract));
        }
        if (rows.at("xvsubsp", "111100 XT XA XB 01001000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::subtract));
        }
        if (rows.at("xsmuldp", "111100 XT XA XB 00110000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::multiply));
        }
        if (rows.at("xsmulsp", "111100 XT XA XB 00010000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::multiply));
        }
        if (rows.at("xvmuldp", "111100 XT XA XB 01110000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::multiply));
        }
        if (rows.at("xvmulsp", "111100 XT XA XB 01010000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::multiply));
        }
        if (rows.at("xsdivdp", "111100 XT XA XB 00111000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::divide));
        }
        if (rows.at("xsdivsp", "111100 XT XA XB 00011000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::divide));
        }
        if (rows.at("xvdivdp", "111100 XT XA XB 01111000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::divide));
        }
        if (rows.at("xvdivsp", "111100 XT XA XB 01011000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::divide));
        }
        if (rows.at("xssqrtdp", "111100 XT 00000 XB 001001011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::squareRoot));
        }
        if (rows.at("xssqrtsp", "111100 XT 00000 XB 000001011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::squareRoot));
        }
        if (rows.at("xvsqrtdp", "111100 XT 00000 XB 011001011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::squareRoot));
        }
        if (rows.at("xvsqrtsp", "111100 XT 00000 XB 010001011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::squareRoot));
        }
        if (rows.at("xsredp", "111100 XT 00000 XB 001011010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::reciprocal));
        }
        if (rows.at("xsresp", "111100 XT 00000 XB 000011010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::reciprocal));
        }
        if (rows.at("xvredp", "111100 XT 00000 XB 011011010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::reciprocal));
        }
        if (rows.at("xvresp", "111100 XT 00000 XB 010011010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::reciprocal));
        }
        if (rows.at("xsrsqrtedp", "111100 XT 00000 XB 001001010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::reciprocalRoot));
        }
        if (rows.at("xsrsqrtesp", "111100 XT 00000 XB 000001010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::reciprocalRoot));
        }
        if (rows.at("xvrsqrtedp", "111100 XT 00000 XB 011001010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::reciprocalRoot));
        }
        if (rows.at("xvrsqrtesp", "111100 XT 00000 XB 010001010 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::reciprocalRoot));
        }
        if (rows.at("xsmaddadp", "111100 XT XA XB 00100001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::maddA));
        }
        if (rows.at("xsmaddmdp", "111100 XT XA XB 00101001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::maddM));
        }
        if (rows.at("xsmsubadp", "111100 XT XA XB 00110001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::msubA));
        }
        if (rows.at("xsmsubmdp", "111100 XT XA XB 00111001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::msubM));
        }
        if (rows.at("xsnmaddadp", "111100 XT XA XB 10100001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmaddA));
        }
        if (rows.at("xsnmaddmdp", "111100 XT XA XB 10101001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmaddM));
        }
        if (rows.at("xsnmsubadp", "111100 XT XA XB 10110001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmsubA));
        }
        if (rows.at("xsnmsubmdp", "111100 XT XA XB 10111001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmsubM));
        }
        if (rows.at("xsmaddasp", "111100 XT XA XB 00000001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::maddA));
        }
        if (rows.at("xsmaddmsp", "111100 XT XA XB 00001001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::maddM));
        }
        if (rows.at("xsmsubasp", "111100 XT XA XB 00010001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::msubA));
        }
        if (rows.at("xsmsubmsp", "111100 XT XA XB 00011001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::msubM));
        }
        if (rows.at("xsnmaddasp", "111100 XT XA XB 10000001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmaddA));
        }
        if (rows.at("xsnmaddmsp", "111100 XT XA XB 10001001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmaddM));
        }
        if (rows.at("xsnmsubasp", "111100 XT XA XB 10010001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmsubA));
        }
        if (rows.at("xsnmsubmsp", "111100 XT XA XB 10011001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmsubM));
        }
        if (rows.at("xvmaddadp", "111100 XT XA XB 01100001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::maddA));
        }
        if (rows.at("xvmaddmdp", "111100 XT XA XB 01101001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::maddM));
        }
        if (rows.at("xvmsubadp", "111100 XT XA XB 01110001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::msubA));
        }
        if (rows.at("xvmsubmdp", "111100 XT XA XB 01111001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::msubM));
        }
        if (rows.at("xvnmaddadp", "111100 XT XA XB 11100001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::nmaddA));
        }
        if (rows.at("xvnmaddmdp", "111100 XT XA XB 11101001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::nmaddM));
        }
        if (rows.at("xvnmsubadp", "111100 XT XA XB 11110001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::nmsubA));
        }
        if (rows.at("xvnmsubmdp", "111100 XT XA XB 11111001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> doubles(v, i, VsxArithmetic::nmsubM));
        }
        if (rows.at("xvmaddasp", "111100 XT XA XB 01000001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::maddA));
        }
        if (rows.at("xvmaddmsp", "111100 XT XA XB 01001001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::maddM));
        }
        if (rows.at("xvmsubasp", "111100 XT XA XB 01010001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::msubA));
        }
        if (rows.at("xvmsubmsp", "111100 XT XA XB 01011001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::msubM));
        }
        if (rows.at("xvnmaddasp", "111100 XT XA XB 11000001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::nmaddA));
        }
        if (rows.at("xvnmaddmsp", "111100 XT XA XB 11001001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::nmaddM));
        }
        if (rows.at("xvnmsubasp", "111100 XT XA XB 11010001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::nmsubA));
        }
        if (rows.at("xvnmsubmsp", "111100 XT XA XB 11011001 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> singles(v, i, VsxArithmetic::nmsubM));
        }
    }

    /** An operation on numbers in double format from XA, XB and XT. */
    @FunctionalInterface
    interface Operation {
        long apply(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr);
    }

    private static int scalar(Vcpu v, Insn i, FloatFormat format, Operation operation) {
        long[] r = v.s.vsr;
        v.floats.begin();
        long result = operation.apply(v.floats, format, r[xa(i)], r[xb(i)], r[xt(i)], v.s.fpscr);
        return FloatResult.scalar(v, xt(i), result, format == SINGLE);
    }

    /** Both doublewords. */
    static int doubles(Vcpu v, Insn i, Operation operation) {
        long[] r = v.s.vsr;
        int a = xa(i);
        int b = xb(i);
        int t = xt(i);
        v.floats.begin();
        long high = operation.apply(v.floats, DOUBLE, r[a], r[b], r[t], v.s.fpscr);
        long low = operation.apply(v.floats, DOUBLE, r[a + 1], r[b + 1], r[t + 1], v.s.fpscr);
        return FloatResult.vector(v, t, high, low);
    }

    /** All four words. */
    static int singles(Vcpu v, Insn i, Operation operation) {
        v.floats.begin();
        long high = pair(v, i, 0, operation);
        return FloatResult.vector(v, xt(i), high, pair(v, i, 1, operation));
    }

    private static long pair(Vcpu v, Insn i, int which, Operation operation) {
        long a = v.s.vsr[xa(i) + which];
        long b = v.s.vsr[xb(i) + which];
        long t = v.s.vsr[xt(i) + which];
        long left = word(v, operation, (int) (a >>> 32), (int) (b >>> 32), (int) (t >>> 32));
        return left << 32 | word(v, operation, (int) a, (int) b, (int) t);
    }

    private static long word(Vcpu v, Operation operation, int a, int b, int t) {
        long x = SingleFormat.toDouble(a);
        long y = SingleFormat.toDouble(b);
        long result = operation.apply(v.floats, SINGLE, x, y, SingleFormat.toDouble(t), v.s.fpscr);
        return SingleFormat.toSingle(result) & 0xFFFF_FFFFL;
    }

    private static long add(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.add(format, a, b, fpscr, false);
    }

    private static long subtract(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.add(format, a, b, fpscr, true);
    }

    private static long multiply(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.multiply(format, a, b, fpscr);
    }

    private static long divide(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.divide(format, a, b, fpscr);
    }

    private static long squareRoot(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.squareRoot(format, b, fpscr);
    }

    private static long reciprocal(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.reciprocal(format, b, fpscr);
    }

    private static long reciprocalRoot(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.reciprocalRoot(format, b, fpscr);
    }

    /** The A forms add to XT, the M forms multiply XT. */
    private static long maddA(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.multiplyAdd(format, a, b, t, fpscr, false);
    }

    private static long maddM(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.multiplyAdd(format, a, t, b, fpscr, false);
    }

    private static long msubA(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.multiplyAdd(format, a, b, t, fpscr, true);
    }

    private static long msubM(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return floats.multiplyAdd(format, a, t, b, fpscr, true);
    }

    private static long nmaddA(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return FloatOperations.negated(maddA(floats, format, a, b, t, fpscr));
    }

    private static long nmaddM(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return FloatOperations.negated(maddM(floats, format, a, b, t, fpscr));
    }

    private static long nmsubA(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return FloatOperations.negated(msubA(floats, format, a, b, t, fpscr));
    }

    private static long nmsubM(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr) {
        return FloatOperations.negated(msubM(floats, format, a, b, t, fpscr));
    }
}
