package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.decimal.DecimalFormat.EXTENDED;
import static dev.nestor.emulator.decimal.DecimalFormat.LONG;
import static dev.nestor.emulator.decimal.DecimalFormat.SHORT;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.decimal;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.number;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.operand;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.decimal.Decimal;
import dev.nestor.emulator.decimal.DecimalContext;
import dev.nestor.emulator.decimal.DecimalConversion;
import dev.nestor.emulator.decimal.DecimalFormat;
import dev.nestor.emulator.decimal.DecimalParts;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.RegisterFacility;
import dev.nestor.emulator.isa.Vcpu;
import java.math.BigInteger;

/**
 * Decimal conversions between formats, from and to integers and binary-coded decimal, and instructions on the parts of
 * a number. What the manual leaves undefined (FPRF of a conversion to integer, FR and FI of exact conversions) stays,
 * or is 0.
 *
 * @see "Power ISA 3.1, Book I, sections 5.6.5 and 5.6.6"
 */
public final class DecimalFloatConvert {
    private static final int SIGNED = 2;
    private static final int PLUS_IS_F = 1;

    private DecimalFloatConvert() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("dctdp", "111011 FRT ///// FRB 0100000010 Rc", "FRT,FRB", "I 5.6.5")) {
            decimal(rows, DecimalFloatConvert::dctdp);
        }
        if (rows.at("dctqpq", "111111 FRTp ///// FRB 0100000010 Rc", "FRTp,FRB", "I 5.6.5")) {
            decimal(rows, DecimalFloatConvert::dctqpq);
        }
        if (rows.at("drsp", "111011 FRT ///// FRB 1100000010 Rc", "FRT,FRB", "I 5.6.5")) {
            decimal(rows, DecimalFloatConvert::drsp);
        }
        if (rows.at("drdpq", "111111 FRTp ///// FRBp 1100000010 Rc", "FRTp,FRBp", "I 5.6.5")) {
            decimal(rows, DecimalFloatConvert::drdpq);
        }
        if (rows.at("dcffix", "111011 FRT ///// FRB 1100100010 Rc", "FRT,FRB", "I 5.6.5")) {
            decimal(rows, (v, i) -> fromInteger(v, i, LONG, BigInteger.valueOf(v.s.vsr[2 * i.rb])));
        }
        if (rows.at("dcffixq", "111111 FRTp ///// FRB 1100100010 Rc", "FRTp,FRB", "I 5.6.5")) {
            decimal(rows, (v, i) -> fromInteger(v, i, EXTENDED, BigInteger.valueOf(v.s.vsr[2 * i.rb])));
        }
        if (rows.at("dctfix", "111011 FRT ///// FRB 0100100010 Rc", "FRT,FRB", "I 5.6.5")) {
            decimal(rows, (v, i) -> dctfix(v, i, LONG));
        }
        if (rows.at("dctfixq", "111111 FRT ///// FRBp 0100100010 Rc", "FRT,FRBp", "I 5.6.5")) {
            decimal(rows, (v, i) -> dctfix(v, i, EXTENDED));
        }
        if (rows.at("dcffixqq", "111111 FRTp 00000 VRB 1111100010 /", "FRTp,VRB", "I 5.6.5")) {
            decimal(rows, DecimalFloatConvert::dcffixqq);
        }
        if (rows.at("dctfixqq", "111111 VRT 00001 FRBp 1111100010 /", "VRT,FRBp", "I 5.6.5")) {
            decimal(rows, DecimalFloatConvert::dctfixqq);
        }
        if (rows.at("ddedpd", "111011 FRT SP /// FRB 0101000010 Rc", "SP,FRT,FRB", "I 5.6.6")) {
            decimal(rows, (v, i) -> decode(v, i, LONG));
        }
        if (rows.at("ddedpdq", "111111 FRTp SP /// FRBp 0101000010 Rc", "SP,FRTp,FRBp", "I 5.6.6")) {
            decimal(rows, (v, i) -> decode(v, i, EXTENDED));
        }
        if (rows.at("denbcd", "111011 FRT S //// FRB 1101000010 Rc", "S,FRT,FRB", "I 5.6.6")) {
            decimal(rows, (v, i) -> encode(v, i, LONG));
        }
        if (rows.at("denbcdq", "111111 FRTp S //// FRBp 1101000010 Rc", "S,FRTp,FRBp", "I 5.6.6")) {
            decimal(rows, (v, i) -> encode(v, i, EXTENDED));
        }
        if (rows.at("dxex", "111011 FRT ///// FRB 0101100010 Rc", "FRT,FRB", "I 5.6.6")) {
            decimal(rows, (v, i) -> extractExponent(v, i, LONG));
        }
        if (rows.at("dxexq", "111111 FRT ///// FRBp 0101100010 Rc", "FRT,FRBp", "I 5.6.6")) {
            decimal(rows, (v, i) -> extractExponent(v, i, EXTENDED));
        }
        if (rows.at("diex", "111011 FRT FRA FRB 1101100010 Rc", "FRT,FRA,FRB", "I 5.6.6")) {
            decimal(rows, (v, i) -> insertExponent(v, i, LONG));
        }
        if (rows.at("diexq", "111111 FRTp FRA FRBp 1101100010 Rc", "FRTp,FRA,FRBp", "I 5.6.6")) {
            decimal(rows, (v, i) -> insertExponent(v, i, EXTENDED));
        }
        if (rows.at("dscli", "111011 FRT FRA DSH 001000010 Rc", "FRT,FRA,DSH", "I 5.6.6")) {
            decimal(rows, (v, i) -> shift(v, i, LONG, Field.DSH.get(i.word)));
        }
        if (rows.at("dscliq", "111111 FRTp FRAp DSH 001000010 Rc", "FRTp,FRAp,DSH", "I 5.6.6")) {
            decimal(rows, (v, i) -> shift(v, i, EXTENDED, Field.DSH.get(i.word)));
        }
        if (rows.at("dscri", "111011 FRT FRA DSH 001100010 Rc", "FRT,FRA,DSH", "I 5.6.6")) {
            decimal(rows, (v, i) -> shift(v, i, LONG, -Field.DSH.get(i.word)));
        }
        if (rows.at("dscriq", "111111 FRTp FRAp DSH 001100010 Rc", "FRTp,FRAp,DSH", "I 5.6.6")) {
            decimal(rows, (v, i) -> shift(v, i, EXTENDED, -Field.DSH.get(i.word)));
        }
    }

    /** A signaling NaN of the short format, which is for storage, stays one. */
    private static int dctdp(Vcpu v, Insn i) {
        return number(v, i, LONG, DecimalConversion.widen(LONG, operand(v, SHORT, i.rb), true));
    }

    private static int dctqpq(Vcpu v, Insn i) {
        return number(v, i, EXTENDED, DecimalConversion.widen(EXTENDED, operand(v, LONG, i.rb), false));
    }

    private static int drsp(Vcpu v, Insn i) {
        DecimalContext context = DecimalContext.of(SHORT, v.s.fpscr);
        return number(v, i, LONG, DecimalConversion.narrow(context, LONG, operand(v, LONG, i.rb), true));
    }

    private static int drdpq(Vcpu v, Insn i) {
        DecimalContext context = DecimalContext.of(LONG, v.s.fpscr);
        return number(v, i, EXTENDED, DecimalConversion.narrow(context, EXTENDED, operand(v, EXTENDED, i.rb), false));
    }

    private static int fromInteger(Vcpu v, Insn i, DecimalFormat format, BigInteger value) {
        DecimalContext context = DecimalContext.of(format, v.s.fpscr);
        return number(v, i, format, DecimalConversion.fromInteger(context, value));
    }

    private static DecimalConversion.Fixed toInteger(Vcpu v, Insn i, DecimalFormat format, int bits) {
        return DecimalConversion.toInteger(DecimalContext.of(format, v.s.fpscr), operand(v, format, i.rb), bits);
    }

    private static int dctfix(Vcpu v, Insn i, DecimalFormat format) {
        DecimalConversion.Fixed fixed = toInteger(v, i, format, Long.SIZE);
        if (!FloatResult.isSuppressed(v.s, fixed.raised())) {
            DecimalFloat.set(v, i.rt, fixed.value().longValue());
        }
        return FloatResult.ended(v, fixed.raised(), v.s.fpscr);
    }

    private static int dcffixqq(Vcpu v, Insn i) {
        if (!hasVectors(v)) {
            return vectorsMissing(v);
        }
        BigInteger high = BigInteger.valueOf(v.s.vsr[vr(i.rb)]).shiftLeft(Long.SIZE);
        BigInteger low = BigInteger.valueOf(v.s.vsr[vr(i.rb) + 1]).mod(BigInteger.ONE.shiftLeft(Long.SIZE));
        return fromInteger(v, i, EXTENDED, high.add(low));
    }

    private static int dctfixqq(Vcpu v, Insn i) {
        if (!hasVectors(v)) {
            return vectorsMissing(v);
        }
        DecimalConversion.Fixed fixed = toInteger(v, i, EXTENDED, 2 * Long.SIZE);
        if (!FloatResult.isSuppressed(v.s, fixed.raised())) {
            v.s.vsr[vr(i.rt)] = fixed.value().shiftRight(Long.SIZE).longValue();
            v.s.vsr[vr(i.rt) + 1] = fixed.value().longValue();
        }
        return FloatResult.ended(v, fixed.raised(), v.s.fpscr);
    }

    private static boolean hasVectors(Vcpu v) {
        return InstructionRow.isOn(v, MsrBits.VEC, RegisterFacility.VECTOR.hfscrCause());
    }

    private static int vectorsMissing(Vcpu v) {
        return InstructionRow.unavailable(v, RegisterFacility.VECTOR);
    }

    private static int decode(Vcpu v, Insn i, DecimalFormat format) {
        int choice = Field.SP.get(i.word);
        int nibbles = format == EXTENDED ? 32 : 16;
        int plus = (choice & PLUS_IS_F) != 0 ? 0xF : 0xC;
        BigInteger bcd = DecimalParts.toBcd(operand(v, format, i.rb), nibbles, (choice & SIGNED) != 0, plus);
        DecimalFloat.setTarget(v, i, format, bcd.shiftRight(Long.SIZE).longValue(), bcd.longValue());
        return Outcome.NEXT;
    }

    private static int encode(Vcpu v, Insn i, DecimalFormat format) {
        long first = v.s.vsr[2 * i.rb];
        long low = format == EXTENDED ? v.s.vsr[2 * i.rb + 2] : first;
        return number(v, i, format, DecimalParts.fromBcd(format, first, low, Field.S_11.get(i.word) != 0));
    }

    private static int extractExponent(Vcpu v, Insn i, DecimalFormat format) {
        DecimalFloat.set(v, i.rt, DecimalParts.biasedExponent(format, operand(v, format, i.rb)));
        return Outcome.NEXT;
    }

    private static int insertExponent(Vcpu v, Insn i, DecimalFormat format) {
        long biased = v.s.vsr[2 * i.ra];
        return unclassified(v, i, format, DecimalParts.withBiasedExponent(format, biased, operand(v, format, i.rb)));
    }

    private static int shift(Vcpu v, Insn i, DecimalFormat format, int count) {
        return unclassified(v, i, format, DecimalParts.shifted(format, operand(v, format, i.ra), count));
    }

    /** Ends an instruction that does not look at FPSCR. */
    private static int unclassified(Vcpu v, Insn i, DecimalFormat format, Decimal result) {
        long[] words = format.encode(result);
        DecimalFloat.setTarget(v, i, format, words[0], words[1]);
        return Outcome.NEXT;
    }
}
