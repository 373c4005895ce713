package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point multiplication, division and modulo. Where the manual leaves a result undefined (a quotient that does not
 * fit, division by zero) it is 0, and the undefined high word of a 32-bit result is 0, for divwe and modsw the sign.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.9"
 */
public final class FixedPointMultiplyDivide {
    private static final String SECTION = "I 3.3.9";
    private static final String SECTION_64 = "I 3.3.9.1";
    private static final String THREE = "RT,RA,RB";
    private static final String FOUR = "RT,RA,RB,RC";

    private FixedPointMultiplyDivide() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("mulli", "000111 RT RA SI", "RT,RA,SI", SECTION)) {
            rows.does(FixedPointMultiplyDivide::mulli)
                    .emitting((e, i) -> e.gpr(i.ra).constant(i.imm).multiply().toGpr(i.rt));
        }
        if (rows.at("mullw", "011111 RT RA RB OE 011101011 Rc", THREE, SECTION)) {
            rows.does(FixedPointMultiplyDivide::mullw)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .signExtend(32)
                            .gpr(i.rb)
                            .signExtend(32)
                            .multiply()
                            .toGpr(i.rt))
                    .overflow(FixedPointMultiplyDivide::mullwo);
        }
        if (rows.at("mulhw", "011111 RT RA RB / 001001011 Rc", THREE, SECTION)) {
            rows.does(FixedPointMultiplyDivide::mulhw)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .signExtend(32)
                            .gpr(i.rb)
                            .signExtend(32)
                            .multiply()
                            .shiftRight(32)
                            .toGpr(i.rt));
        }
        if (rows.at("mulhwu", "011111 RT RA RB / 000001011 Rc", THREE, SECTION)) {
            rows.does(FixedPointMultiplyDivide::mulhwu)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .zeroExtend(32)
                            .gpr(i.rb)
                            .zeroExtend(32)
                            .multiply()
                            .shiftRight(32)
                            .toGpr(i.rt));
        }
        if (rows.at("divw", "011111 RT RA RB OE 111101011 Rc", THREE, SECTION)) {
            rows.does((v, i) -> divw(v, i, false))
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("divw", 2).toGpr(i.rt))
                    .overflow((v, i) -> divw(v, i, true));
        }
        if (rows.at("divwu", "011111 RT RA RB OE 111001011 Rc", THREE, SECTION)) {
            rows.does((v, i) -> divwu(v, i, false))
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("divwu", 2).toGpr(i.rt))
                    .overflow((v, i) -> divwu(v, i, true));
        }
        if (rows.at("divwe", "011111 RT RA RB OE 110101011 Rc", THREE, SECTION)) {
            rows.does((v, i) -> divwe(v, i, false)).overflow((v, i) -> divwe(v, i, true));
        }
        if (rows.at("divweu", "011111 RT RA RB OE 110001011 Rc", THREE, SECTION)) {
            rows.does((v, i) -> divweu(v, i, false)).overflow((v, i) -> divweu(v, i, true));
        }
        if (rows.at("modsw", "011111 RT RA RB 1100001011 /", THREE, SECTION)) {
            rows.does(FixedPointMultiplyDivide::modsw)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("modsw", 2).toGpr(i.rt));
        }
        if (rows.at("moduw", "011111 RT RA RB 0100001011 /", THREE, SECTION)) {
            rows.does(FixedPointMultiplyDivide::moduw)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("moduw", 2).toGpr(i.rt));
        }
        if (rows.at("mulld", "011111 RT RA RB OE 011101001 Rc", THREE, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::mulld)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).multiply().toGpr(i.rt))
                    .overflow(FixedPointMultiplyDivide::mulldo);
        }
        if (rows.at("mulhd", "011111 RT RA RB / 001001001 Rc", THREE, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::mulhd)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("mulhd", 2).toGpr(i.rt));
        }
        if (rows.at("mulhdu", "011111 RT RA RB / 000001001 Rc", THREE, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::mulhdu)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("mulhdu", 2).toGpr(i.rt));
        }
        if (rows.at("maddhd", "000100 RT RA RB RC 110000", FOUR, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::maddhd).called();
        }
        if (rows.at("maddhdu", "000100 RT RA RB RC 110001", FOUR, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::maddhdu).called();
        }
        if (rows.at("maddld", "000100 RT RA RB RC 110011", FOUR, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::maddld)
                    .emitting((e, i) ->
                            e.gpr(i.ra).gpr(i.rb).multiply().gpr(i.rc).add().toGpr(i.rt));
        }
        if (rows.at("divd", "011111 RT RA RB OE 111101001 Rc", THREE, SECTION_64)) {
            rows.does((v, i) -> divd(v, i, false))
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("divd", 2).toGpr(i.rt))
                    .overflow((v, i) -> divd(v, i, true));
        }
        if (rows.at("divdu", "011111 RT RA RB OE 111001001 Rc", THREE, SECTION_64)) {
            rows.does((v, i) -> divdu(v, i, false))
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("divdu", 2).toGpr(i.rt))
                    .overflow((v, i) -> divdu(v, i, true));
        }
        if (rows.at("divde", "011111 RT RA RB OE 110101001 Rc", THREE, SECTION_64)) {
            rows.does((v, i) -> divde(v, i, false)).overflow((v, i) -> divde(v, i, true));
        }
        if (rows.at("divdeu", "011111 RT RA RB OE 110001001 Rc", THREE, SECTION_64)) {
            rows.does((v, i) -> divdeu(v, i, false)).overflow((v, i) -> divdeu(v, i, true));
        }
        if (rows.at("modsd", "011111 RT RA RB 1100001001 /", THREE, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::modsd)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("modsd", 2).toGpr(i.rt));
        }
        if (rows.at("modud", "011111 RT RA RB 0100001001 /", THREE, SECTION_64)) {
            rows.does(FixedPointMultiplyDivide::modud)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).call("modud", 2).toGpr(i.rt));
        }
    }

    private static int mulli(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.gpr[i.ra] * i.imm;
        return Outcome.NEXT;
    }

    private static int mullw(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = (long) (int) v.s.gpr[i.ra] * (int) v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int mullwo(Vcpu v, Insn i) {
        long product = (long) (int) v.s.gpr[i.ra] * (int) v.s.gpr[i.rb];
        boolean overflow = product != (int) product;
        FixedPointArithmetic.setOverflow(v, overflow, overflow);
        v.s.gpr[i.rt] = product;
        return Outcome.NEXT;
    }

    private static int mulhw(Vcpu v, Insn i) {
        long product = (long) (int) v.s.gpr[i.ra] * (int) v.s.gpr[i.rb];
        v.s.gpr[i.rt] = product >>> 32;
        return Outcome.NEXT;
    }

    private static int mulhwu(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = (v.s.gpr[i.ra] & 0xFFFF_FFFFL) * (v.s.gpr[i.rb] & 0xFFFF_FFFFL) >>> 32;
        return Outcome.NEXT;
    }

    private static int mulld(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.gpr[i.ra] * v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int mulldo(Vcpu v, Insn i) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        long product = a * b;
        boolean overflow = Math.multiplyHigh(a, b) != product >> 63;
        FixedPointArithmetic.setOverflow(v, overflow, overflow);
        v.s.gpr[i.rt] = product;
        return Outcome.NEXT;
    }

    private static int mulhd(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = Math.multiplyHigh(v.s.gpr[i.ra], v.s.gpr[i.rb]);
        return Outcome.NEXT;
    }

    private static int mulhdu(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = multiplyHighUnsigned(v.s.gpr[i.ra], v.s.gpr[i.rb]);
        return Outcome.NEXT;
    }

    static long multiplyHighUnsigned(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    private static int maddhd(Vcpu v, Insn i) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        long c = v.s.gpr[i.rc];
        v.s.gpr[i.rt] = Math.multiplyHigh(a, b) + (c >> 63) + carryOf(a * b, c);
        return Outcome.NEXT;
    }

    private static int maddhdu(Vcpu v, Insn i) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        v.s.gpr[i.rt] = multiplyHighUnsigned(a, b) + carryOf(a * b, v.s.gpr[i.rc]);
        return Outcome.NEXT;
    }

    private static int maddld(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.gpr[i.ra] * v.s.gpr[i.rb] + v.s.gpr[i.rc];
        return Outcome.NEXT;
    }

    private static int carryOf(long a, long b) {
        return Long.compareUnsigned(a + b, a) < 0 ? 1 : 0;
    }

    /** Stores a quotient, or 0 when there is none, and with OE the overflow. */
    private static int quotient(Vcpu v, Insn i, boolean overflowEnabled, boolean overflow, long value) {
        if (overflowEnabled) {
            FixedPointArithmetic.setOverflow(v, overflow, overflow);
        }
        v.s.gpr[i.rt] = value;
        return Outcome.NEXT;
    }

    private static int divw(Vcpu v, Insn i, boolean oe) {
        int a = (int) v.s.gpr[i.ra];
        int b = (int) v.s.gpr[i.rb];
        boolean overflow = b == 0 || a == Integer.MIN_VALUE && b == -1;
        return quotient(v, i, oe, overflow, overflow ? 0 : a / b & 0xFFFF_FFFFL);
    }

    private static int divwu(Vcpu v, Insn i, boolean oe) {
        long a = v.s.gpr[i.ra] & 0xFFFF_FFFFL;
        long b = v.s.gpr[i.rb] & 0xFFFF_FFFFL;
        return quotient(v, i, oe, b == 0, b == 0 ? 0 : a / b);
    }

    private static int divwe(Vcpu v, Insn i, boolean oe) {
        long a = v.s.gpr[i.ra] << 32;
        long b = (int) v.s.gpr[i.rb];
        boolean impossible = b == 0 || a == Long.MIN_VALUE && b == -1;
        long value = impossible ? 0 : a / b;
        boolean overflow = impossible || value != (int) value;
        return quotient(v, i, oe, overflow, overflow ? 0 : value);
    }

    private static int divweu(Vcpu v, Insn i, boolean oe) {
        long a = v.s.gpr[i.ra] << 32;
        long b = v.s.gpr[i.rb] & 0xFFFF_FFFFL;
        long value = b == 0 ? 0 : Long.divideUnsigned(a, b);
        boolean overflow = b == 0 || value >>> 32 != 0;
        return quotient(v, i, oe, overflow, overflow ? 0 : value);
    }

    private static int modsw(Vcpu v, Insn i) {
        int a = (int) v.s.gpr[i.ra];
        int b = (int) v.s.gpr[i.rb];
        v.s.gpr[i.rt] = b == 0 || a == Integer.MIN_VALUE && b == -1 ? 0 : a % b;
        return Outcome.NEXT;
    }

    private static int moduw(Vcpu v, Insn i) {
        long b = v.s.gpr[i.rb] & 0xFFFF_FFFFL;
        v.s.gpr[i.rt] = b == 0 ? 0 : (v.s.gpr[i.ra] & 0xFFFF_FFFFL) % b;
        return Outcome.NEXT;
    }

    private static int divd(Vcpu v, Insn i, boolean oe) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        boolean overflow = b == 0 || a == Long.MIN_VALUE && b == -1;
        return quotient(v, i, oe, overflow, overflow ? 0 : a / b);
    }

    private static int divdu(Vcpu v, Insn i, boolean oe) {
        long b = v.s.gpr[i.rb];
        return quotient(v, i, oe, b == 0, b == 0 ? 0 : Long.divideUnsigned(v.s.gpr[i.ra], b));
    }

    /** The dividend is RA followed by 64 zeros; the quotient is found unsigned and given its sign. */
    private static int divde(Vcpu v, Insn i, boolean oe) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        boolean negative = (a ^ b) < 0;
        long dividend = Math.abs(a);
        long divisor = Math.abs(b);
        if (Long.compareUnsigned(dividend, divisor) >= 0) {
            return quotient(v, i, oe, true, 0);
        }
        long magnitude = divideShifted(dividend, divisor);
        long value = negative ? -magnitude : magnitude;
        boolean overflow = magnitude != 0 && value < 0 != negative;
        return quotient(v, i, oe, overflow, overflow ? 0 : value);
    }

    private static int divdeu(Vcpu v, Insn i, boolean oe) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        boolean overflow = Long.compareUnsigned(a, b) >= 0;
        return quotient(v, i, oe, overflow, overflow ? 0 : divideShifted(a, b));
    }

    /** The quotient, unsigned, of {@code dividend} followed by 64 zeros; the dividend must be below the divisor. */
    private static long divideShifted(long dividend, long divisor) {
        long remainder = dividend;
        long value = 0;
        for (int bit = 0; bit < 64; bit++) {
            boolean carry = remainder < 0;
            remainder <<= 1;
            value <<= 1;
            if (carry || Long.compareUnsigned(remainder, divisor) >= 0) {
                remainder -= divisor;
                value |= 1;
            }
        }
        return value;
    }

    private static int modsd(Vcpu v, Insn i) {
        CpuState s = v.s;
        long a = s.gpr[i.ra];
        long b = s.gpr[i.rb];
        s.gpr[i.rt] = b == 0 || a == Long.MIN_VALUE && b == -1 ? 0 : a % b;
        return Outcome.NEXT;
    }

    private static int modud(Vcpu v, Insn i) {
        long b = v.s.gpr[i.rb];
        v.s.gpr[i.rt] = b == 0 ? 0 : Long.remainderUnsigned(v.s.gpr[i.ra], b);
        return Outcome.NEXT;
    }
}
