package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.decimal.DecimalFormat.EXTENDED;
import static dev.nestor.emulator.decimal.DecimalFormat.LONG;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.decimal;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.number;
import static dev.nestor.emulator.isa.floatingpoint.DecimalFloat.operand;

import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.decimal.Decimal;
import dev.nestor.emulator.decimal.DecimalContext;
import dev.nestor.emulator.decimal.DecimalFormat;
import dev.nestor.emulator.decimal.DecimalQuantum;
import dev.nestor.emulator.decimal.DecimalResult;
import dev.nestor.emulator.decimal.DecimalRounding;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;
import java.math.BigInteger;

/**
 * Decimal instructions that choose the exponent of their result.
 *
 * @see "Power ISA 3.1, Book I, section 5.6.4"
 */
public final class DecimalFloatQuantum {
    private static final int REFERENCE_MASK = 0x3F;

    private DecimalFloatQuantum() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("dquai", "111011 FRT TE FRB RMC 01000011 Rc", "TE,FRT,FRB,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> quantizeImmediate(v, i, LONG));
        }
        if (rows.at("dquaiq", "111111 FRTp TE FRBp RMC 01000011 Rc", "TE,FRTp,FRBp,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> quantizeImmediate(v, i, EXTENDED));
        }
        if (rows.at("dqua", "111011 FRT FRA FRB RMC 00000011 Rc", "FRT,FRA,FRB,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> quantize(v, i, LONG));
        }
        if (rows.at("dquaq", "111111 FRTp FRAp FRBp RMC 00000011 Rc", "FRTp,FRAp,FRBp,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> quantize(v, i, EXTENDED));
        }
        if (rows.at("drrnd", "111011 FRT FRA FRB RMC 00100011 Rc", "FRT,FRA,FRB,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> reround(v, i, LONG));
        }
        if (rows.at("drrndq", "111111 FRTp FRA FRBp RMC 00100011 Rc", "FRTp,FRA,FRBp,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> reround(v, i, EXTENDED));
        }
        if (rows.at("drintx", "111011 FRT //// R FRB RMC 01100011 Rc", "R,FRT,FRB,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> roundToIntegral(v, i, LONG, true));
        }
        if (rows.at("drintxq", "111111 FRTp //// R FRBp RMC 01100011 Rc", "R,FRTp,FRBp,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> roundToIntegral(v, i, EXTENDED, true));
        }
        if (rows.at("drintn", "111011 FRT //// R FRB RMC 11100011 Rc", "R,FRT,FRB,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> roundToIntegral(v, i, LONG, false));
        }
        if (rows.at("drintnq", "111111 FRTp //// R FRBp RMC 11100011 Rc", "R,FRTp,FRBp,RMC", "I 5.6.4")) {
            decimal(rows, (v, i) -> roundToIntegral(v, i, EXTENDED, false));
        }
    }

    private static DecimalContext context(Vcpu v, Insn i, DecimalFormat format, boolean secondary) {
        return DecimalContext.of(format, DecimalRounding.named(secondary, Field.RMC.get(i.word), v.s.fpscr));
    }

    private static int quantizeImmediate(Vcpu v, Insn i, DecimalFormat format) {
        Decimal a = Decimal.finite(false, BigInteger.ONE, Field.TE.get(i.word));
        DecimalResult result = DecimalQuantum.quantize(context(v, i, format, false), a, operand(v, format, i.rb));
        return number(v, i, format, result);
    }

    private static int quantize(Vcpu v, Insn i, DecimalFormat format) {
        Decimal a = operand(v, format, i.ra);
        DecimalResult result = DecimalQuantum.quantize(context(v, i, format, false), a, operand(v, format, i.rb));
        return number(v, i, format, result);
    }

    private static int reround(Vcpu v, Insn i, DecimalFormat format) {
        int significance = (int) v.s.vsr[2 * i.ra] & REFERENCE_MASK;
        DecimalContext context = context(v, i, format, false);
        return number(v, i, format, DecimalQuantum.reround(context, significance, operand(v, format, i.rb)));
    }

    /** Without {@code inexact} nothing is said of a fraction that was lost. */
    private static int roundToIntegral(Vcpu v, Insn i, DecimalFormat format, boolean inexact) {
        DecimalContext context = context(v, i, format, Field.R.get(i.word) != 0);
        DecimalResult result = DecimalQuantum.toIntegral(context, operand(v, format, i.rb));
        int raised = inexact ? result.raised() : result.raised() & FpscrBits.INVALID;
        return number(v, i, format, new DecimalResult(format, result.value(), raised));
    }
}
