package dev.nestor.emulator.isa.floatingpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.decimal.Decimal;
import dev.nestor.emulator.decimal.DecimalFormat;
import dev.nestor.emulator.decimal.DecimalResult;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.RegisterRows;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import java.util.List;

/**
 * Rows of the decimal floating-point facility, their operands and how they end. A number of 64 bits is in a
 * floating-point register, one of 128 bits in an even one (the high half) and the next.
 *
 * @see "Power ISA 3.1, Book I, sections 5.1 and 5.5.10"
 */
final class DecimalFloat {
    private static final List<Field> PAIRS = List.of(Field.FRTP, Field.FRAP, Field.FRBP);

    private DecimalFloat() {}

    /** The row just named at {@code rows}; a pair that begins with an odd register is an invalid form. */
    static InstructionRow decimal(InstructionRows rows, Semantics semantics) {
        return RegisterRows.floating(rows, semantics).prepared(DecimalFloat::refuseOddPairs);
    }

    private static void refuseOddPairs(Insn i) {
        for (Field pair : PAIRS) {
            if (i.row.pattern().fields().contains(pair) && (pair.get(i.word) & 1) != 0) {
                i.semantics = InstructionRow.INVALID_FORM;
            }
        }
    }

    /** The number in floating-point register {@code register}, or in the pair that it begins. */
    static Decimal operand(Vcpu v, DecimalFormat format, int register) {
        long[] r = v.s.vsr;
        return format == DecimalFormat.EXTENDED
                ? format.decode(r[2 * register], r[2 * register + 2])
                : format.decode(0, r[2 * register]);
    }

    /** Sets FRT, or the pair for {@link DecimalFormat#EXTENDED}. */
    static void setTarget(Vcpu v, Insn i, DecimalFormat format, long high, long low) {
        if (format == DecimalFormat.EXTENDED) {
            set(v, i.rt, high);
            set(v, i.rt + 1, low);
        } else {
            set(v, i.rt, low);
        }
    }

    /** Sets one floating-point register. */
    static void set(Vcpu v, int register, long value) {
        v.s.vsr[2 * register] = value;
        v.s.vsr[2 * register + 1] = 0;
    }

    /** Ends an operation whose result goes to FRT, or to the pair for {@link DecimalFormat#EXTENDED}. */
    static int number(Vcpu v, Insn i, DecimalFormat target, DecimalResult result) {
        CpuState s = v.s;
        if (FloatResult.isSuppressed(s, result.raised())) {
            return FloatResult.ended(v, result.raised(), s.fpscr);
        }
        long[] words = result.words();
        if (target == DecimalFormat.EXTENDED && result.format() == DecimalFormat.LONG) {
            setTarget(v, i, target, words[1], 0);
        } else {
            setTarget(v, i, target, words[0], words[1]);
        }
        return FloatResult.ended(v, result.raised(), s.fpscr & ~FpscrBits.FPRF | result.fprf());
    }
}
