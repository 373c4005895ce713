package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Condition register instructions.
 *
 * @see "Power ISA 3.1, Book I, section 2.5"
 */
public final class ConditionRegister {
    private static final String OPERANDS = "BT,BA,BB";

    private ConditionRegister() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("crand", "010011 BT BA BB 0100000001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::crand)
                    .emitting((e, i) -> e.crBit(i.ra).crBit(i.rb).and().toCrBit(i.rt));
        }
        if (rows.at("crnand", "010011 BT BA BB 0011100001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::crnand)
                    .emitting((e, i) ->
                            e.crBit(i.ra).crBit(i.rb).and().constant(1).xor().toCrBit(i.rt));
        }
        if (rows.at("cror", "010011 BT BA BB 0111000001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::cror)
                    .emitting((e, i) -> e.crBit(i.ra).crBit(i.rb).or().toCrBit(i.rt));
        }
        if (rows.at("crxor", "010011 BT BA BB 0011000001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::crxor)
                    .emitting((e, i) -> e.crBit(i.ra).crBit(i.rb).xor().toCrBit(i.rt));
        }
        if (rows.at("crnor", "010011 BT BA BB 0000100001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::crnor)
                    .emitting((e, i) ->
                            e.crBit(i.ra).crBit(i.rb).or().constant(1).xor().toCrBit(i.rt));
        }
        if (rows.at("creqv", "010011 BT BA BB 0100100001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::creqv)
                    .emitting((e, i) ->
                            e.crBit(i.ra).crBit(i.rb).xor().constant(1).xor().toCrBit(i.rt));
        }
        if (rows.at("crandc", "010011 BT BA BB 0010000001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::crandc)
                    .emitting((e, i) ->
                            e.crBit(i.ra).crBit(i.rb).constant(1).xor().and().toCrBit(i.rt));
        }
        if (rows.at("crorc", "010011 BT BA BB 0110100001 /", OPERANDS, "I 2.5.1")) {
            rows.does(ConditionRegister::crorc)
                    .emitting((e, i) ->
                            e.crBit(i.ra).crBit(i.rb).constant(1).xor().or().toCrBit(i.rt));
        }
        if (rows.at("mcrf", "010011 BF // BFA // ///// 0000000000 /", "BF,BFA", "I 2.5.2")) {
            rows.does(ConditionRegister::mcrf);
        }
        if (rows.at("setb", "011111 RT BFA // ///// 0010000000 /", "RT,BFA", "I 3.3.18")) {
            rows.does(ConditionRegister::setb);
        }
        if (rows.at("setbc", "011111 RT BI ///// 0110000000 /", "RT,BI", "I 3.3.18")) {
            rows.does(ConditionRegister::setbc).emitting((e, i) -> e.crBit(i.ra).toGpr(i.rt));
        }
        if (rows.at("setbcr", "011111 RT BI ///// 0110100000 /", "RT,BI", "I 3.3.18")) {
            rows.does(ConditionRegister::setbcr)
                    .emitting((e, i) -> e.constant(1).crBit(i.ra).subtract().toGpr(i.rt));
        }
        if (rows.at("setnbc", "011111 RT BI ///// 0111000000 /", "RT,BI", "I 3.3.18")) {
            rows.does(ConditionRegister::setnbc)
                    .emitting((e, i) -> e.constant(0).crBit(i.ra).subtract().toGpr(i.rt));
        }
        if (rows.at("setnbcr", "011111 RT BI ///// 0111100000 /", "RT,BI", "I 3.3.18")) {
            rows.does(ConditionRegister::setnbcr);
        }
        if (rows.at("isel", "011111 RT RA RB BC 01111 /", "RT,RA,RB,BC", "I 3.3.12")) {
            rows.does(ConditionRegister::isel)
                    .emitting((e, i) ->
                            e.crBit(i.rc).base(i.ra).gpr(i.rb).call("select", 3).toGpr(i.rt));
        }
    }

    /** Bit {@code number} of CR, 0 or 1. */
    private static int bit(CpuState s, int number) {
        return s.cr >>> 31 - number & 1;
    }

    private static int setBit(Vcpu v, Insn i, int value) {
        int place = 31 - i.rt;
        v.s.cr = v.s.cr & ~(1 << place) | (value & 1) << place;
        return Outcome.NEXT;
    }

    private static int crand(Vcpu v, Insn i) {
        return setBit(v, i, bit(v.s, i.ra) & bit(v.s, i.rb));
    }

    private static int crnand(Vcpu v, Insn i) {
        return setBit(v, i, ~(bit(v.s, i.ra) & bit(v.s, i.rb)));
    }

    private static int cror(Vcpu v, Insn i) {
        return setBit(v, i, bit(v.s, i.ra) | bit(v.s, i.rb));
    }

    private static int crxor(Vcpu v, Insn i) {
        return setBit(v, i, bit(v.s, i.ra) ^ bit(v.s, i.rb));
    }

    private static int crnor(Vcpu v, Insn i) {
        return setBit(v, i, ~(bit(v.s, i.ra) | bit(v.s, i.rb)));
    }

    private static int creqv(Vcpu v, Insn i) {
        return setBit(v, i, ~(bit(v.s, i.ra) ^ bit(v.s, i.rb)));
    }

    private static int crandc(Vcpu v, Insn i) {
        return setBit(v, i, bit(v.s, i.ra) & ~bit(v.s, i.rb));
    }

    private static int crorc(Vcpu v, Insn i) {
        return setBit(v, i, bit(v.s, i.ra) | ~bit(v.s, i.rb));
    }

    private static int mcrf(Vcpu v, Insn i) {
        v.s.setCrField(i.rt >>> 2, v.s.cr >>> 28 - 4 * (i.ra >>> 2) & 0xF);
        return Outcome.NEXT;
    }

    private static int setb(Vcpu v, Insn i) {
        int field = v.s.cr >>> 28 - 4 * (i.ra >>> 2) & 0xF;
        v.s.gpr[i.rt] = (field & 8) != 0 ? -1 : field >>> 2;
        return Outcome.NEXT;
    }

    private static int setbc(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = bit(v.s, i.ra);
        return Outcome.NEXT;
    }

    private static int setbcr(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = 1L - bit(v.s, i.ra);
        return Outcome.NEXT;
    }

    private static int setnbc(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = -bit(v.s, i.ra);
        return Outcome.NEXT;
    }

    private static int setnbcr(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = bit(v.s, i.ra) - 1L;
        return Outcome.NEXT;
    }

    private static int isel(Vcpu v, Insn i) {
        CpuState s = v.s;
        long whenSet = i.ra == 0 ? 0 : s.gpr[i.ra];
        s.gpr[i.rt] = bit(s, i.rc) != 0 ? whenSet : s.gpr[i.rb];
        return Outcome.NEXT;
    }
}
