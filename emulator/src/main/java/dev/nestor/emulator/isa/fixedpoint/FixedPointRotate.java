package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point rotate and shift instructions; in a decoded one {@code imm} is the mask and {@code rb} the shift amount
 * where the instruction names one.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.14"
 */
public final class FixedPointRotate {
    private static final String SECTION = "I 3.3.14.1";
    private static final String SHIFT = "I 3.3.14.2";
    private static final String M_FORM = "RA,RS,SH,MB,ME";
    private static final String THREE = "RA,RS,RB";
    private static final long WORD = 0xFFFF_FFFFL;

    private FixedPointRotate() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("rlwimi", "010100 RS RA SH MB ME Rc", M_FORM, SECTION)) {
            rows.does(FixedPointRotate::rlwimi)
                    .emitting((e, i) -> FixedPointRotate.emitRlwimi(e, i))
                    .prepared(FixedPointRotate::wordMask);
        }
        if (rows.at("rlwinm", "010101 RS RA SH MB ME Rc", M_FORM, SECTION)) {
            rows.does(FixedPointRotate::rlwinm)
                    .emitting((e, i) -> FixedPointRotate.emitRlwinm(e, i))
                    .recording(FixedPointRotate::rlwinmRecord)
                    .prepared(FixedPointRotate::prepareRlwinm);
        }
        if (rows.at("rlwnm", "010111 RS RA RB MB ME Rc", "RA,RS,RB,MB,ME", SECTION)) {
            rows.does(FixedPointRotate::rlwnm)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .gpr(i.rb)
                            .call("rotateWordDoubled", 2)
                            .constant(i.imm)
                            .and()
                            .toGpr(i.ra))
                    .prepared(FixedPointRotate::wordMask);
        }
        if (rows.at("rldicl", "011110 RS RA sh mb 000 sh Rc", "RA,RS,sh,mb", SECTION)) {
            rows.does(FixedPointRotate::rldic)
                    .emitting((e, i) -> FixedPointRotate.emitRldic(e, i))
                    .recording(FixedPointRotate::rldicRecord)
                    .prepared(i -> mask(i, Field.MB_MD.get(i.word), 63));
        }
        if (rows.at("rldicr", "011110 RS RA sh me 001 sh Rc", "RA,RS,sh,me", SECTION)) {
            rows.does(FixedPointRotate::rldic)
                    .emitting((e, i) -> FixedPointRotate.emitRldic(e, i))
                    .recording(FixedPointRotate::rldicRecord)
                    .prepared(i -> mask(i, 0, Field.ME_MD.get(i.word)));
        }
        if (rows.at("rldic", "011110 RS RA sh mb 010 sh Rc", "RA,RS,sh,mb", SECTION)) {
            rows.does(FixedPointRotate::rldic)
                    .emitting((e, i) -> FixedPointRotate.emitRldic(e, i))
                    .prepared(i -> mask(i, Field.MB_MD.get(i.word), 63 - Field.SH_MD.get(i.word)));
        }
        if (rows.at("rldimi", "011110 RS RA sh mb 011 sh Rc", "RA,RS,sh,mb", SECTION)) {
            rows.does(FixedPointRotate::rldimi)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .constant(i.rb)
                            .call("rotate", 2)
                            .constant(i.imm)
                            .and()
                            .gpr(i.ra)
                            .constant(~i.imm)
                            .and()
                            .or()
                            .toGpr(i.ra))
                    .prepared(i -> mask(i, Field.MB_MD.get(i.word), 63 - Field.SH_MD.get(i.word)));
        }
        if (rows.at("rldcl", "011110 RS RA RB mb 1000 Rc", "RA,RS,RB,mb", SECTION)) {
            rows.does(FixedPointRotate::rldc)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .gpr(i.rb)
                            .call("rotate", 2)
                            .constant(i.imm)
                            .and()
                            .toGpr(i.ra))
                    .prepared(i -> i.imm = PowerBits.mask(Field.MB_MD.get(i.word), 63));
        }
        if (rows.at("rldcr", "011110 RS RA RB me 1001 Rc", "RA,RS,RB,me", SECTION)) {
            rows.does(FixedPointRotate::rldc)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .gpr(i.rb)
                            .call("rotate", 2)
                            .constant(i.imm)
                            .and()
                            .toGpr(i.ra))
                    .prepared(i -> i.imm = PowerBits.mask(0, Field.ME_MD.get(i.word)));
        }
        if (rows.at("slw", "011111 RS RA RB 0000011000 Rc", THREE, SHIFT)) {
            rows.does(FixedPointRotate::slw)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).call("slw", 2).toGpr(i.ra));
        }
        if (rows.at("srw", "011111 RS RA RB 1000011000 Rc", THREE, SHIFT)) {
            rows.does(FixedPointRotate::srw)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).call("srw", 2).toGpr(i.ra));
        }
        if (rows.at("srawi", "011111 RS RA SH 1100111000 Rc", "RA,RS,SH", SHIFT)) {
            rows.does(FixedPointRotate::srawi)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .signExtend(32)
                            .constant(i.rb)
                            .call("lostOnes", 2)
                            .toCarry()
                            .gpr(i.rt)
                            .signExtend(32)
                            .shiftRightAlgebraic(i.rb)
                            .toGpr(i.ra));
        }
        if (rows.at("sraw", "011111 RS RA RB 1100011000 Rc", THREE, SHIFT)) {
            rows.does(FixedPointRotate::sraw)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .signExtend(32)
                            .gpr(i.rb)
                            .constant(63)
                            .and()
                            .call("lostOnes", 2)
                            .toCarry()
                            .gpr(i.rt)
                            .signExtend(32)
                            .gpr(i.rb)
                            .constant(63)
                            .and()
                            .call("shiftAlgebraic", 2)
                            .toGpr(i.ra));
        }
        if (rows.at("sld", "011111 RS RA RB 0000011011 Rc", THREE, SHIFT)) {
            rows.does(FixedPointRotate::sld)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).call("sld", 2).toGpr(i.ra));
        }
        if (rows.at("srd", "011111 RS RA RB 1000011011 Rc", THREE, SHIFT)) {
            rows.does(FixedPointRotate::srd)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).call("srd", 2).toGpr(i.ra));
        }
        if (rows.at("sradi", "011111 RS RA sh 110011101 sh Rc", "RA,RS,sh", SHIFT)) {
            rows.does(FixedPointRotate::sradi)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .constant(i.rb)
                            .call("lostOnes", 2)
                            .toCarry()
                            .gpr(i.rt)
                            .shiftRightAlgebraic(i.rb)
                            .toGpr(i.ra))
                    .prepared(i -> i.rb = Field.SH_MD.get(i.word));
        }
        if (rows.at("srad", "011111 RS RA RB 1100011010 Rc", THREE, SHIFT)) {
            rows.does(FixedPointRotate::srad)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .gpr(i.rb)
                            .constant(127)
                            .and()
                            .call("lostOnes", 2)
                            .toCarry()
                            .gpr(i.rt)
                            .gpr(i.rb)
                            .constant(127)
                            .and()
                            .call("shiftAlgebraic", 2)
                            .toGpr(i.ra));
        }
        if (rows.at("extswsli", "011111 RS RA sh 110111101 sh Rc", "RA,RS,sh", SHIFT)) {
            rows.does(FixedPointRotate::extswsli)
                    .emitting(
                            (e, i) -> e.gpr(i.rt).signExtend(32).shiftLeft(i.rb).toGpr(i.ra))
                    .prepared(i -> i.rb = Field.SH_MD.get(i.word));
        }
    }

    private static void mask(Insn i, int first, int last) {
        i.rb = Field.SH_MD.get(i.word);
        i.imm = PowerBits.mask(first, last);
    }

    /** MASK(MB + 32, ME + 32); it wraps around through the high word when MB is above ME. */
    private static void wordMask(Insn i) {
        i.imm = PowerBits.mask(Field.MB.get(i.word) + 32, Field.ME.get(i.word) + 32);
    }

    /** A mask that does not wrap keeps the low word only, so a 32-bit rotation does. */
    private static void prepareRlwinm(Insn i) {
        wordMask(i);
        boolean wraps = Field.MB.get(i.word) > Field.ME.get(i.word);
        if (wraps) {
            i.semantics = FixedPointRotate::rlwinmWrapping;
        }
    }

    private static int rlwinmWrapping(Vcpu v, Insn i) {
        long rotated = PowerBits.doubled(Integer.rotateLeft((int) v.s.gpr[i.rt], i.rb));
        v.s.gpr[i.ra] = rotated & i.imm;
        return Outcome.NEXT;
    }

    private static int rlwinm(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Integer.rotateLeft((int) v.s.gpr[i.rt], i.rb) & i.imm;
        return Outcome.NEXT;
    }

    private static int rlwinmRecord(Vcpu v, Insn i) {
        long result = Integer.rotateLeft((int) v.s.gpr[i.rt], i.rb) & i.imm;
        v.s.gpr[i.ra] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int rlwnm(Vcpu v, Insn i) {
        int amount = (int) v.s.gpr[i.rb] & 31;
        v.s.gpr[i.ra] = PowerBits.doubled(Integer.rotateLeft((int) v.s.gpr[i.rt], amount)) & i.imm;
        return Outcome.NEXT;
    }

    private static int rlwimi(Vcpu v, Insn i) {
        long rotated = PowerBits.doubled(Integer.rotateLeft((int) v.s.gpr[i.rt], i.rb));
        v.s.gpr[i.ra] = rotated & i.imm | v.s.gpr[i.ra] & ~i.imm;
        return Outcome.NEXT;
    }

    private static int rldic(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.rotateLeft(v.s.gpr[i.rt], i.rb) & i.imm;
        return Outcome.NEXT;
    }

    private static int rldicRecord(Vcpu v, Insn i) {
        long result = Long.rotateLeft(v.s.gpr[i.rt], i.rb) & i.imm;
        v.s.gpr[i.ra] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int rldimi(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.rotateLeft(v.s.gpr[i.rt], i.rb) & i.imm | v.s.gpr[i.ra] & ~i.imm;
        return Outcome.NEXT;
    }

    private static int rldc(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.rotateLeft(v.s.gpr[i.rt], (int) v.s.gpr[i.rb]) & i.imm;
        return Outcome.NEXT;
    }

    private static int slw(Vcpu v, Insn i) {
        int amount = (int) v.s.gpr[i.rb] & 63;
        v.s.gpr[i.ra] = amount > 31 ? 0 : v.s.gpr[i.rt] << amount & 0xFFFF_FFFFL;
        return Outcome.NEXT;
    }

    private static int srw(Vcpu v, Insn i) {
        int amount = (int) v.s.gpr[i.rb] & 63;
        v.s.gpr[i.ra] = (v.s.gpr[i.rt] & 0xFFFF_FFFFL) >>> amount;
        return Outcome.NEXT;
    }

    private static int sld(Vcpu v, Insn i) {
        int amount = (int) v.s.gpr[i.rb] & 127;
        v.s.gpr[i.ra] = amount > 63 ? 0 : v.s.gpr[i.rt] << amount;
        return Outcome.NEXT;
    }

    private static int srd(Vcpu v, Insn i) {
        int amount = (int) v.s.gpr[i.rb] & 127;
        v.s.gpr[i.ra] = amount > 63 ? 0 : v.s.gpr[i.rt] >>> amount;
        return Outcome.NEXT;
    }

    private static int srawi(Vcpu v, Insn i) {
        return shiftRightAlgebraic(v.s, i.ra, (int) v.s.gpr[i.rt], i.rb);
    }

    private static int sraw(Vcpu v, Insn i) {
        return shiftRightAlgebraic(v.s, i.ra, (int) v.s.gpr[i.rt], (int) v.s.gpr[i.rb] & 63);
    }

    private static int sradi(Vcpu v, Insn i) {
        return shiftRightAlgebraic(v.s, i.ra, v.s.gpr[i.rt], i.rb);
    }

    private static int srad(Vcpu v, Insn i) {
        return shiftRightAlgebraic(v.s, i.ra, v.s.gpr[i.rt], (int) v.s.gpr[i.rb] & 127);
    }

    /** CA and CA32 tell whether a negative value lost ones; a word comes sign-extended, so that 63 bits suffice. */
    private static int shiftRightAlgebraic(CpuState s, int target, long value, int amount) {
        long lost = amount > 63 ? value : value & (1L << amount) - 1;
        s.ca = value < 0 && lost != 0 ? 1 : 0;
        s.ca32 = s.ca;
        s.gpr[target] = value >> Math.min(amount, 63);
        return Outcome.NEXT;
    }

    private static int extswsli(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = (long) (int) v.s.gpr[i.rt] << i.rb;
        return Outcome.NEXT;
    }

    /** Pushes the rotated word under the mask; a shift where no bit comes round to a bit of the mask. */
    private static void emitMaskedWord(Emitter e, Insn i) {
        boolean wraps = Field.MB.get(i.word) > Field.ME.get(i.word);
        long comesRound = (1L << i.rb) - 1;
        e.gpr(i.rt);
        if (wraps) {
            e.constant(i.rb).call("rotateWordDoubled", 2).constant(i.imm).and();
        } else if ((i.imm & comesRound) == 0) {
            (i.rb == 0 ? e : e.shiftLeft(i.rb)).constant(i.imm).and();
        } else if ((i.imm & ~comesRound) == 0) {
            e.shiftRight(32 - i.rb).constant(i.imm).and();
        } else {
            e.rotateWord(i.rb);
            if (i.imm != WORD) {
                e.constant(i.imm).and();
            }
        }
    }

    static void emitRlwinm(Emitter e, Insn i) {
        emitMaskedWord(e, i);
        e.toGpr(i.ra);
    }

    static void emitRlwimi(Emitter e, Insn i) {
        emitMaskedWord(e, i);
        e.gpr(i.ra).constant(~i.imm).and().or().toGpr(i.ra);
    }

    /** Shifts and masks where a rotation is one. */
    static void emitRldic(Emitter e, Insn i) {
        e.gpr(i.rt);
        boolean isShift = i.rb != 0 && i.imm == -1L << i.rb;
        if (isShift) {
            e.shiftLeft(i.rb).toGpr(i.ra);
        } else if (i.rb != 0 && i.imm == -1L >>> 64 - i.rb) {
            e.shiftRight(64 - i.rb).toGpr(i.ra);
        } else if (i.rb == 0) {
            e.constant(i.imm).and().toGpr(i.ra);
        } else if (i.imm << 64 - i.rb == 0) {
            // The mask first: what is shifted last can be part of how the host addresses.
            e.constant(i.imm >>> i.rb).and().shiftLeft(i.rb).toGpr(i.ra);
        } else {
            e.constant(i.rb).call("rotate", 2).constant(i.imm).and().toGpr(i.ra);
        }
    }
}
