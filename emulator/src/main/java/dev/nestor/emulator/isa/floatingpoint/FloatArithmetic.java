package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.isa.RegisterRows.floating;

import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

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

    private FloatArithmetic() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("fadd", "111111 FRT FRA FRB ///// 10101 Rc", FRT_FRA_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> add(v, i, DOUBLE, false));
        }
        if (rows.at("fadds", "111011 FRT FRA FRB ///// 10101 Rc", FRT_FRA_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> add(v, i, SINGLE, false));
        }
        if (rows.at("fsub", "111111 FRT FRA FRB ///// 10100 Rc", FRT_FRA_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> add(v, i, DOUBLE, true));
        }
        if (rows.at("fsubs", "111011 FRT FRA FRB ///// 10100 Rc", FRT_FRA_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> add(v, i, SINGLE, true));
        }
        if (rows.at("fmul", "111111 FRT FRA ///// FRC 11001 Rc", FRT_FRA_FRC, "I 4.6.6.1")) {
            floating(rows, (v, i) -> multiply(v, i, DOUBLE));
        }
        if (rows.at("fmuls", "111011 FRT FRA ///// FRC 11001 Rc", FRT_FRA_FRC, "I 4.6.6.1")) {
            floating(rows, (v, i) -> multiply(v, i, SINGLE));
        }
        if (rows.at("fdiv", "111111 FRT FRA FRB ///// 10010 Rc", FRT_FRA_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> divide(v, i, DOUBLE));
        }
        if (rows.at("fdivs", "111011 FRT FRA FRB ///// 10010 Rc", FRT_FRA_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> divide(v, i, SINGLE));
        }
        if (rows.at("fsqrt", "111111 FRT ///// FRB ///// 10110 Rc", FRT_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> squareRoot(v, i, DOUBLE));
        }
        if (rows.at("fsqrts", "111011 FRT ///// FRB ///// 10110 Rc", FRT_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> squareRoot(v, i, SINGLE));
        }
        if (rows.at("fre", "111111 FRT ///// FRB ///// 11000 Rc", FRT_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> reciprocal(v, i, DOUBLE));
        }
        if (rows.at("fres", "111011 FRT ///// FRB ///// 11000 Rc", FRT_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> reciprocal(v, i, SINGLE));
        }
        if (rows.at("frsqrte", "111111 FRT ///// FRB ///// 11010 Rc", FRT_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> reciprocalRoot(v, i, DOUBLE));
        }
        if (rows.at("frsqrtes", "111011 FRT ///// FRB ///// 11010 Rc", FRT_FRB, "I 4.6.6.1")) {
            floating(rows, (v, i) -> reciprocalRoot(v, i, SINGLE));
        }
        if (rows.at("ftdiv", "111111 BF // FRA FRB 0010000000 /", "BF,FRA,FRB", "I 4.6.6.1")) {
            floating(rows, (v, i) -> testDivide(v, i.rt >>> 2, v.s.vsr[2 * i.ra], v.s.vsr[2 * i.rb]));
        }
        if (rows.at("ftsqrt", "111111 BF // ///// FRB 0010100000 /", "BF,FRB", "I 4.6.6.1")) {
            floating(rows, (v, i) -> testSquareRoot(v, i.rt >>> 2, v.s.vsr[2 * i.rb]));
        }
        if (rows.at("fmadd", "111111 FRT FRA FRB FRC 11101 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, DOUBLE, false, false));
        }
        if (rows.at("fmadds", "111011 FRT FRA FRB FRC 11101 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, SINGLE, false, false));
        }
        if (rows.at("fmsub", "111111 FRT FRA FRB FRC 11100 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, DOUBLE, true, false));
        }
        if (rows.at("fmsubs", "111011 FRT FRA FRB FRC 11100 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, SINGLE, true, false));
        }
        if (rows.at("fnmadd", "111111 FRT FRA FRB FRC 11111 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, DOUBLE, false, true));
        }
        if (rows.at("fnmadds", "111011 FRT FRA FRB FRC 11111 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, SINGLE, false, true));
        }
        if (rows.at("fnmsub", "111111 FRT FRA FRB FRC 11110 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, DOUBLE, true, true));
        }
        if (rows.at("fnmsubs", "111011 FRT FRA FRB FRC 11110 Rc", FRT_FRA_FRC_FRB, "I 4.6.6.2")) {
            floating(rows, (v, i) -> multiplyAdd(v, i, SINGLE, true, true));
        }
        if (rows.at("fsel", "111111 FRT FRA FRB FRC 10111 Rc", FRT_FRA_FRC_FRB, "I 4.6.9")) {
            floating(rows, FloatArithmetic::fsel);
        }
        if (rows.at("fmrgew", "111111 FRT FRA FRB 1111000110 /", FRT_FRA_FRB, "I 4.6.5")) {
            floating(rows, (v, i) -> set(v, i, v.s.vsr[2 * i.ra] & -1L << 32 | v.s.vsr[2 * i.rb] >>> 32));
        }
        if (rows.at("fmrgow", "111111 FRT FRA FRB 1101000110 /", FRT_FRA_FRB, "I 4.6.5")) {
            floating(rows, (v, i) -> set(v, i, v.s.vsr[2 * i.ra] << 32 | v.s.vsr[2 * i.rb] & 0xFFFF_FFFFL));
        }
    }

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
