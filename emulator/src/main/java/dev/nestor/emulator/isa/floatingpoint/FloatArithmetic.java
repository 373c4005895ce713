package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.isa.RegisterRows.floating;

import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import java.util.List;

/**
 * Floating-point arithmetic, select, merge, and the software-assistance tests.
 *
 * <p>The estimates (fre, frsqrte and their single forms) give the correctly rounded quotient or root: an implementation
 * may be that exact, and every host gives the same bits.
 *
 * @see "Power ISA 3.1, Book I, sections 4.6.6, 4.6.7.1 and 4.6.9"
 */
public final class FloatArithmetic {
    private static final String FRT_FRA_FRB = "FRT,FRA,FRB";
    private static final String FRT_FRA_FRC = "FRT,FRA,FRC";
    private static final String FRT_FRA_FRC_FRB = "FRT,FRA,FRC,FRB";
    private static final String FRT_FRB = "FRT,FRB";

    /** The rows of this group. */
    public static final List<InstructionRow> ROWS = List.of(
            floating(
                    "fadd",
                    "111111 FRT FRA FRB ///// 10101 Rc",
                    FRT_FRA_FRB,
                    "I 4.6.6.1",
                    (v, i) -> add(v, i, DOUBLE, false)),
            floating(
                    "fadds",
                    "111011 FRT FRA FRB ///// 10101 Rc",
                    FRT_FRA_FRB,
                    "I 4.6.6.1",
                    (v, i) -> add(v, i, SINGLE, false)),
            floating(
                    "fsub",
                    "111111 FRT FRA FRB ///// 10100 Rc",
                    FRT_FRA_FRB,
                    "I 4.6.6.1",
                    (v, i) -> add(v, i, DOUBLE, true)),
            floating(
                    "fsubs",
                    "111011 FRT FRA FRB ///// 10100 Rc",
                    FRT_FRA_FRB,
                    "I 4.6.6.1",
                    (v, i) -> add(v, i, SINGLE, true)),
            floating(
                    "fmul",
                    "111111 FRT FRA ///// FRC 11001 Rc",
                    FRT_FRA_FRC,
                    "I 4.6.6.1",
                    (v, i) -> multiply(v, i, DOUBLE)),
            floating(
                    "fmuls",
                    "111011 FRT FRA ///// FRC 11001 Rc",
                    FRT_FRA_FRC,
                    "I 4.6.6.1",
                    (v, i) -> multiply(v, i, SINGLE)),
            floating(
                    "fdiv",
                    "111111 FRT FRA FRB ///// 10010 Rc",
                    FRT_FRA_FRB,
                    "I 4.6.6.1",
                    (v, i) -> divide(v, i, DOUBLE)),
            floating(
                    "fdivs",
                    "111011 FRT FRA FRB ///// 10010 Rc",
                    FRT_FRA_FRB,
                    "I 4.6.6.1",
                    (v, i) -> divide(v, i, SINGLE)),
            floating(
                    "fsqrt",
                    "111111 FRT ///// FRB ///// 10110 Rc",
                    FRT_FRB,
                    "I 4.6.6.1",
                    (v, i) -> squareRoot(v, i, DOUBLE)),
            floating(
                    "fsqrts",
                    "111011 FRT ///// FRB ///// 10110 Rc",
                    FRT_FRB,
                    "I 4.6.6.1",
                    (v, i) -> squareRoot(v, i, SINGLE)),
            floating(
                    "fre",
                    "111111 FRT ///// FRB ///// 11000 Rc",
                    FRT_FRB,
                    "I 4.6.6.1",
                    (v, i) -> reciprocal(v, i, DOUBLE)),
            floating(
                    "fres",
                    "111011 FRT ///// FRB ///// 11000 Rc",
                    FRT_FRB,
                    "I 4.6.6.1",
                    (v, i) -> reciprocal(v, i, SINGLE)),
            floating(
                    "frsqrte",
                    "111111 FRT ///// FRB ///// 11010 Rc",
                    FRT_FRB,
                    "I 4.6.6.1",
                    (v, i) -> reciprocalRoot(v, i, DOUBLE)),
            floating(
                    "frsqrtes",
                    "111011 FRT ///// FRB ///// 11010 Rc",
                    FRT_FRB,
                    "I 4.6.6.1",
                    (v, i) -> reciprocalRoot(v, i, SINGLE)),
            floating(
                    "ftdiv",
                    "111111 BF // FRA FRB 0010000000 /",
                    "BF,FRA,FRB",
                    "I 4.6.6.1",
                    (v, i) -> testDivide(v, i.rt >>> 2, v.s.vsr[2 * i.ra], v.s.vsr[2 * i.rb])),
            floating(
                    "ftsqrt",
                    "111111 BF // ///// FRB 0010100000 /",
                    "BF,FRB",
                    "I 4.6.6.1",
                    (v, i) -> testSquareRoot(v, i.rt >>> 2, v.s.vsr[2 * i.rb])),
            floating(
                    "fmadd",
                    "111111 FRT FRA FRB FRC 11101 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, DOUBLE, false, false)),
            floating(
                    "fmadds",
                    "111011 FRT FRA FRB FRC 11101 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, SINGLE, false, false)),
            floating(
                    "fmsub",
                    "111111 FRT FRA FRB FRC 11100 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, DOUBLE, true, false)),
            floating(
                    "fmsubs",
                    "111011 FRT FRA FRB FRC 11100 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, SINGLE, true, false)),
            floating(
                    "fnmadd",
                    "111111 FRT FRA FRB FRC 11111 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, DOUBLE, false, true)),
            floating(
                    "fnmadds",
                    "111011 FRT FRA FRB FRC 11111 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, SINGLE, false, true)),
            floating(
                    "fnmsub",
                    "111111 FRT FRA FRB FRC 11110 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, DOUBLE, true, true)),
            floating(
                    "fnmsubs",
                    "111011 FRT FRA FRB FRC 11110 Rc",
                    FRT_FRA_FRC_FRB,
                    "I 4.6.6.2",
                    (v, i) -> multiplyAdd(v, i, SINGLE, true, true)),
            floating("fsel", "111111 FRT FRA FRB FRC 10111 Rc", FRT_FRA_FRC_FRB, "I 4.6.9", FloatArithmetic::fsel),
            floating(
                    "fmrgew",
                    "111111 FRT FRA FRB 1111000110 /",
                    FRT_FRA_FRB,
                    "I 4.6.5",
                    (v, i) -> set(v, i, v.s.vsr[2 * i.ra] & -1L << 32 | v.s.vsr[2 * i.rb] >>> 32)),
            floating(
                    "fmrgow",
                    "111111 FRT FRA FRB 1101000110 /",
                    FRT_FRA_FRB,
                    "I 4.6.5",
                    (v, i) -> set(v, i, v.s.vsr[2 * i.ra] << 32 | v.s.vsr[2 * i.rb] & 0xFFFF_FFFFL)));

    private FloatArithmetic() {}

    private static int add(Vcpu v, Insn i, FloatFormat format, boolean minus) {
        v.floats.begin();
        long[] r = v.s.vsr;
        long sum = v.floats.add(format, r[2 * i.ra], r[2 * i.rb], v.s.fpscr, minus);
        return FloatResult.scalar(v, 2 * i.rt, sum, format == SINGLE);
    }

    private static int multiply(Vcpu v, Insn i, FloatFormat format) {
        v.floats.begin();
        long product = v.floats.multiply(format, v.s.vsr[2 * i.ra], v.s.vsr[2 * i.rc], v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, product, format == SINGLE);
    }

    private static int divide(Vcpu v, Insn i, FloatFormat format) {
        v.floats.begin();
        long quotient = v.floats.divide(format, v.s.vsr[2 * i.ra], v.s.vsr[2 * i.rb], v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, quotient, format == SINGLE);
    }

    private static int squareRoot(Vcpu v, Insn i, FloatFormat format) {
        v.floats.begin();
        long root = v.floats.squareRoot(format, v.s.vsr[2 * i.rb], v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, root, format == SINGLE);
    }

    private static int reciprocal(Vcpu v, Insn i, FloatFormat format) {
        v.floats.begin();
        long estimate = v.floats.reciprocal(format, v.s.vsr[2 * i.rb], v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, estimate, format == SINGLE);
    }

    private static int reciprocalRoot(Vcpu v, Insn i, FloatFormat format) {
        v.floats.begin();
        long estimate = v.floats.reciprocalRoot(format, v.s.vsr[2 * i.rb], v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, estimate, format == SINGLE);
    }

    private static int multiplyAdd(Vcpu v, Insn i, FloatFormat format, boolean minus, boolean negate) {
        v.floats.begin();
        long[] r = v.s.vsr;
        long sum = v.floats.multiplyAdd(format, r[2 * i.ra], r[2 * i.rc], r[2 * i.rb], v.s.fpscr, minus);
        return FloatResult.scalar(v, 2 * i.rt, negate ? FloatOperations.negated(sum) : sum, format == SINGLE);
    }

    private static int fsel(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        boolean chooseC = Double.longBitsToDouble(r[2 * i.ra]) >= 0;
        return set(v, i, chooseC ? r[2 * i.rc] : r[2 * i.rb]);
    }

    private static int set(Vcpu v, Insn i, long value) {
        v.s.vsr[2 * i.rt] = value;
        v.s.vsr[2 * i.rt + 1] = 0;
        return Outcome.NEXT;
    }

    /** Whether a software division of {@code x} by {@code y} is safe: CR field fl_flag, fg_flag, fe_flag. */
    public static int testDivide(Vcpu v, int field, long x, long y) {
        v.s.setCrField(field, divideTest(x, y, 1023, 52));
        return Outcome.NEXT;
    }

    /** Whether a software square root of {@code x} is safe. */
    public static int testSquareRoot(Vcpu v, int field, long x) {
        v.s.setCrField(field, squareRootTest(x, 1023, 52));
        return Outcome.NEXT;
    }

    /** The flags for numbers with this bias and this many fraction bits. */
    public static int divideTest(long x, long y, int bias, int fractionBits) {
        long infinity = 2L * bias + 1 << fractionBits;
        long least = 1L << fractionBits;
        long signless = (1L << Long.SIZE - Long.numberOfLeadingZeros(infinity)) - 1;
        long a = x & signless;
        long b = y & signless;
        int ea = (int) (a >>> fractionBits) - bias;
        int eb = (int) (b >>> fractionBits) - bias;
        boolean greater = a == infinity || b == infinity || b < least;
        boolean equal = a >= infinity
                || b >= infinity
                || b == 0
                || eb <= 1 - bias
                || eb >= bias - 2
                || a != 0 && (ea - eb >= bias || ea - eb <= 2 - bias || ea <= fractionBits + 1 - bias);
        return 8 | (greater ? 4 : 0) | (equal ? 2 : 0);
    }

    /** The flags for a number with this bias and this many fraction bits. */
    public static int squareRootTest(long x, int bias, int fractionBits) {
        long infinity = 2L * bias + 1 << fractionBits;
        long least = 1L << fractionBits;
        long signless = (1L << Long.SIZE - Long.numberOfLeadingZeros(infinity)) - 1;
        long b = x & signless;
        int eb = (int) (b >>> fractionBits) - bias;
        boolean negative = (x & signless + 1) != 0;
        boolean greater = b == infinity || b < least;
        boolean equal = b == 0 || b >= infinity || negative || eb <= fractionBits + 1 - bias;
        return 8 | (greater ? 4 : 0) | (equal ? 2 : 0);
    }
}
