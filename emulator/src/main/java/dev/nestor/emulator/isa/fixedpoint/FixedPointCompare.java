package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point compare instructions; {@code aux} of a decoded one is the shift of the target field of CR.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.10"
 */
public final class FixedPointCompare {
    private static final String SECTION = "I 3.3.10";

    private FixedPointCompare() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("cmpi", "001011 BF / L RA SI", "BF,L,RA,SI", SECTION)) {
            rows.does(FixedPointCompare::cmpwi)
                    .emitting((e, i) -> FixedPointCompare.emitImmediate(e, i, true))
                    .prepared(i -> prepare(i, FixedPointCompare::cmpdi));
        }
        if (rows.at("cmpli", "001010 BF / L RA UI", "BF,L,RA,UI", SECTION)) {
            rows.does(FixedPointCompare::cmplwi)
                    .emitting((e, i) -> FixedPointCompare.emitImmediate(e, i, false))
                    .prepared(i -> prepare(i, FixedPointCompare::cmpldi));
        }
        if (rows.at("cmp", "011111 BF / L RA RB 0000000000 /", "BF,L,RA,RB", SECTION)) {
            rows.does(FixedPointCompare::cmpw)
                    .emitting((e, i) -> FixedPointCompare.emitRegister(e, i, true))
                    .prepared(i -> prepare(i, FixedPointCompare::cmpd));
        }
        if (rows.at("cmpl", "011111 BF / L RA RB 0000100000 /", "BF,L,RA,RB", SECTION)) {
            rows.does(FixedPointCompare::cmplw)
                    .emitting((e, i) -> FixedPointCompare.emitRegister(e, i, false))
                    .prepared(i -> prepare(i, FixedPointCompare::cmpld));
        }
        if (rows.at("cmprb", "011111 BF / L RA RB 0011000000 /", "BF,L,RA,RB", "I 3.3.10.1")) {
            rows.does(FixedPointCompare::cmprb).called();
        }
        if (rows.at("cmpeqb", "011111 BF // RA RB 0011100000 /", "BF,RA,RB", "I 3.3.10.1")) {
            rows.does(FixedPointCompare::cmpeqb).called();
        }
    }

    private static void prepare(Insn i, Semantics doubleword) {
        i.aux = 28 - 4 * Field.BF.get(i.word);
        if (Field.L_10.get(i.word) != 0) {
            i.semantics = doubleword;
        }
    }

    /** Sets the field of CR that lies {@code shift} bits up to an order, SO included; answers an {@link Outcome}. */
    public static int set(CpuState s, int shift, boolean less, boolean greater) {
        int order = less ? 8 : greater ? 4 : 2;
        s.cr = s.cr & ~(0xF << shift) | (order | s.so) << shift;
        return Outcome.NEXT;
    }

    private static int cmpwi(Vcpu v, Insn i) {
        CpuState s = v.s;
        int a = (int) s.gpr[i.ra];
        int b = (int) i.imm;
        return set(s, i.aux, a < b, a > b);
    }

    private static int cmpdi(Vcpu v, Insn i) {
        CpuState s = v.s;
        long a = s.gpr[i.ra];
        long b = i.imm;
        return set(s, i.aux, a < b, a > b);
    }

    private static int cmplwi(Vcpu v, Insn i) {
        CpuState s = v.s;
        int order = Integer.compareUnsigned((int) s.gpr[i.ra], (int) i.imm);
        return set(s, i.aux, order < 0, order > 0);
    }

    private static int cmpldi(Vcpu v, Insn i) {
        CpuState s = v.s;
        int order = Long.compareUnsigned(s.gpr[i.ra], i.imm);
        return set(s, i.aux, order < 0, order > 0);
    }

    private static int cmpw(Vcpu v, Insn i) {
        CpuState s = v.s;
        int a = (int) s.gpr[i.ra];
        int b = (int) s.gpr[i.rb];
        return set(s, i.aux, a < b, a > b);
    }

    private static int cmpd(Vcpu v, Insn i) {
        CpuState s = v.s;
        long a = s.gpr[i.ra];
        long b = s.gpr[i.rb];
        return set(s, i.aux, a < b, a > b);
    }

    private static int cmplw(Vcpu v, Insn i) {
        CpuState s = v.s;
        int order = Integer.compareUnsigned((int) s.gpr[i.ra], (int) s.gpr[i.rb]);
        return set(s, i.aux, order < 0, order > 0);
    }

    private static int cmpld(Vcpu v, Insn i) {
        CpuState s = v.s;
        int order = Long.compareUnsigned(s.gpr[i.ra], s.gpr[i.rb]);
        return set(s, i.aux, order < 0, order > 0);
    }

    private static int cmprb(Vcpu v, Insn i) {
        CpuState s = v.s;
        int tested = (int) s.gpr[i.ra] & 0xFF;
        int ranges = (int) s.gpr[i.rb];
        boolean in = isWithin(tested, ranges);
        if (Field.L_10.get(i.word) != 0) {
            in |= isWithin(tested, ranges >>> 16);
        }
        s.setCrField(Field.BF.get(i.word), in ? 4 : 0);
        return Outcome.NEXT;
    }

    /** Whether {@code tested} lies between the low byte of {@code range} and the byte above it. */
    private static boolean isWithin(int tested, int range) {
        return (range & 0xFF) <= tested && tested <= (range >>> 8 & 0xFF);
    }

    private static int cmpeqb(Vcpu v, Insn i) {
        CpuState s = v.s;
        int tested = (int) s.gpr[i.ra] & 0xFF;
        boolean found = false;
        for (int shift = 0; shift < 64; shift += 8) {
            found |= (s.gpr[i.rb] >>> shift & 0xFF) == tested;
        }
        s.setCrField(Field.BF.get(i.word), found ? 4 : 0);
        return Outcome.NEXT;
    }

    static void emitImmediate(Emitter e, Insn i, boolean signed) {
        e.gpr(i.ra);
        emitExtension(e, i, signed);
        e.constant(i.imm);
        emitCompare(e, i, signed);
    }

    static void emitRegister(Emitter e, Insn i, boolean signed) {
        e.gpr(i.ra);
        emitExtension(e, i, signed);
        e.gpr(i.rb);
        emitExtension(e, i, signed);
        emitCompare(e, i, signed);
    }

    private static void emitExtension(Emitter e, Insn i, boolean signed) {
        if (Field.L_10.get(i.word) == 0) {
            if (signed) {
                e.signExtend(32);
            } else {
                e.zeroExtend(32);
            }
        }
    }

    /** Words that were zero-extended compare alike as signed and as unsigned. */
    private static void emitCompare(Emitter e, Insn i, boolean signed) {
        int field = Field.BF.get(i.word);
        if (signed || Field.L_10.get(i.word) == 0) {
            e.compareSigned(field);
        } else {
            e.compareUnsigned(field);
        }
    }
}
