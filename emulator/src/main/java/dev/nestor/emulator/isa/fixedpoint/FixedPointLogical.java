package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Fixed-point logical instructions.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.13"
 */
// tidy: table, the rows of one section
public final class FixedPointLogical {
    private static final String SECTION = "I 3.3.13";
    private static final String SECTION_64 = "I 3.3.13.1";
    private static final String IMMEDIATE = "RA,RS,UI";
    private static final String THREE = "RA,RS,RB";
    private static final String TWO = "RA,RS";
    private static final long BYTE_ONES = 0x0101_0101_0101_0101L;

    private FixedPointLogical() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("andi.", "011100 RS RA UI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointLogical::andi)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .constant(i.imm)
                            .and()
                            .toGpr(i.ra)
                            .gpr(i.ra)
                            .constant(0)
                            .compareSigned(0));
        }
        if (rows.at("andis.", "011101 RS RA UI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointLogical::andi)
                    .emitting((e, i) -> e.gpr(i.rt)
                            .constant(i.imm)
                            .and()
                            .toGpr(i.ra)
                            .gpr(i.ra)
                            .constant(0)
                            .compareSigned(0))
                    .prepared(i -> i.imm <<= 16);
        }
        if (rows.at("ori", "011000 RS RA UI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointLogical::ori)
                    .emitting((e, i) -> e.gpr(i.rt).constant(i.imm).or().toGpr(i.ra))
                    .prepared(FixedPointLogical::prepareOri);
        }
        if (rows.at("oris", "011001 RS RA UI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointLogical::ori)
                    .emitting((e, i) -> e.gpr(i.rt).constant(i.imm).or().toGpr(i.ra))
                    .prepared(i -> i.imm <<= 16);
        }
        if (rows.at("xori", "011010 RS RA UI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointLogical::xori)
                    .emitting((e, i) -> e.gpr(i.rt).constant(i.imm).xor().toGpr(i.ra));
        }
        if (rows.at("xoris", "011011 RS RA UI", IMMEDIATE, SECTION)) {
            rows.does(FixedPointLogical::xori)
                    .emitting((e, i) -> e.gpr(i.rt).constant(i.imm).xor().toGpr(i.ra))
                    .prepared(i -> i.imm <<= 16);
        }
        if (rows.at("and", "011111 RS RA RB 0000011100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::and)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).and().toGpr(i.ra))
                    .recording(FixedPointLogical::andRecord);
        }
        if (rows.at("xor", "011111 RS RA RB 0100111100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::xor)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).xor().toGpr(i.ra));
        }
        if (rows.at("nand", "011111 RS RA RB 0111011100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::nand)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).and().not().toGpr(i.ra));
        }
        if (rows.at("or", "011111 RS RA RB 0110111100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::or)
                    .emitting((e, i) ->
                            (i.rt == i.rb ? e.gpr(i.rt) : e.gpr(i.rt).gpr(i.rb).or()).toGpr(i.ra))
                    .recording(FixedPointLogical::orRecord)
                    .prepared(FixedPointLogical::prepareOr);
        }
        if (rows.at("nor", "011111 RS RA RB 0001111100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::nor)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).or().not().toGpr(i.ra));
        }
        if (rows.at("andc", "011111 RS RA RB 0000111100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::andc)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).not().and().toGpr(i.ra));
        }
        if (rows.at("eqv", "011111 RS RA RB 0100011100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::eqv)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).xor().not().toGpr(i.ra));
        }
        if (rows.at("orc", "011111 RS RA RB 0110011100 Rc", THREE, SECTION)) {
            rows.does(FixedPointLogical::orc)
                    .emitting((e, i) -> e.gpr(i.rt).gpr(i.rb).not().or().toGpr(i.ra));
        }
        if (rows.at("extsb", "011111 RS RA ///// 1110111010 Rc", TWO, SECTION)) {
            rows.does(FixedPointLogical::extsb)
                    .emitting((e, i) -> e.gpr(i.rt).signExtend(8).toGpr(i.ra));
        }
        if (rows.at("extsh", "011111 RS RA ///// 1110011010 Rc", TWO, SECTION)) {
            rows.does(FixedPointLogical::extsh)
                    .emitting((e, i) -> e.gpr(i.rt).signExtend(16).toGpr(i.ra));
        }
        if (rows.at("extsw", "011111 RS RA ///// 1111011010 Rc", TWO, SECTION_64)) {
            rows.does(FixedPointLogical::extsw)
                    .emitting((e, i) -> e.gpr(i.rt).signExtend(32).toGpr(i.ra));
        }
        if (rows.at("cntlzw", "011111 RS RA ///// 0000011010 Rc", TWO, SECTION)) {
            rows.does(FixedPointLogical::cntlzw)
                    .emitting((e, i) -> e.gpr(i.rt).call("cntlzw", 1).toGpr(i.ra));
        }
        if (rows.at("cnttzw", "011111 RS RA ///// 1000011010 Rc", TWO, SECTION)) {
            rows.does(FixedPointLogical::cnttzw)
                    .emitting((e, i) -> e.gpr(i.rt).call("cnttzw", 1).toGpr(i.ra));
        }
        if (rows.at("cntlzd", "011111 RS RA ///// 0000111010 Rc", TWO, SECTION_64)) {
            rows.does(FixedPointLogical::cntlzd)
                    .emitting((e, i) -> e.gpr(i.rt).call("cntlzd", 1).toGpr(i.ra));
        }
        if (rows.at("cnttzd", "011111 RS RA ///// 1000111010 Rc", TWO, SECTION_64)) {
            rows.does(FixedPointLogical::cnttzd)
                    .emitting((e, i) -> e.gpr(i.rt).call("cnttzd", 1).toGpr(i.ra));
        }
        if (rows.at("cmpb", "011111 RS RA RB 0111111100 /", THREE, SECTION)) {
            rows.does(FixedPointLogical::cmpb).called();
        }
        if (rows.at("popcntb", "011111 RS RA ///// 0001111010 /", TWO, SECTION)) {
            rows.does(FixedPointLogical::popcntb).called();
        }
        if (rows.at("popcntw", "011111 RS RA ///// 0101111010 /", TWO, SECTION)) {
            rows.does(FixedPointLogical::popcntw).called();
        }
        if (rows.at("popcntd", "011111 RS RA ///// 0111111010 /", TWO, SECTION_64)) {
            rows.does(FixedPointLogical::popcntd)
                    .emitting((e, i) -> e.gpr(i.rt).call("popcntd", 1).toGpr(i.ra));
        }
        if (rows.at("prtyw", "011111 RS RA ///// 0010011010 /", TWO, SECTION)) {
            rows.does(FixedPointLogical::prtyw).called();
        }
        if (rows.at("prtyd", "011111 RS RA ///// 0010111010 /", TWO, SECTION_64)) {
            rows.does(FixedPointLogical::prtyd).called();
        }
        if (rows.at("bpermd", "011111 RS RA RB 0011111100 /", THREE, SECTION_64)) {
            rows.does(FixedPointLogical::bpermd).called();
        }
        if (rows.at("cfuged", "011111 RS RA RB 0011011100 /", THREE, SECTION_64)) {
            rows.does(FixedPointLogical::cfuged).called();
        }
        if (rows.at("cntlzdm", "011111 RS RA RB 0000111011 /", THREE, SECTION_64)) {
            rows.does(FixedPointLogical::cntlzdm).called();
        }
        if (rows.at("cnttzdm", "011111 RS RA RB 1000111011 /", THREE, SECTION_64)) {
            rows.does(FixedPointLogical::cnttzdm).called();
        }
        if (rows.at("pdepd", "011111 RS RA RB 0010011100 /", THREE, SECTION_64)) {
            rows.does(FixedPointLogical::pdepd).called();
        }
        if (rows.at("pextd", "011111 RS RA RB 0010111100 /", THREE, SECTION_64)) {
            rows.does(FixedPointLogical::pextd).called();
        }
        if (rows.at("brh", "011111 RS RA ///// 0011011011 /", TWO, "I 3.3.13.2")) {
            rows.does(FixedPointLogical::brh).called();
        }
        if (rows.at("brw", "011111 RS RA ///// 0010011011 /", TWO, "I 3.3.13.2")) {
            rows.does(FixedPointLogical::brw).called();
        }
        if (rows.at("brd", "011111 RS RA ///// 0010111011 /", TWO, "I 3.3.13.2")) {
            rows.does(FixedPointLogical::brd)
                    .emitting((e, i) -> e.gpr(i.rt).call("reverse64", 1).toGpr(i.ra));
        }
    }

    /** {@code ori 0,0,0} is the preferred no-op; any {@code ori} of a register to itself with 0 does nothing. */
    private static void prepareOri(Insn i) {
        if (i.imm == 0 && i.rt == i.ra) {
            i.semantics = FixedPointLogical::nop;
        }
    }

    /** {@code or rx,ry,ry} moves a register; {@code or rx,rx,rx} sets thread priorities, which mean nothing here. */
    private static void prepareOr(Insn i) {
        boolean plain = Field.RECORD.get(i.word) == 0;
        if (plain && i.rt == i.rb) {
            i.semantics = i.rt == i.ra ? FixedPointLogical::nop : FixedPointLogical::mr;
        }
    }

    private static int nop(Vcpu v, Insn i) {
        return Outcome.NEXT;
    }

    private static int mr(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt];
        return Outcome.NEXT;
    }

    private static int andi(Vcpu v, Insn i) {
        long result = v.s.gpr[i.rt] & i.imm;
        v.s.gpr[i.ra] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int ori(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] | i.imm;
        return Outcome.NEXT;
    }

    private static int xori(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] ^ i.imm;
        return Outcome.NEXT;
    }

    private static int and(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] & v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int andRecord(Vcpu v, Insn i) {
        long result = v.s.gpr[i.rt] & v.s.gpr[i.rb];
        v.s.gpr[i.ra] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int xor(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] ^ v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int nand(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = ~(v.s.gpr[i.rt] & v.s.gpr[i.rb]);
        return Outcome.NEXT;
    }

    private static int or(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] | v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int orRecord(Vcpu v, Insn i) {
        long result = v.s.gpr[i.rt] | v.s.gpr[i.rb];
        v.s.gpr[i.ra] = result;
        InstructionRow.recordResult(v, result);
        return Outcome.NEXT;
    }

    private static int nor(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = ~(v.s.gpr[i.rt] | v.s.gpr[i.rb]);
        return Outcome.NEXT;
    }

    private static int andc(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] & ~v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int eqv(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = ~(v.s.gpr[i.rt] ^ v.s.gpr[i.rb]);
        return Outcome.NEXT;
    }

    private static int orc(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = v.s.gpr[i.rt] | ~v.s.gpr[i.rb];
        return Outcome.NEXT;
    }

    private static int extsb(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = (byte) v.s.gpr[i.rt];
        return Outcome.NEXT;
    }

    private static int extsh(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = (short) v.s.gpr[i.rt];
        return Outcome.NEXT;
    }

    private static int extsw(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = (int) v.s.gpr[i.rt];
        return Outcome.NEXT;
    }

    private static int cntlzw(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Integer.numberOfLeadingZeros((int) v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    private static int cnttzw(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Integer.numberOfTrailingZeros((int) v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    private static int cntlzd(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.numberOfLeadingZeros(v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    private static int cnttzd(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.numberOfTrailingZeros(v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    private static int cmpb(Vcpu v, Insn i) {
        long differences = v.s.gpr[i.rt] ^ v.s.gpr[i.rb];
        long result = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            if ((differences >>> shift & 0xFF) == 0) {
                result |= 0xFFL << shift;
            }
        }
        v.s.gpr[i.ra] = result;
        return Outcome.NEXT;
    }

    private static int popcntb(Vcpu v, Insn i) {
        long pairs = v.s.gpr[i.rt];
        pairs -= pairs >>> 1 & 0x5555_5555_5555_5555L;
        long nibbles = (pairs & 0x3333_3333_3333_3333L) + (pairs >>> 2 & 0x3333_3333_3333_3333L);
        v.s.gpr[i.ra] = nibbles + (nibbles >>> 4) & 0x0F0F_0F0F_0F0F_0F0FL;
        return Outcome.NEXT;
    }

    private static int popcntw(Vcpu v, Insn i) {
        long value = v.s.gpr[i.rt];
        v.s.gpr[i.ra] = (long) Integer.bitCount((int) (value >>> 32)) << 32 | Integer.bitCount((int) value);
        return Outcome.NEXT;
    }

    private static int popcntd(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.bitCount(v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    /** Per word, the parity of the least significant bits of its bytes. */
    private static int prtyw(Vcpu v, Insn i) {
        long ones = v.s.gpr[i.rt] & BYTE_ONES;
        v.s.gpr[i.ra] = (Long.bitCount(ones >>> 32) & 1L) << 32 | Integer.bitCount((int) ones) & 1;
        return Outcome.NEXT;
    }

    private static int prtyd(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.bitCount(v.s.gpr[i.rt] & BYTE_ONES) & 1;
        return Outcome.NEXT;
    }

    /** Byte k of RS, if below 64, numbers the bit of RB that becomes bit k of the result byte. */
    private static int bpermd(Vcpu v, Insn i) {
        long indexes = v.s.gpr[i.rt];
        long source = v.s.gpr[i.rb];
        long result = 0;
        for (int k = 0; k < 8; k++) {
            int index = (int) (indexes >>> 56 - 8 * k) & 0xFF;
            if (index < 64) {
                result |= (source >>> 63 - index & 1) << 7 - k;
            }
        }
        v.s.gpr[i.ra] = result;
        return Outcome.NEXT;
    }

    /** Bits under ones of the mask go to the right end, the others to the left end, in order. */
    private static int cfuged(Vcpu v, Insn i) {
        long source = v.s.gpr[i.rt];
        long mask = v.s.gpr[i.rb];
        int chosen = Long.bitCount(mask);
        long left = gather(source, ~mask);
        v.s.gpr[i.ra] = (chosen == 64 ? 0 : left << chosen) | gather(source, mask);
        return Outcome.NEXT;
    }

    private static int cntlzdm(Vcpu v, Insn i) {
        CpuState s = v.s;
        long mask = s.gpr[i.rb];
        int selected = Long.bitCount(mask);
        long gathered = gather(s.gpr[i.rt], mask);
        s.gpr[i.ra] = (long) Long.numberOfLeadingZeros(gathered) - (64 - selected);
        return Outcome.NEXT;
    }

    private static int cnttzdm(Vcpu v, Insn i) {
        CpuState s = v.s;
        long mask = s.gpr[i.rb];
        long gathered = gather(s.gpr[i.rt], mask);
        s.gpr[i.ra] = Math.min(Long.numberOfTrailingZeros(gathered), Long.bitCount(mask));
        return Outcome.NEXT;
    }

    private static int pextd(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = gather(v.s.gpr[i.rt], v.s.gpr[i.rb]);
        return Outcome.NEXT;
    }

    private static int pdepd(Vcpu v, Insn i) {
        long source = v.s.gpr[i.rt];
        long result = 0;
        for (long rest = v.s.gpr[i.rb]; rest != 0; rest &= rest - 1) {
            if ((source & 1) != 0) {
                result |= Long.lowestOneBit(rest);
            }
            source >>>= 1;
        }
        v.s.gpr[i.ra] = result;
        return Outcome.NEXT;
    }

    /** The bits of {@code source} under ones of {@code mask}, packed to the right. */
    private static long gather(long source, long mask) {
        long result = 0;
        int place = 0;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            if ((source & Long.lowestOneBit(rest)) != 0) {
                result |= 1L << place;
            }
            place++;
        }
        return result;
    }

    private static int brh(Vcpu v, Insn i) {
        long value = v.s.gpr[i.rt];
        v.s.gpr[i.ra] = (value & 0x00FF_00FF_00FF_00FFL) << 8 | value >>> 8 & 0x00FF_00FF_00FF_00FFL;
        return Outcome.NEXT;
    }

    private static int brw(Vcpu v, Insn i) {
        long reversed = Long.reverseBytes(v.s.gpr[i.rt]);
        v.s.gpr[i.ra] = reversed << 32 | reversed >>> 32;
        return Outcome.NEXT;
    }

    private static int brd(Vcpu v, Insn i) {
        v.s.gpr[i.ra] = Long.reverseBytes(v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }
}
