package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.decimal.DecimalFormat.EXTENDED;
import static dev.nestor.emulator.decimal.DecimalFormat.LONG;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.decimal;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.operand;

import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.decimal.Decimal;
import dev.nestor.emulator.decimal.DecimalArithmetic;
import dev.nestor.emulator.decimal.DecimalContext;
import dev.nestor.emulator.decimal.DecimalFormat;
import dev.nestor.emulator.decimal.DecimalResult;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Decimal arithmetic, comparisons and tests.
 *
 * @see "Power ISA 3.1, Book I, sections 5.6.1 to 5.6.3"
 */
public final class DecimalFloatArithmetic {
    private static final int REFERENCE_MASK = 0x3F;
    private static final int NEGATIVE = 8;
    private static final int MATCH = 2;

    private DecimalFloatArithmetic() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("dadd", "111011 FRT FRA FRB 0000000010 Rc", "FRT,FRA,FRB", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, LONG, DecimalArithmetic::add));
        }
        if (rows.at("daddq", "111111 FRTp FRAp FRBp 0000000010 Rc", "FRTp,FRAp,FRBp", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, EXTENDED, DecimalArithmetic::add));
        }
        if (rows.at("dsub", "111011 FRT FRA FRB 1000000010 Rc", "FRT,FRA,FRB", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, LONG, DecimalArithmetic::subtract));
        }
        if (rows.at("dsubq", "111111 FRTp FRAp FRBp 1000000010 Rc", "FRTp,FRAp,FRBp", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, EXTENDED, DecimalArithmetic::subtract));
        }
        if (rows.at("dmul", "111011 FRT FRA FRB 0000100010 Rc", "FRT,FRA,FRB", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, LONG, DecimalArithmetic::multiply));
        }
        if (rows.at("dmulq", "111111 FRTp FRAp FRBp 0000100010 Rc", "FRTp,FRAp,FRBp", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, EXTENDED, DecimalArithmetic::multiply));
        }
        if (rows.at("ddiv", "111011 FRT FRA FRB 1000100010 Rc", "FRT,FRA,FRB", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, LONG, DecimalArithmetic::divide));
        }
        if (rows.at("ddivq", "111111 FRTp FRAp FRBp 1000100010 Rc", "FRTp,FRAp,FRBp", "I 5.6.1")) {
            decimal(rows, (v, i) -> arithmetic(v, i, EXTENDED, DecimalArithmetic::divide));
        }
        if (rows.at("dcmpu", "111011 BF // FRA FRB 1010000010 /", "BF,FRA,FRB", "I 5.6.2")) {
            decimal(rows, (v, i) -> compare(v, i, LONG, false));
        }
        if (rows.at("dcmpuq", "111111 BF // FRAp FRBp 1010000010 /", "BF,FRAp,FRBp", "I 5.6.2")) {
            decimal(rows, (v, i) -> compare(v, i, EXTENDED, false));
        }
        if (rows.at("dcmpo", "111011 BF // FRA FRB 0010000010 /", "BF,FRA,FRB", "I 5.6.2")) {
            decimal(rows, (v, i) -> compare(v, i, LONG, true));
        }
        if (rows.at("dcmpoq", "111111 BF // FRAp FRBp 0010000010 /", "BF,FRAp,FRBp", "I 5.6.2")) {
            decimal(rows, (v, i) -> compare(v, i, EXTENDED, true));
        }
        if (rows.at("dtstdc", "111011 BF // FRA DCM 011000010 /", "BF,FRA,DCM", "I 5.6.3")) {
            decimal(rows, (v, i) -> testClass(v, i, LONG));
        }
        if (rows.at("dtstdcq", "111111 BF // FRAp DCM 011000010 /", "BF,FRAp,DCM", "I 5.6.3")) {
            decimal(rows, (v, i) -> testClass(v, i, EXTENDED));
        }
        if (rows.at("dtstdg", "111011 BF // FRA DGM 011100010 /", "BF,FRA,DGM", "I 5.6.3")) {
            decimal(rows, (v, i) -> testGroup(v, i, LONG));
        }
        if (rows.at("dtstdgq", "111111 BF // FRAp DGM 011100010 /", "BF,FRAp,DGM", "I 5.6.3")) {
            decimal(rows, (v, i) -> testGroup(v, i, EXTENDED));
        }
        if (rows.at("dtstex", "111011 BF // FRA FRB 0010100010 /", "BF,FRA,FRB", "I 5.6.3")) {
            decimal(rows, (v, i) -> testExponent(v, i, LONG));
        }
        if (rows.at("dtstexq", "111111 BF // FRAp FRBp 0010100010 /", "BF,FRAp,FRBp", "I 5.6.3")) {
            decimal(rows, (v, i) -> testExponent(v, i, EXTENDED));
        }
        if (rows.at("dtstsf", "111011 BF // FRA FRB 1010100010 /", "BF,FRA,FRB", "I 5.6.3")) {
            decimal(rows, (v, i) -> testSignificance(v, i, LONG, (int) v.s.vsr[2 * i.ra]));
        }
        if (rows.at("dtstsfq", "111111 BF // FRA FRBp 1010100010 /", "BF,FRA,FRBp", "I 5.6.3")) {
            decimal(rows, (v, i) -> testSignificance(v, i, EXTENDED, (int) v.s.vsr[2 * i.ra]));
        }
        if (rows.at("dtstsfi", "111011 BF / UIM FRB 1010100011 /", "BF,UIM,FRB", "I 5.6.3")) {
            decimal(rows, (v, i) -> testSignificance(v, i, LONG, Field.UIM_10.get(i.word)));
        }
        if (rows.at("dtstsfiq", "111111 BF / UIM FRBp 1010100011 /", "BF,UIM,FRBp", "I 5.6.3")) {
            decimal(rows, (v, i) -> testSignificance(v, i, EXTENDED, Field.UIM_10.get(i.word)));
        }
    }

    /** An operation on two numbers. */
    @FunctionalInterface
    private interface Operation {
        DecimalResult of(DecimalContext context, Decimal a, Decimal b);
    }

    private static int arithmetic(Vcpu v, Insn i, DecimalFormat format, Operation operation) {
        DecimalContext context = DecimalContext.of(format, v.s.fpscr);
        DecimalResult result = operation.of(context, operand(v, format, i.ra), operand(v, format, i.rb));
        return DecimalFloat.number(v, i, format, result);
    }

    /** An ordered comparison with a NaN is invalid; with a signaling one VXVC is set only when VE is 0. */
    private static int compare(Vcpu v, Insn i, DecimalFormat format, boolean ordered) {
        Decimal a = operand(v, format, i.ra);
        Decimal b = operand(v, format, i.rb);
        int raised = 0;
        if (a.kind() == Decimal.Kind.SIGNALING || b.kind() == Decimal.Kind.SIGNALING) {
            boolean also = ordered && (v.s.fpscr & FpscrBits.VE) == 0;
            raised = FpscrBits.VXSNAN | (also ? FpscrBits.VXVC : 0);
        } else if (ordered && (a.isNan() || b.isNan())) {
            raised = FpscrBits.VXVC;
        }
        return ended(v, i, DecimalArithmetic.compare(a, b), raised);
    }

    private static int testClass(Vcpu v, Insn i, DecimalFormat format) {
        Decimal a = operand(v, format, i.ra);
        int place = switch (a.kind()) {
            case FINITE -> a.isZero() ? 0 : format.isSubnormal(a) ? 1 : 2;
            case INFINITE -> 3;
            case QUIET -> 4;
            case SIGNALING -> 5;
        };
        return tested(v, i, a, Field.DCM.get(i.word), place);
    }

    private static int testGroup(Vcpu v, Insn i, DecimalFormat format) {
        Decimal a = operand(v, format, i.ra);
        boolean extreme = a.exponent() == format.exponentMin() || a.exponent() == format.exponentMax();
        int place;
        if (!a.isFinite()) {
            place = 5;
        } else if (a.isZero()) {
            place = extreme ? 1 : 0;
        } else if (extreme || format.isSubnormal(a)) {
            place = 2;
        } else {
            place = a.digitCount() < format.precision() ? 3 : 4;
        }
        return tested(v, i, a, Field.DGM.get(i.word), place);
    }

    /** Ends a test: bit {@code place} of a mask of six, the first being 0, says whether it matches. */
    private static int tested(Vcpu v, Insn i, Decimal a, int mask, int place) {
        boolean match = (mask >>> 5 - place & 1) != 0;
        return ended(v, i, (a.negative() ? NEGATIVE : 0) | (match ? MATCH : 0), 0);
    }

    private static int testExponent(Vcpu v, Insn i, DecimalFormat format) {
        Decimal a = operand(v, format, i.ra);
        Decimal b = operand(v, format, i.rb);
        if (!a.isFinite() || !b.isFinite()) {
            boolean alike = !a.isFinite() && !b.isFinite() && a.isNan() == b.isNan();
            return ended(v, i, alike ? DecimalArithmetic.EQUAL : DecimalArithmetic.UNORDERED, 0);
        }
        return ended(v, i, ordered(Integer.compare(a.exponent(), b.exponent())), 0);
    }

    /** Zero has no significant digits, and a reference of 0 is greater than any number of them. */
    private static int testSignificance(Vcpu v, Insn i, DecimalFormat format, int reference) {
        Decimal b = operand(v, format, i.rb);
        int wanted = reference & REFERENCE_MASK;
        if (!b.isFinite()) {
            return ended(v, i, DecimalArithmetic.UNORDERED, 0);
        }
        return ended(v, i, wanted == 0 ? DecimalArithmetic.GREATER : ordered(wanted - b.digitCount()), 0);
    }

    private static int ordered(int difference) {
        return difference < 0
                ? DecimalArithmetic.LESS
                : difference > 0 ? DecimalArithmetic.GREATER : DecimalArithmetic.EQUAL;
    }

    /** Sets CR field BF and FPCC. */
    private static int ended(Vcpu v, Insn i, int outcome, int raised) {
        return FloatResult.comparison(v, i.rt >>> 2, outcome << 12, raised);
    }
}
