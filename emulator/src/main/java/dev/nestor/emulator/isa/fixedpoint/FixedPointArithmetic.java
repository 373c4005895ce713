package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.decimal.DenselyPackedDecimal;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point arithmetic but for multiplication and division.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.9"
 */
public final class FixedPointArithmetic {
    private static final String SECTION = "I 3.3.9";
    private static final String SECTION_BCD = "I 3.3.15";
    private static final String IMMEDIATE = "RT,RA,SI";
    private static final String THREE = "RT,RA,RB";
    private static final String TWO = "RT,RA";

    private FixedPointArithmetic() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("addi", "001110 RT RA SI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointArithmetic::addi)
                    .emitting((e, i) -> e.base(i.ra).constant(i.imm).add().toGpr(i.rt))
                    .prepared(FixedPointArithmetic::prepareAddi);
        }
        if (rows.at("addis", "001111 RT RA SI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointArithmetic::addi)
                    .emitting((e, i) -> e.base(i.ra).constant(i.imm).add().toGpr(i.rt))
                    .prepared(i -> {
                        i.imm <<= 16;
                        prepareAddi(i);
                    });
        }
        if (rows.at("addpcis", "010011 RT D 00010 D", "RT,D", SECTION)) {
            rows.does(FixedPointArithmetic::addpcis)
                    .emitting((e, i) -> e.here(i.imm).toGpr(i.rt))
                    .prepared(i -> i.imm = (i.imm << 16) + 4);
        }
        if (rows.at("add", "011111 RT RA RB OE 100001010 Rc", THREE, SECTION)) {
            rows.does(FixedPointArithmetic::add)
                    .emitting((e, i) -> e.gpr(i.ra).gpr(i.rb).add().toGpr(i.rt))
                    .overflow((v, i) -> overflowing(v, i.rt, v.s.gpr[i.ra], v.s.gpr[i.rb], 0))
                    .recording(FixedPointArithmetic::addRecord);
        }
        if (rows.at("subf", "011111 RT RA RB OE 000101000 Rc", THREE, SECTION)) {
            rows.does(FixedPointArithmetic::subf)
                    .emitting((e, i) -> e.gpr(i.rb).gpr(i.ra).subtract().toGpr(i.rt))
                    .overflow((v, i) -> overflowing(v, i.rt, ~v.s.gpr[i.ra], v.s.gpr[i.rb], 1))
                    .recording(FixedPointArithmetic::subfRecord);
        }
        if (rows.at("neg", "011111 RT RA ///// OE 001101000 Rc", TWO, SECTION)) {
            rows.does(FixedPointArithmetic::neg)
                    .emitting((e, i) -> e.constant(0).gpr(i.ra).subtract().toGpr(i.rt))
                    .overflow((v, i) -> overflowing(v, i.rt, ~v.s.gpr[i.ra], 0, 1));
        }
        if (rows.at("addic", "001100 RT RA SI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointArithmetic::addic)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .constant(i.imm)
                            .constant(0)
                            .addCarrying()
                            .toGpr(i.rt));
        }
        if (rows.at("addic.", "001101 RT RA SI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointArithmetic::addicRecord)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .constant(i.imm)
                            .constant(0)
                            .addCarrying()
                            .toGpr(i.rt)
                            .gpr(i.rt)
                            .constant(0)
                            .compareSigned(0));
        }
        if (rows.at("subfic", "001000 RT RA SI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointArithmetic::subfic)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .not()
                            .constant(i.imm)
                            .constant(1)
                            .addCarrying()
                            .toGpr(i.rt));
        }
        if (rows.at("addc", "011111 RT RA RB OE 000001010 Rc", THREE, SECTION)) {
            rows.does(FixedPointArithmetic::addc)
                    .emitting((e, i) ->
                            e.gpr(i.ra).gpr(i.rb).constant(0).addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, v.s.gpr[i.ra], v.s.gpr[i.rb], 0));
        }
        if (rows.at("subfc", "011111 RT RA RB OE 000001000 Rc", THREE, SECTION)) {
            rows.does(FixedPointArithmetic::subfc)
                    .emitting((e, i) -> e.gpr(i.ra)
                            .not()
                            .gpr(i.rb)
                            .constant(1)
                            .addCarrying()
                            .toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, ~v.s.gpr[i.ra], v.s.gpr[i.rb], 1));
        }
        if (rows.at("adde", "011111 RT RA RB OE 010001010 Rc", THREE, SECTION)) {
            rows.does(FixedPointArithmetic::adde)
                    .emitting((e, i) ->
                            e.gpr(i.ra).gpr(i.rb).carry().addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, v.s.gpr[i.ra], v.s.gpr[i.rb], v.s.ca));
        }
        if (rows.at("subfe", "011111 RT RA RB OE 010001000 Rc", THREE, SECTION)) {
            rows.does(FixedPointArithmetic::subfe)
                    .emitting((e, i) ->
                            e.gpr(i.ra).not().gpr(i.rb).carry().addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, ~v.s.gpr[i.ra], v.s.gpr[i.rb], v.s.ca));
        }
        if (rows.at("addme", "011111 RT RA ///// OE 011101010 Rc", TWO, SECTION)) {
            rows.does(FixedPointArithmetic::addme)
                    .emitting((e, i) ->
                            e.gpr(i.ra).constant(-1).carry().addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, v.s.gpr[i.ra], -1, v.s.ca));
        }
        if (rows.at("subfme", "011111 RT RA ///// OE 011101000 Rc", TWO, SECTION)) {
            rows.does(FixedPointArithmetic::subfme)
                    .emitting((e, i) ->
                            e.gpr(i.ra).not().constant(-1).carry().addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, ~v.s.gpr[i.ra], -1, v.s.ca));
        }
        if (rows.at("addze", "011111 RT RA ///// OE 011001010 Rc", TWO, SECTION)) {
            rows.does(FixedPointArithmetic::addze)
                    .emitting((e, i) ->
                            e.gpr(i.ra).constant(0).carry().addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, v.s.gpr[i.ra], 0, v.s.ca));
        }
        if (rows.at("subfze", "011111 RT RA ///// OE 011001000 Rc", TWO, SECTION)) {
            rows.does(FixedPointArithmetic::subfze)
                    .emitting((e, i) ->
                            e.gpr(i.ra).not().constant(0).carry().addCarrying().toGpr(i.rt))
                    .overflow((v, i) -> carryingOverflowing(v, i.rt, ~v.s.gpr[i.ra], 0, v.s.ca));
        }
        if (rows.at("addex", "011111 RT RA RB CY 10101010 /", "RT,RA,RB,CY", SECTION)) {
            rows.does(FixedPointArithmetic::addex);
        }
        if (rows.at("addg6s", "011111 RT RA RB / 001001010 /", THREE, SECTION_BCD)) {
            rows.does(FixedPointArithmetic::addg6s).called();
        }
        if (rows.at("cdtbcd", "011111 RS RA ///// 0100011010 /", "RA,RS", SECTION_BCD)) {
            rows.does(FixedPointArithmetic::cdtbcd).called();
        }
        if (rows.at("cbcdtd", "011111 RS RA ///// 0100111010 /", "RA,RS", SECTION_BCD)) {
            rows.does(FixedPointArithmetic::cbcdtd).called();
        }
        if (rows.at("darn", "011111 RT /// L ///// 1011110011 /", "RT,L", SECTION)) {
            rows.does(FixedPointArithmetic::darn);
        }
    }

    private static void prepareAddi(Insn i) {
        if (i.ra == 0) {
            i.semantics = FixedPointArithmetic::li;
        }
    }

    private static int li(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = i.imm;
        return Outcome.NEXT;
    }

    private static int addi(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.gpr[i.ra] + i.imm;
        return Outcome.NEXT;
    }

    /** The immediate includes the 4 bytes to the next instruction, from which the manual counts. */
    private static int addpcis(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.cia + i.imm;
        return Outcome.NEXT;
    }

    private static int add(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.gpr[i.ra] + v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int addRecord(Vcpu v, Insn i) {
        long result = v.s.gpr[i.ra] + v.s.gpr[i.rb];
        v.s.gpr[i.rt] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int subf(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.gpr[i.rb] - v.s.gpr[i.ra];
        return Outcome.NEXT;
    }

    private static int subfRecord(Vcpu v, Insn i) {
        long result = v.s.gpr[i.rb] - v.s.gpr[i.ra];
        v.s.gpr[i.rt] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int neg(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = -v.s.gpr[i.ra];
        return Outcome.NEXT;
    }

    private static int addic(Vcpu v, Insn i) {
        return carrying(v, i.rt, v.s.gpr[i.ra], i.imm, 0);
    }

    private static int addicRecord(Vcpu v, Insn i) {
        carrying(v, i.rt, v.s.gpr[i.ra], i.imm, 0);
        InstructionRow.recordResult(v, v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    private static int subfic(Vcpu v, Insn i) {
        return carrying(v, i.rt, ~v.s.gpr[i.ra], i.imm, 1);
    }

    private static int addc(Vcpu v, Insn i) {
        return carrying(v, i.rt, v.s.gpr[i.ra], v.s.gpr[i.rb], 0);
    }

    private static int subfc(Vcpu v, Insn i) {
        return carrying(v, i.rt, ~v.s.gpr[i.ra], v.s.gpr[i.rb], 1);
    }

    private static int adde(Vcpu v, Insn i) {
        return carrying(v, i.rt, v.s.gpr[i.ra], v.s.gpr[i.rb], v.s.ca);
    }

    private static int subfe(Vcpu v, Insn i) {
        return carrying(v, i.rt, ~v.s.gpr[i.ra], v.s.gpr[i.rb], v.s.ca);
    }

    private static int addme(Vcpu v, Insn i) {
        return carrying(v, i.rt, v.s.gpr[i.ra], -1, v.s.ca);
    }

    private static int subfme(Vcpu v, Insn i) {
        return carrying(v, i.rt, ~v.s.gpr[i.ra], -1, v.s.ca);
    }

    private static int addze(Vcpu v, Insn i) {
        return carrying(v, i.rt, v.s.gpr[i.ra], 0, v.s.ca);
    }

    private static int subfze(Vcpu v, Insn i) {
        return carrying(v, i.rt, ~v.s.gpr[i.ra], 0, v.s.ca);
    }

    /** Adds with OV as the carry, in and out; CY = 0 is the only choice that is not reserved. */
    private static int addex(Vcpu v, Insn i) {
        CpuState s = v.s;
        long a = s.gpr[i.ra];
        long b = s.gpr[i.rb];
        long result = a + b + s.ov;
        long carries = carries(a, b, result);
        s.ov32 = (int) (carries >>> 31) & 1;
        s.ov = v.mem.addressMask() == -1L ? (int) (carries >>> 63) : s.ov32;
        s.gpr[i.rt] = result;
        return Outcome.NEXT;
    }

    /** The carries out of each bit position of {@code a + b + carry}, given the sum. */
    private static long carries(long a, long b, long sum) {
        return a & b | (a | b) & ~sum;
    }

    /** Stores {@code a + b + carry} and sets CA and CA32. */
    public static int carrying(Vcpu v, int target, long a, long b, int carry) {
        CpuState s = v.s;
        long sum = a + b + carry;
        long carries = carries(a, b, sum);
        s.ca32 = (int) (carries >>> 31) & 1;
        s.ca = v.mem.addressMask() == -1L ? (int) (carries >>> 63) : s.ca32;
        s.gpr[target] = sum;
        return Outcome.NEXT;
    }

    private static int carryingOverflowing(Vcpu v, int target, long a, long b, int carry) {
        carrying(v, target, a, b, carry);
        setOverflow(v, a, b, v.s.gpr[target]);
        return Outcome.NEXT;
    }

    /** Stores {@code a + b + carry} and sets OV, OV32 and SO. */
    private static int overflowing(Vcpu v, int target, long a, long b, int carry) {
        long sum = a + b + carry;
        setOverflow(v, a, b, sum);
        v.s.gpr[target] = sum;
        return Outcome.NEXT;
    }

    private static void setOverflow(Vcpu v, long a, long b, long sum) {
        long overflows = (a ^ sum) & (b ^ sum);
        setOverflow(v, overflows < 0, (int) overflows < 0);
    }

    /** Sets OV32, OV (in 32-bit mode the same) and, when OV is set, SO. */
    static void setOverflow(Vcpu v, boolean overflow, boolean overflow32) {
        CpuState s = v.s;
        s.ov32 = overflow32 ? 1 : 0;
        s.ov = (v.mem.addressMask() == -1L ? overflow : overflow32) ? 1 : 0;
        s.so |= s.ov;
    }

    /** A six in each decimal digit out of which the addition does not carry, so that BCD sums can be corrected. */
    private static int addg6s(Vcpu v, Insn i) {
        long a = v.s.gpr[i.ra];
        long b = v.s.gpr[i.rb];
        long carries = carries(a, b, a + b) & 0x8888_8888_8888_8888L;
        long sixes = 0x6666_6666_6666_6666L;
        v.s.gpr[i.rt] = sixes & ~(carries >>> 1 | carries >>> 2);
        return Outcome.NEXT;
    }

    /** Each of two declets groups of 20 bits, in either word, becomes six BCD digits. */
    private static int cdtbcd(Vcpu v, Insn i) {
        long source = v.s.gpr[i.rt];
        long result = 0;
        for (int word = 0; word < 64; word += 32) {
            for (int half = 0; half < 2; half++) {
                int declet = (int) (source >>> word + 10 * half) & 0x3FF;
                result |= (long) DenselyPackedDecimal.toBcd(declet) << word + 12 * half;
            }
        }
        v.s.gpr[i.ra] = result;
        return Outcome.NEXT;
    }

    private static int cbcdtd(Vcpu v, Insn i) {
        long source = v.s.gpr[i.rt];
        long result = 0;
        for (int word = 0; word < 64; word += 32) {
            for (int half = 0; half < 2; half++) {
                int digits = (int) (source >>> word + 12 * half) & 0xFFF;
                result |= (long) DenselyPackedDecimal.fromBcd(digits) << word + 10 * half;
            }
        }
        v.s.gpr[i.ra] = result;
        return Outcome.NEXT;
    }

    /** L = 0: 32 bits; 1 or 2: 64 bits; 3 is reserved and delivers the error value. */
    private static int darn(Vcpu v, Insn i) {
        int kind = Field.L_14.get(i.word);
        if (kind == 3) {
            v.s.gpr[i.rt] = -1;
            return Outcome.NEXT;
        }
        long random = v.host().nextRandom();
        v.s.gpr[i.rt] = kind == 0 ? random & 0xFFFF_FFFFL : random;
        return Outcome.NEXT;
    }
}
