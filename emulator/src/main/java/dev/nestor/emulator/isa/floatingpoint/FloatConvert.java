package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.binary.FloatUnit.DOWN;
import static dev.nestor.emulator.binary.FloatUnit.NEAREST_AWAY;
import static dev.nestor.emulator.binary.FloatUnit.TOWARD_ZERO;
import static dev.nestor.emulator.binary.FloatUnit.UP;
import static dev.nestor.emulator.isa.RegisterRows.floating;

import dev.nestor.emulator.binary.DoubleFormat;
import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Floating-point rounding, conversion and comparison.
 *
 * @see "Power ISA 3.1, Book I, sections 4.6.7 and 4.6.8"
 */
public final class FloatConvert {
    private static final String BF_FRA_FRB = "BF,FRA,FRB";
    private static final String FRT_FRB = "FRT,FRB";
    /** Not a mode: stands for the one in FPSCR. */
    private static final int CURRENT = -1;

    private FloatConvert() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("frsp", "111111 FRT ///// FRB 0000001100 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, FloatConvert::frsp);
        }
        if (rows.at("fctid", "111111 FRT ///// FRB 1100101110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, CURRENT, 64, true));
        }
        if (rows.at("fctidz", "111111 FRT ///// FRB 1100101111 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, TOWARD_ZERO, 64, true));
        }
        if (rows.at("fctidu", "111111 FRT ///// FRB 1110101110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, CURRENT, 64, false));
        }
        if (rows.at("fctiduz", "111111 FRT ///// FRB 1110101111 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, TOWARD_ZERO, 64, false));
        }
        if (rows.at("fctiw", "111111 FRT ///// FRB 0000001110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, CURRENT, 32, true));
        }
        if (rows.at("fctiwz", "111111 FRT ///// FRB 0000001111 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, TOWARD_ZERO, 32, true));
        }
        if (rows.at("fctiwu", "111111 FRT ///// FRB 0010001110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, CURRENT, 32, false));
        }
        if (rows.at("fctiwuz", "111111 FRT ///// FRB 0010001111 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> toInteger(v, i, TOWARD_ZERO, 32, false));
        }
        if (rows.at("fcfid", "111111 FRT ///// FRB 1101001110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> fromInteger(v, i, DOUBLE, true));
        }
        if (rows.at("fcfidu", "111111 FRT ///// FRB 1111001110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> fromInteger(v, i, DOUBLE, false));
        }
        if (rows.at("fcfids", "111011 FRT ///// FRB 1101001110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> fromInteger(v, i, SINGLE, true));
        }
        if (rows.at("fcfidus", "111011 FRT ///// FRB 1111001110 Rc", FRT_FRB, "I 4.6.7.2")) {
            floating(rows, (v, i) -> fromInteger(v, i, SINGLE, false));
        }
        if (rows.at("frin", "111111 FRT ///// FRB 0110001000 Rc", FRT_FRB, "I 4.6.7.3")) {
            floating(rows, (v, i) -> roundToIntegral(v, i, NEAREST_AWAY));
        }
        if (rows.at("friz", "111111 FRT ///// FRB 0110101000 Rc", FRT_FRB, "I 4.6.7.3")) {
            floating(rows, (v, i) -> roundToIntegral(v, i, TOWARD_ZERO));
        }
        if (rows.at("frip", "111111 FRT ///// FRB 0111001000 Rc", FRT_FRB, "I 4.6.7.3")) {
            floating(rows, (v, i) -> roundToIntegral(v, i, UP));
        }
        if (rows.at("frim", "111111 FRT ///// FRB 0111101000 Rc", FRT_FRB, "I 4.6.7.3")) {
            floating(rows, (v, i) -> roundToIntegral(v, i, DOWN));
        }
        if (rows.at("fcmpu", "111111 BF // FRA FRB 0000000000 /", BF_FRA_FRB, "I 4.6.8")) {
            floating(rows, (v, i) -> compare(v, i.rt >>> 2, v.s.vsr[2 * i.ra], v.s.vsr[2 * i.rb], false));
        }
        if (rows.at("fcmpo", "111111 BF // FRA FRB 0000100000 /", BF_FRA_FRB, "I 4.6.8")) {
            floating(rows, (v, i) -> compare(v, i.rt >>> 2, v.s.vsr[2 * i.ra], v.s.vsr[2 * i.rb], true));
        }
    }

    private static int frsp(Vcpu v, Insn i) {
        v.floats.begin();
        long single = v.floats.roundToSingle(v.s.vsr[2 * i.rb], v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, single, true);
    }

    /** The high word of a converted word is undefined; it is the same word again. */
    private static int toInteger(Vcpu v, Insn i, int mode, int bits, boolean signed) {
        v.floats.begin();
        int used = mode == CURRENT ? FloatOperations.mode(v.s.fpscr) : mode;
        long integer = v.floats.toInteger(v.s.vsr[2 * i.rb], used, bits, signed);
        return FloatResult.integer(v, 2 * i.rt, integer, 0);
    }

    private static int fromInteger(Vcpu v, Insn i, FloatFormat format, boolean signed) {
        v.floats.begin();
        long number = v.floats.fromInteger(format, v.s.vsr[2 * i.rb], signed, v.s.fpscr);
        return FloatResult.scalar(v, 2 * i.rt, number, format == SINGLE);
    }

    private static int roundToIntegral(Vcpu v, Insn i, int mode) {
        v.floats.begin();
        long integral = v.floats.roundToIntegral(v.s.vsr[2 * i.rb], mode);
        v.floats.unit.raised &= FpscrBits.INVALID;
        return FloatResult.scalar(v, 2 * i.rt, integral, false);
    }

    /** Compares two numbers; an ordered comparison with a NaN is invalid. */
    public static int compare(Vcpu v, int field, long x, long y, boolean ordered) {
        double a = Double.longBitsToDouble(x);
        double b = Double.longBitsToDouble(y);
        v.floats.begin();
        if (a < b) {
            return FloatResult.comparison(v, field, 0x8000);
        }
        if (a > b) {
            return FloatResult.comparison(v, field, 0x4000);
        }
        if (a == b) {
            return FloatResult.comparison(v, field, 0x2000);
        }
        if (DoubleFormat.isSignaling(x) || DoubleFormat.isSignaling(y)) {
            boolean alsoOrdered = ordered && (v.s.fpscr & FpscrBits.VE) == 0;
            v.floats.unit.raised |= FpscrBits.VXSNAN | (alsoOrdered ? FpscrBits.VXVC : 0);
        } else if (ordered) {
            v.floats.unit.raised |= FpscrBits.VXVC;
        }
        return FloatResult.comparison(v, field, 0x1000);
    }
}
