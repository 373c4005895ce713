package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point loads. An update form changes RA only after its access succeeded.
 *
 * @see "Power ISA 3.1, Book I, sections 3.3.2 and 3.3.4 to 3.3.7"
 */
// tidy: table, the rows of one section
public final class FixedPointLoad {
    private static final String SECTION = "I 3.3.2";
    private static final String SECTION_64 = "I 3.3.2.1";
    private static final String D_FORM = "RT,D(RA)";
    private static final String DS_FORM = "RT,DS(RA)";
    private static final String X_FORM = "RT,RA,RB";

    private FixedPointLoad() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("lbz", "100010 RT RA D", D_FORM, SECTION)) {
            rows.does(FixedPointLoad::lbz)
                    .emitting((e, i) ->
                            e.base(i.ra).constant(i.imm).add().address().load(1).toGpr(i.rt));
        }
        if (rows.at("lbzu", "100011 RT RA D", D_FORM, SECTION)) {
            rows.does(FixedPointLoad::lbzu).emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, false, 1, false));
        }
        if (rows.at("lbzx", "011111 RT RA RB 0001010111 /", X_FORM, SECTION)) {
            rows.does(FixedPointLoad::lbzx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().load(1).toGpr(i.rt));
        }
        if (rows.at("lbzux", "011111 RT RA RB 0001110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> byteUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, true, 1, false));
        }
        if (rows.at("lhz", "101000 RT RA D", D_FORM, SECTION)) {
            rows.does(FixedPointLoad::lhz)
                    .emitting((e, i) ->
                            e.base(i.ra).constant(i.imm).add().address().load(2).toGpr(i.rt));
        }
        if (rows.at("lhzu", "101001 RT RA D", D_FORM, SECTION)) {
            rows.does((v, i) -> halfwordUpdate(v, i, displaced(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, false, 2, false));
        }
        if (rows.at("lhzx", "011111 RT RA RB 0100010111 /", X_FORM, SECTION)) {
            rows.does(FixedPointLoad::lhzx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().load(2).toGpr(i.rt));
        }
        if (rows.at("lhzux", "011111 RT RA RB 0100110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> halfwordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, true, 2, false));
        }
        if (rows.at("lha", "101010 RT RA D", D_FORM, SECTION)) {
            rows.does((v, i) -> algebraicHalfword(v, i, displaced(v, i)))
                    .emitting((e, i) -> e.base(i.ra)
                            .constant(i.imm)
                            .add()
                            .address()
                            .load(2)
                            .signExtend(16)
                            .toGpr(i.rt));
        }
        if (rows.at("lhau", "101011 RT RA D", D_FORM, SECTION)) {
            rows.does((v, i) -> algebraicHalfwordUpdate(v, i, displaced(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, false, 2, true));
        }
        if (rows.at("lhax", "011111 RT RA RB 0101010111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> algebraicHalfword(v, i, indexed(v, i)))
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .load(2)
                            .signExtend(16)
                            .toGpr(i.rt));
        }
        if (rows.at("lhaux", "011111 RT RA RB 0101110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> algebraicHalfwordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, true, 2, true));
        }
        if (rows.at("lwz", "100000 RT RA D", D_FORM, SECTION)) {
            rows.does(FixedPointLoad::lwz)
                    .emitting((e, i) ->
                            e.base(i.ra).constant(i.imm).add().address().load(4).toGpr(i.rt));
        }
        if (rows.at("lwzu", "100001 RT RA D", D_FORM, SECTION)) {
            rows.does(FixedPointLoad::lwzu).emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, false, 4, false));
        }
        if (rows.at("lwzx", "011111 RT RA RB 0000010111 /", X_FORM, SECTION)) {
            rows.does(FixedPointLoad::lwzx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().load(4).toGpr(i.rt));
        }
        if (rows.at("lwzux", "011111 RT RA RB 0000110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> wordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, true, 4, false));
        }
        if (rows.at("lwa", "111010 RT RA DS 10", DS_FORM, SECTION_64)) {
            rows.does(FixedPointLoad::lwa)
                    .emitting((e, i) -> e.base(i.ra)
                            .constant(i.imm)
                            .add()
                            .address()
                            .load(4)
                            .signExtend(32)
                            .toGpr(i.rt));
        }
        if (rows.at("lwax", "011111 RT RA RB 0101010101 /", X_FORM, SECTION_64)) {
            rows.does(FixedPointLoad::lwax)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .load(4)
                            .signExtend(32)
                            .toGpr(i.rt));
        }
        if (rows.at("lwaux", "011111 RT RA RB 0101110101 /", X_FORM, SECTION_64)) {
            rows.does((v, i) -> algebraicWordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, true, 4, true));
        }
        if (rows.at("ld", "111010 RT RA DS 00", DS_FORM, SECTION_64)) {
            rows.does(FixedPointLoad::ld)
                    .emitting((e, i) ->
                            e.base(i.ra).constant(i.imm).add().address().load(8).toGpr(i.rt));
        }
        if (rows.at("ldu", "111010 RT RA DS 01", DS_FORM, SECTION_64)) {
            rows.does(FixedPointLoad::ldu).emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, false, 8, false));
        }
        if (rows.at("ldx", "011111 RT RA RB 0000010101 /", X_FORM, SECTION_64)) {
            rows.does(FixedPointLoad::ldx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().load(8).toGpr(i.rt));
        }
        if (rows.at("ldux", "011111 RT RA RB 0000110101 /", X_FORM, SECTION_64)) {
            rows.does((v, i) -> doublewordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointLoad.emitUpdate(e, i, true, 8, false));
        }
        if (rows.at("lq", "111000 RT RA DQ ////", "RT,DQ(RA)", "I 3.3.4")) {
            rows.does(FixedPointLoad::lq);
        }
        if (rows.at("lhbrx", "011111 RT RA RB 1100010110 /", X_FORM, "I 3.3.5")) {
            rows.does(FixedPointLoad::lhbrx)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .load(2)
                            .call("reverse16", 1)
                            .toGpr(i.rt));
        }
        if (rows.at("lwbrx", "011111 RT RA RB 1000010110 /", X_FORM, "I 3.3.5")) {
            rows.does(FixedPointLoad::lwbrx)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .load(4)
                            .call("reverse32", 1)
                            .toGpr(i.rt));
        }
        if (rows.at("ldbrx", "011111 RT RA RB 1000010100 /", X_FORM, "I 3.3.5.1")) {
            rows.does(FixedPointLoad::ldbrx)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .load(8)
                            .call("reverse64", 1)
                            .toGpr(i.rt));
        }
        if (rows.at("lmw", "101110 RT RA D", D_FORM, "I 3.3.6")) {
            rows.does(FixedPointLoad::lmw);
        }
        if (rows.at("lswi", "011111 RT RA NB 1001010101 /", "RT,RA,NB", "I 3.3.7")) {
            rows.does(FixedPointLoad::lswi);
        }
        if (rows.at("lswx", "011111 RT RA RB 1000010101 /", X_FORM, "I 3.3.7")) {
            rows.does(FixedPointLoad::lswx);
        }
    }

    /** The effective address of D-form, DS-form and DQ-form: (RA|0) + displacement. */
    public static long displaced(Vcpu v, Insn i) {
        return i.ra == 0 ? i.imm : v.s.gpr[i.ra] + i.imm;
    }

    /** The effective address of X-form: (RA|0) + RB. */
    public static long indexed(Vcpu v, Insn i) {
        long rb = v.s.gpr[i.rb];
        return i.ra == 0 ? rb : v.s.gpr[i.ra] + rb;
    }

    private static int lbz(Vcpu v, Insn i) {
        int value = v.mem.load8(displaced(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lbzx(Vcpu v, Insn i) {
        int value = v.mem.load8(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lhz(Vcpu v, Insn i) {
        int value = v.mem.load16(displaced(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lhzx(Vcpu v, Insn i) {
        int value = v.mem.load16(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lwz(Vcpu v, Insn i) {
        long value = v.mem.load32(displaced(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lwzx(Vcpu v, Insn i) {
        long value = v.mem.load32(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lwa(Vcpu v, Insn i) {
        return algebraicWord(v, i, displaced(v, i));
    }

    private static int lwax(Vcpu v, Insn i) {
        return algebraicWord(v, i, indexed(v, i));
    }

    private static int lbzu(Vcpu v, Insn i) {
        return byteUpdate(v, i, displaced(v, i));
    }

    private static int lwzu(Vcpu v, Insn i) {
        return wordUpdate(v, i, displaced(v, i));
    }

    private static int ldu(Vcpu v, Insn i) {
        return doublewordUpdate(v, i, displaced(v, i));
    }

    private static int ld(Vcpu v, Insn i) {
        long value = v.mem.load64(displaced(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int ldx(Vcpu v, Insn i) {
        long value = v.mem.load64(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int set(Vcpu v, Insn i, long value) {
        v.s.gpr[i.rt] = value;
        return Outcome.NEXT;
    }

    private static int setAndUpdate(Vcpu v, Insn i, long value, long ea) {
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.s.gpr[i.rt] = value;
        v.s.gpr[i.ra] = ea;
        return Outcome.NEXT;
    }

    /** An update form without a base to update, or with the target as base, is invalid. */
    private static boolean isInvalidUpdate(Insn i) {
        return i.ra == 0 || i.ra == i.rt;
    }

    private static int byteUpdate(Vcpu v, Insn i, long ea) {
        return isInvalidUpdate(i) ? v.illegal(i.word) : setAndUpdate(v, i, v.mem.load8(ea), ea);
    }

    private static int halfwordUpdate(Vcpu v, Insn i, long ea) {
        return isInvalidUpdate(i) ? v.illegal(i.word) : setAndUpdate(v, i, v.mem.load16(ea), ea);
    }

    private static int algebraicHalfwordUpdate(Vcpu v, Insn i, long ea) {
        return isInvalidUpdate(i) ? v.illegal(i.word) : setAndUpdate(v, i, (short) v.mem.load16(ea), ea);
    }

    private static int wordUpdate(Vcpu v, Insn i, long ea) {
        return isInvalidUpdate(i) ? v.illegal(i.word) : setAndUpdate(v, i, v.mem.load32(ea), ea);
    }

    private static int algebraicWordUpdate(Vcpu v, Insn i, long ea) {
        return isInvalidUpdate(i) ? v.illegal(i.word) : setAndUpdate(v, i, (int) v.mem.load32(ea), ea);
    }

    private static int doublewordUpdate(Vcpu v, Insn i, long ea) {
        return isInvalidUpdate(i) ? v.illegal(i.word) : setAndUpdate(v, i, v.mem.load64(ea), ea);
    }

    private static int algebraicHalfword(Vcpu v, Insn i, long ea) {
        int value = (short) v.mem.load16(ea);
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int algebraicWord(Vcpu v, Insn i, long ea) {
        int value = (int) v.mem.load32(ea);
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lhbrx(Vcpu v, Insn i) {
        int value = v.mem.load16(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, Short.reverseBytes((short) value) & 0xFFFF);
    }

    private static int lwbrx(Vcpu v, Insn i) {
        long value = v.mem.load32(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, Integer.reverseBytes((int) value) & 0xFFFF_FFFFL);
    }

    private static int ldbrx(Vcpu v, Insn i) {
        long value = v.mem.load64(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, Long.reverseBytes(value));
    }

    /** RT, which is even and not RA, takes the more significant doubleword in either byte order. */
    private static int lq(Vcpu v, Insn i) {
        if ((i.rt & 1) != 0 || i.rt == i.ra) {
            return v.illegal(i.word);
        }
        long ea = displaced(v, i);
        if ((ea & 15) != 0) {
            return v.alignment(ea);
        }
        return loadPair(v, i.rt, ea);
    }

    /** Loads an aligned quadword into the pair of registers that begins at {@code target}. */
    static int loadPair(Vcpu v, int target, long ea) {
        boolean little = v.mem.isLittleEndian();
        long high = v.mem.load64(little ? ea + 8 : ea);
        long low = v.mem.load64(little ? ea : ea + 8);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.s.gpr[target] = high;
        v.s.gpr[target + 1] = low;
        return Outcome.NEXT;
    }

    /** Big-endian only; RA may not be among the targets. */
    private static int lmw(Vcpu v, Insn i) {
        long ea = displaced(v, i);
        if (i.ra >= i.rt) {
            return v.illegal(i.word);
        }
        if (v.mem.isLittleEndian()) {
            return v.alignment(ea);
        }
        for (int target = i.rt; target < 32; target++) {
            long value = v.mem.load32(ea + 4L * (target - i.rt));
            if (v.mem.faulted) {
                return v.storageFault();
            }
            v.s.gpr[target] = value;
        }
        return Outcome.NEXT;
    }

    private static int lswi(Vcpu v, Insn i) {
        int count = i.rb == 0 ? 32 : i.rb;
        return string(v, i, i.ra == 0 ? 0 : v.s.gpr[i.ra], count, isTarget(i.ra, i.rt, count));
    }

    private static int lswx(Vcpu v, Insn i) {
        int count = v.s.xerRest & 0x7F;
        boolean overlap = isTarget(i.ra, i.rt, count) || isTarget(i.rb, i.rt, count) || i.rt == i.ra || i.rt == i.rb;
        return string(v, i, indexed(v, i), count, overlap);
    }

    /** Whether register {@code base} is loaded by a string of {@code count} bytes that begins at {@code target}. */
    private static boolean isTarget(int base, int target, int count) {
        int registers = (count + 3) / 4;
        return (base - target & 31) < registers;
    }

    /** Big-endian only; bytes fill the low words of registers from RT on, wrapping around at 31. */
    private static int string(Vcpu v, Insn i, long ea, int count, boolean invalid) {
        if (invalid) {
            return v.illegal(i.word);
        }
        if (v.mem.isLittleEndian()) {
            return v.alignment(ea);
        }
        CpuState s = v.s;
        for (int k = 0; k < count; k++) {
            long value = v.mem.load8(ea + k);
            if (v.mem.faulted) {
                return v.storageFault();
            }
            int target = i.rt + k / 4 & 31;
            int shift = 24 - 8 * (k & 3);
            s.gpr[target] = (shift == 24 ? 0 : s.gpr[target]) | value << shift;
        }
        return Outcome.NEXT;
    }

    /** Emits the effective address: RA or 0, plus RB or the displacement. */
    public static void emitAddress(Emitter e, Insn i, boolean indexed) {
        e.base(i.ra);
        if (indexed) {
            e.gpr(i.rb);
        } else {
            e.constant(i.imm);
        }
        e.add().address();
    }

    static void emitUpdate(Emitter e, Insn i, boolean indexed, int bytes, boolean algebraic) {
        if (isInvalidUpdate(i)) {
            e.interpret();
            return;
        }
        emitAddress(e, i, indexed);
        e.load(bytes);
        if (algebraic) {
            e.signExtend(8 * bytes);
        }
        e.toGpr(i.rt).addressAgain().toGpr(i.ra);
    }
}
