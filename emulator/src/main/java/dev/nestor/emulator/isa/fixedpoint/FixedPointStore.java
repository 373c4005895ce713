package dev.nestor.emulator.isa.fixedpoint;

import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.displaced;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point stores. An update form changes RA only after its access succeeded.
 *
 * @see "Power ISA 3.1, Book I, sections 3.3.3 to 3.3.7"
 */
public final class FixedPointStore {
    private static final String SECTION = "I 3.3.3";
    private static final String SECTION_64 = "I 3.3.3.1";
    private static final String D_FORM = "RS,D(RA)";
    private static final String DS_FORM = "RS,DS(RA)";
    private static final String X_FORM = "RS,RA,RB";

    private FixedPointStore() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("stb", "100110 RS RA D", D_FORM, SECTION)) {
            rows.does(FixedPointStore::stb)
                    .emitting((e, i) -> e.base(i.ra)
                            .constant(i.imm)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .store(1));
        }
        if (rows.at("stbu", "100111 RS RA D", D_FORM, SECTION)) {
            rows.does(FixedPointStore::stbu).emitting((e, i) -> FixedPointStore.emitUpdate(e, i, false, 1));
        }
        if (rows.at("stbx", "011111 RS RA RB 0011010111 /", X_FORM, SECTION)) {
            rows.does(FixedPointStore::stbx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().gpr(i.rt).store(1));
        }
        if (rows.at("stbux", "011111 RS RA RB 0011110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> byteUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointStore.emitUpdate(e, i, true, 1));
        }
        if (rows.at("sth", "101100 RS RA D", D_FORM, SECTION)) {
            rows.does(FixedPointStore::sth)
                    .emitting((e, i) -> e.base(i.ra)
                            .constant(i.imm)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .store(2));
        }
        if (rows.at("sthu", "101101 RS RA D", D_FORM, SECTION)) {
            rows.does((v, i) -> halfwordUpdate(v, i, displaced(v, i)))
                    .emitting((e, i) -> FixedPointStore.emitUpdate(e, i, false, 2));
        }
        if (rows.at("sthx", "011111 RS RA RB 0110010111 /", X_FORM, SECTION)) {
            rows.does(FixedPointStore::sthx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().gpr(i.rt).store(2));
        }
        if (rows.at("sthux", "011111 RS RA RB 0110110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> halfwordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointStore.emitUpdate(e, i, true, 2));
        }
        if (rows.at("stw", "100100 RS RA D", D_FORM, SECTION)) {
            rows.does(FixedPointStore::stw)
                    .emitting((e, i) -> e.base(i.ra)
                            .constant(i.imm)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .store(4));
        }
        if (rows.at("stwu", "100101 RS RA D", D_FORM, SECTION)) {
            rows.does((v, i) -> wordUpdate(v, i, displaced(v, i)))
                    .emitting((e, i) -> FixedPointStore.emitUpdate(e, i, false, 4));
        }
        if (rows.at("stwx", "011111 RS RA RB 0010010111 /", X_FORM, SECTION)) {
            rows.does(FixedPointStore::stwx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().gpr(i.rt).store(4));
        }
        if (rows.at("stwux", "011111 RS RA RB 0010110111 /", X_FORM, SECTION)) {
            rows.does((v, i) -> wordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointStore.emitUpdate(e, i, true, 4));
        }
        if (rows.at("std", "111110 RS RA DS 00", DS_FORM, SECTION_64)) {
            rows.does(FixedPointStore::std)
                    .emitting((e, i) -> e.base(i.ra)
                            .constant(i.imm)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .store(8));
        }
        if (rows.at("stdu", "111110 RS RA DS 01", DS_FORM, SECTION_64)) {
            rows.does(FixedPointStore::stdu).emitting((e, i) -> FixedPointStore.emitUpdate(e, i, false, 8));
        }
        if (rows.at("stdx", "011111 RS RA RB 0010010101 /", X_FORM, SECTION_64)) {
            rows.does(FixedPointStore::stdx)
                    .emitting((e, i) ->
                            e.base(i.ra).gpr(i.rb).add().address().gpr(i.rt).store(8));
        }
        if (rows.at("stdux", "011111 RS RA RB 0010110101 /", X_FORM, SECTION_64)) {
            rows.does((v, i) -> doublewordUpdate(v, i, indexed(v, i)))
                    .emitting((e, i) -> FixedPointStore.emitUpdate(e, i, true, 8));
        }
        if (rows.at("stq", "111110 RS RA DS 10", DS_FORM, "I 3.3.4")) {
            rows.does(FixedPointStore::stq);
        }
        if (rows.at("sthbrx", "011111 RS RA RB 1110010110 /", X_FORM, "I 3.3.5")) {
            rows.does(FixedPointStore::sthbrx)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .call("reverse16", 1)
                            .store(2));
        }
        if (rows.at("stwbrx", "011111 RS RA RB 1010010110 /", X_FORM, "I 3.3.5")) {
            rows.does(FixedPointStore::stwbrx)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .call("reverse32", 1)
                            .store(4));
        }
        if (rows.at("stdbrx", "011111 RS RA RB 1010010100 /", X_FORM, "I 3.3.5.1")) {
            rows.does(FixedPointStore::stdbrx)
                    .emitting((e, i) -> e.base(i.ra)
                            .gpr(i.rb)
                            .add()
                            .address()
                            .gpr(i.rt)
                            .call("reverse64", 1)
                            .store(8));
        }
        if (rows.at("stmw", "101111 RS RA D", D_FORM, "I 3.3.6")) {
            rows.does(FixedPointStore::stmw);
        }
        if (rows.at("stswi", "011111 RS RA NB 1011010101 /", "RS,RA,NB", "I 3.3.7")) {
            rows.does(FixedPointStore::stswi);
        }
        if (rows.at("stswx", "011111 RS RA RB 1010010101 /", X_FORM, "I 3.3.7")) {
            rows.does(FixedPointStore::stswx);
        }
    }

    private static int done(Vcpu v) {
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int update(Vcpu v, Insn i, long ea) {
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.s.gpr[i.ra] = ea;
        return Outcome.NEXT;
    }

    private static int stb(Vcpu v, Insn i) {
        v.mem.store8(displaced(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int stbx(Vcpu v, Insn i) {
        v.mem.store8(indexed(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int sth(Vcpu v, Insn i) {
        v.mem.store16(displaced(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int sthx(Vcpu v, Insn i) {
        v.mem.store16(indexed(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int stw(Vcpu v, Insn i) {
        v.mem.store32(displaced(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int stwx(Vcpu v, Insn i) {
        v.mem.store32(indexed(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int std(Vcpu v, Insn i) {
        v.mem.store64(displaced(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int stdx(Vcpu v, Insn i) {
        v.mem.store64(indexed(v, i), v.s.gpr[i.rt]);
        return done(v);
    }

    private static int stbu(Vcpu v, Insn i) {
        return byteUpdate(v, i, displaced(v, i));
    }

    private static int stdu(Vcpu v, Insn i) {
        return doublewordUpdate(v, i, displaced(v, i));
    }

    private static int byteUpdate(Vcpu v, Insn i, long ea) {
        if (i.ra == 0) {
            return v.illegal(i.word);
        }
        v.mem.store8(ea, v.s.gpr[i.rt]);
        return update(v, i, ea);
    }

    private static int halfwordUpdate(Vcpu v, Insn i, long ea) {
        if (i.ra == 0) {
            return v.illegal(i.word);
        }
        v.mem.store16(ea, v.s.gpr[i.rt]);
        return update(v, i, ea);
    }

    private static int wordUpdate(Vcpu v, Insn i, long ea) {
        if (i.ra == 0) {
            return v.illegal(i.word);
        }
        v.mem.store32(ea, v.s.gpr[i.rt]);
        return update(v, i, ea);
    }

    private static int doublewordUpdate(Vcpu v, Insn i, long ea) {
        if (i.ra == 0) {
            return v.illegal(i.word);
        }
        v.mem.store64(ea, v.s.gpr[i.rt]);
        return update(v, i, ea);
    }

    private static int sthbrx(Vcpu v, Insn i) {
        v.mem.store16(indexed(v, i), Short.reverseBytes((short) v.s.gpr[i.rt]));
        return done(v);
    }

    private static int stwbrx(Vcpu v, Insn i) {
        v.mem.store32(indexed(v, i), Integer.reverseBytes((int) v.s.gpr[i.rt]));
        return done(v);
    }

    private static int stdbrx(Vcpu v, Insn i) {
        v.mem.store64(indexed(v, i), Long.reverseBytes(v.s.gpr[i.rt]));
        return done(v);
    }

    /** RS, which is even, holds the more significant doubleword in either byte order. */
    private static int stq(Vcpu v, Insn i) {
        if ((i.rt & 1) != 0) {
            return v.illegal(i.word);
        }
        long ea = displaced(v, i);
        if ((ea & 15) != 0) {
            return v.alignment(ea);
        }
        return storePair(v, i.rt, ea);
    }

    /** Stores the pair of registers that begins at {@code source} into an aligned quadword, which is within a page. */
    static int storePair(Vcpu v, int source, long ea) {
        v.mem.checkStoreInPage(ea, 16);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        boolean little = v.mem.isLittleEndian();
        v.mem.store64(ea, v.s.gpr[little ? source + 1 : source]);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(ea + 8, v.s.gpr[little ? source : source + 1]);
        return done(v);
    }

    /** Big-endian only. */
    private static int stmw(Vcpu v, Insn i) {
        long ea = displaced(v, i);
        if (v.mem.isLittleEndian()) {
            return v.alignment(ea);
        }
        for (int source = i.rt; source < 32; source++) {
            v.mem.store32(ea + 4L * (source - i.rt), v.s.gpr[source]);
            if (v.mem.faulted) {
                return v.storageFault();
            }
        }
        return Outcome.NEXT;
    }

    private static int stswi(Vcpu v, Insn i) {
        return string(v, i, i.ra == 0 ? 0 : v.s.gpr[i.ra], i.rb == 0 ? 32 : i.rb);
    }

    private static int stswx(Vcpu v, Insn i) {
        return string(v, i, indexed(v, i), v.s.xerRest & 0x7F);
    }

    /** Big-endian only; bytes come from the low words of registers from RS on, wrapping around at 31. */
    private static int string(Vcpu v, Insn i, long ea, int count) {
        if (v.mem.isLittleEndian()) {
            return v.alignment(ea);
        }
        for (int k = 0; k < count; k++) {
            v.mem.store8(ea + k, v.s.gpr[i.rt + k / 4 & 31] >>> 24 - 8 * (k & 3));
            if (v.mem.faulted) {
                return v.storageFault();
            }
        }
        return Outcome.NEXT;
    }

    static void emitUpdate(Emitter e, Insn i, boolean indexed, int bytes) {
        if (i.ra == 0) {
            e.interpret();
            return;
        }
        e.gpr(i.ra);
        if (indexed) {
            e.gpr(i.rb);
        } else {
            e.constant(i.imm);
        }
        e.add().address().gpr(i.rt).store(bytes).addressAgain().toGpr(i.ra);
    }
}
