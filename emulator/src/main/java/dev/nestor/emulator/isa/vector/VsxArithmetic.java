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
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;
import java.util.List;

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
    /** The rows of this group. */
    public static final List<InstructionRow> ROWS = List.of(
            vsx(
                    "xsadddp",
                    "111100 XT XA XB 00100000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::add)),
            vsx(
                    "xsaddsp",
                    "111100 XT XA XB 00000000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::add)),
            vsx(
                    "xvadddp",
                    "111100 XT XA XB 01100000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::add)),
            vsx(
                    "xvaddsp",
                    "111100 XT XA XB 01000000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::add)),
            vsx(
                    "xssubdp",
                    "111100 XT XA XB 00101000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::subtract)),
            vsx(
                    "xssubsp",
                    "111100 XT XA XB 00001000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::subtract)),
            vsx(
                    "xvsubdp",
                    "111100 XT XA XB 01101000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::subtract)),
            vsx(
                    "xvsubsp",
                    "111100 XT XA XB 01001000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::subtract)),
            vsx(
                    "xsmuldp",
                    "111100 XT XA XB 00110000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::multiply)),
            vsx(
                    "xsmulsp",
                    "111100 XT XA XB 00010000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::multiply)),
            vsx(
                    "xvmuldp",
                    "111100 XT XA XB 01110000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::multiply)),
            vsx(
                    "xvmulsp",
                    "111100 XT XA XB 01010000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::multiply)),
            vsx(
                    "xsdivdp",
                    "111100 XT XA XB 00111000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::divide)),
            vsx(
                    "xsdivsp",
                    "111100 XT XA XB 00011000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::divide)),
            vsx(
                    "xvdivdp",
                    "111100 XT XA XB 01111000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::divide)),
            vsx(
                    "xvdivsp",
                    "111100 XT XA XB 01011000 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::divide)),
            vsx(
                    "xssqrtdp",
                    "111100 XT 00000 XB 001001011 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::squareRoot)),
            vsx(
                    "xssqrtsp",
                    "111100 XT 00000 XB 000001011 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::squareRoot)),
            vsx(
                    "xvsqrtdp",
                    "111100 XT 00000 XB 011001011 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::squareRoot)),
            vsx(
                    "xvsqrtsp",
                    "111100 XT 00000 XB 010001011 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::squareRoot)),
            vsx(
                    "xsredp",
                    "111100 XT 00000 XB 001011010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::reciprocal)),
            vsx(
                    "xsresp",
                    "111100 XT 00000 XB 000011010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::reciprocal)),
            vsx(
                    "xvredp",
                    "111100 XT 00000 XB 011011010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::reciprocal)),
            vsx(
                    "xvresp",
                    "111100 XT 00000 XB 010011010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::reciprocal)),
            vsx(
                    "xsrsqrtedp",
                    "111100 XT 00000 XB 001001010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::reciprocalRoot)),
            vsx(
                    "xsrsqrtesp",
                    "111100 XT 00000 XB 000001010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::reciprocalRoot)),
            vsx(
                    "xvrsqrtedp",
                    "111100 XT 00000 XB 011001010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::reciprocalRoot)),
            vsx(
                    "xvrsqrtesp",
                    "111100 XT 00000 XB 010001010 XB XT",
                    XT_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::reciprocalRoot)),
            vsx(
                    "xsmaddadp",
                    "111100 XT XA XB 00100001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::maddA)),
            vsx(
                    "xsmaddmdp",
                    "111100 XT XA XB 00101001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::maddM)),
            vsx(
                    "xsmsubadp",
                    "111100 XT XA XB 00110001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::msubA)),
            vsx(
                    "xsmsubmdp",
                    "111100 XT XA XB 00111001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::msubM)),
            vsx(
                    "xsnmaddadp",
                    "111100 XT XA XB 10100001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmaddA)),
            vsx(
                    "xsnmaddmdp",
                    "111100 XT XA XB 10101001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmaddM)),
            vsx(
                    "xsnmsubadp",
                    "111100 XT XA XB 10110001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmsubA)),
            vsx(
                    "xsnmsubmdp",
                    "111100 XT XA XB 10111001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, DOUBLE, VsxArithmetic::nmsubM)),
            vsx(
                    "xsmaddasp",
                    "111100 XT XA XB 00000001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::maddA)),
            vsx(
                    "xsmaddmsp",
                    "111100 XT XA XB 00001001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::maddM)),
            vsx(
                    "xsmsubasp",
                    "111100 XT XA XB 00010001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::msubA)),
            vsx(
                    "xsmsubmsp",
                    "111100 XT XA XB 00011001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::msubM)),
            vsx(
                    "xsnmaddasp",
                    "111100 XT XA XB 10000001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmaddA)),
            vsx(
                    "xsnmaddmsp",
                    "111100 XT XA XB 10001001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmaddM)),
            vsx(
                    "xsnmsubasp",
                    "111100 XT XA XB 10010001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmsubA)),
            vsx(
                    "xsnmsubmsp",
                    "111100 XT XA XB 10011001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> scalar(v, i, SINGLE, VsxArithmetic::nmsubM)),
            vsx(
                    "xvmaddadp",
                    "111100 XT XA XB 01100001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::maddA)),
            vsx(
                    "xvmaddmdp",
                    "111100 XT XA XB 01101001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::maddM)),
            vsx(
                    "xvmsubadp",
                    "111100 XT XA XB 01110001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::msubA)),
            vsx(
                    "xvmsubmdp",
                    "111100 XT XA XB 01111001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::msubM)),
            vsx(
                    "xvnmaddadp",
                    "111100 XT XA XB 11100001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::nmaddA)),
            vsx(
                    "xvnmaddmdp",
                    "111100 XT XA XB 11101001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::nmaddM)),
            vsx(
                    "xvnmsubadp",
                    "111100 XT XA XB 11110001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::nmsubA)),
            vsx(
                    "xvnmsubmdp",
                    "111100 XT XA XB 11111001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> doubles(v, i, VsxArithmetic::nmsubM)),
            vsx(
                    "xvmaddasp",
                    "111100 XT XA XB 01000001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::maddA)),
            vsx(
                    "xvmaddmsp",
                    "111100 XT XA XB 01001001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::maddM)),
            vsx(
                    "xvmsubasp",
                    "111100 XT XA XB 01010001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::msubA)),
            vsx(
                    "xvmsubmsp",
                    "111100 XT XA XB 01011001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::msubM)),
            vsx(
                    "xvnmaddasp",
                    "111100 XT XA XB 11000001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::nmaddA)),
            vsx(
                    "xvnmaddmsp",
                    "111100 XT XA XB 11001001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::nmaddM)),
            vsx(
                    "xvnmsubasp",
                    "111100 XT XA XB 11010001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::nmsubA)),
            vsx(
                    "xvnmsubmsp",
                    "111100 XT XA XB 11011001 XA XB XT",
                    XT_XA_XB,
                    "I 7.6.3",
                    (v, i) -> singles(v, i, VsxArithmetic::nmsubM)));

    /** An operation on numbers in double format from XA, XB and XT. */
    @FunctionalInterface
    interface Operation {
        long apply(FloatOperations floats, FloatFormat format, long a, long b, long t, long fpscr);
    }

    private VsxArithmetic() {}

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
