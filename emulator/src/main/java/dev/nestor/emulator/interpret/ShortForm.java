package dev.nestor.emulator.interpret;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.fixedpoint.Branch;
import dev.nestor.emulator.isa.fixedpoint.FixedPointArithmetic;
import dev.nestor.emulator.isa.fixedpoint.FixedPointCompare;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs decoded instructions that follow each other in memory; the commonest from a form that is one long, so that code
 * which is seldom met is read in order and not object by object.
 *
 * <p>The form holds the number of an operation in its low 8 bits, then the fields RT, RA (5 bits each), RB or a shift
 * (6 bits; what kind it is in a branch) and a signed immediate of 40 bits. Operations are those of rows: each is named
 * by words, and a decoded instruction whose semantics are the same gets its number. A row's semantics stay what an
 * instruction does.
 */
// tidy: table, a line for each common operation
final class ShortForm {
    /** No instruction is decoded there. */
    static final long NONE = 0;
    /** The instruction is executed by its semantics. */
    static final long UNCOMMON = Insn.UNCOMMON;

    /** As an outcome: the word at {@code v.cia} is not decoded yet, nothing was executed there. */
    static final int UNDECODED = -1;

    private static final int ADD = 2;
    private static final int SUBF = 3;
    private static final int NEG = 4;
    private static final int ADDI = 5;
    private static final int LI = 6;
    private static final int MULLD = 7;
    private static final int MULLI = 8;
    private static final int SUBFC = 9;
    private static final int SUBFE = 10;
    private static final int ADDE = 11;
    private static final int ADDZE = 12;
    private static final int MR = 13;
    private static final int NOP = 14;
    private static final int AND = 15;
    private static final int ANDC = 16;
    private static final int OR = 17;
    private static final int XOR = 18;
    private static final int ORI = 19;
    private static final int ANDI = 20;
    private static final int EXTSW = 21;
    private static final int CNTLZD = 22;
    private static final int SLD = 23;
    private static final int SRD = 24;
    private static final int RLD = 25;
    private static final int RLDIMI = 26;
    private static final int RLWINM = 27;
    private static final int RLWIMI = 28;
    private static final int CMPW = 29;
    private static final int CMPWI = 30;
    private static final int CMPD = 31;
    private static final int CMPDI = 32;
    private static final int CMPLW = 33;
    private static final int CMPLWI = 34;
    private static final int CMPLD = 35;
    private static final int CMPLDI = 36;
    private static final int ISEL = 37;
    private static final int MTOCRF = 38;
    private static final int MFLR = 39;
    private static final int MTLR = 40;
    private static final int MTCTR = 41;
    private static final int LBZ = 42;
    private static final int LBZX = 43;
    private static final int LBZU = 44;
    private static final int LHZ = 45;
    private static final int LWZ = 46;
    private static final int LWZX = 47;
    private static final int LD = 48;
    private static final int LDX = 49;
    private static final int LDU = 50;
    private static final int STB = 51;
    private static final int STH = 52;
    private static final int STW = 53;
    private static final int STD = 54;
    private static final int STDX = 55;
    private static final int STDU = 56;
    private static final int JUMP = 57;
    private static final int CALL = 58;
    private static final int IF_SET = 59;
    private static final int IF_CLEAR = 60;
    private static final int IF_COUNT_NOT_ZERO = 61;
    private static final int RETURN = 62;
    private static final int RETURN_IF_SET = 63;
    private static final int JUMP_CTR = 64;
    private static final int CALL_CTR = 65;

    /** Words whose semantics are an operation, with the operation's number; one for each row that has the semantics. */
    private static final int[][] WORDS = {
        {ADD, 0x7C64_2A14}, // add 3,4,5
        {SUBF, 0x7C64_2850}, // subf 3,4,5
        {NEG, 0x7C64_00D0}, // neg 3,4
        {ADDI, 0x3864_0001}, // addi 3,4,1
        {ADDI, 0x3C64_0001}, // addis 3,4,1
        {LI, 0x3860_0001}, // li 3,1
        {LI, 0x3C60_0001}, // lis 3,1
        {MULLD, 0x7C64_29D2}, // mulld 3,4,5
        {MULLI, 0x1C64_0005}, // mulli 3,4,5
        {SUBFC, 0x7C64_2810}, // subfc 3,4,5
        {SUBFE, 0x7C64_2910}, // subfe 3,4,5
        {ADDE, 0x7C64_2914}, // adde 3,4,5
        {ADDZE, 0x7C64_0194}, // addze 3,4
        {MR, 0x7C83_2378}, // mr 3,4
        {NOP, 0x6000_0000}, // nop
        {AND, 0x7C83_2838}, // and 3,4,5
        {ANDC, 0x7C83_2878}, // andc 3,4,5
        {OR, 0x7C83_2B78}, // or 3,4,5
        {XOR, 0x7C83_2A78}, // xor 3,4,5
        {ORI, 0x6083_0005}, // ori 3,4,5
        {ANDI, 0x7083_0005}, // andi. 3,4,5
        {EXTSW, 0x7C83_07B4}, // extsw 3,4
        {CNTLZD, 0x7C83_0074}, // cntlzd 3,4
        {SLD, 0x7C83_2836}, // sld 3,4,5
        {SRD, 0x7C83_2C36}, // srd 3,4,5
        {RLD, 0x7883_2980}, // rldicl 3,4,5,6
        {RLD, 0x7883_2984}, // rldicr 3,4,5,6
        {RLD, 0x7883_2988}, // rldic 3,4,5,6
        {RLDIMI, 0x7883_298C}, // rldimi 3,4,5,6
        {RLWINM, 0x5483_298E}, // rlwinm 3,4,5,6,7
        {RLWIMI, 0x5083_298E}, // rlwimi 3,4,5,6,7
        {CMPW, 0x7C03_2000}, // cmpw 3,4
        {CMPWI, 0x2C03_0005}, // cmpwi 3,5
        {CMPD, 0x7C23_2000}, // cmpd 3,4
        {CMPDI, 0x2C23_0005}, // cmpdi 3,5
        {CMPLW, 0x7C03_2040}, // cmplw 3,4
        {CMPLWI, 0x2803_0005}, // cmplwi 3,5
        {CMPLD, 0x7C23_2040}, // cmpld 3,4
        {CMPLDI, 0x2823_0005}, // cmpldi 3,5
        {ISEL, 0x7C64_299E}, // isel 3,4,5,6
        {MTOCRF, 0x7C78_0120}, // mtocrf 0x80,3
        {MFLR, 0x7C68_02A6}, // mflr 3
        {MTLR, 0x7C68_03A6}, // mtlr 3
        {MTCTR, 0x7C69_03A6}, // mtctr 3
        {LBZ, 0x8864_0008}, // lbz 3,8(4)
        {LBZX, 0x7C64_28AE}, // lbzx 3,4,5
        {LBZU, 0x8C64_0008}, // lbzu 3,8(4)
        {LHZ, 0xA064_0008}, // lhz 3,8(4)
        {LWZ, 0x8064_0008}, // lwz 3,8(4)
        {LWZX, 0x7C64_282E}, // lwzx 3,4,5
        {LD, 0xE864_0008}, // ld 3,8(4)
        {LDX, 0x7C64_282A}, // ldx 3,4,5
        {LDU, 0xE864_0009}, // ldu 3,8(4)
        {STB, 0x9864_0008}, // stb 3,8(4)
        {STH, 0xB064_0008}, // sth 3,8(4)
        {STW, 0x9064_0008}, // stw 3,8(4)
        {STD, 0xF864_0008}, // std 3,8(4)
        {STDX, 0x7C64_292A}, // stdx 3,4,5
        {STDU, 0xF864_0009}, // stdu 3,8(4)
        {JUMP, 0x4800_0008}, // b .+8
        {JUMP, 0x4280_0008}, // bc 20,0,.+8
        {CALL, 0x4800_0009}, // bl .+8
        {IF_SET, 0x4182_0008}, // beq 0,.+8
        {IF_CLEAR, 0x4082_0008}, // bne 0,.+8
        {IF_COUNT_NOT_ZERO, 0x4200_0008}, // bdnz .+8
        {RETURN, 0x4E80_0020}, // blr
        {RETURN_IF_SET, 0x4D82_0020}, // beqlr
        {JUMP_CTR, 0x4E80_0420}, // bctr
        {CALL_CTR, 0x4E80_0421}, // bctrl
    };

    /** Those of {@link #WORDS}, each known when its row is met. */
    private static final @Nullable Semantics[] SEMANTICS = new Semantics[WORDS.length];

    private static final int CONDITIONAL = 16;
    private static final int JUMP_OR_CALL = 18;
    private static final int TO_REGISTER = 19;
    /** What a branch, common or not, has in place of RB. */
    private static final long LINKING = 1;

    private static final long REGISTER = 2;

    private static final int RT_SHIFT = 8;
    private static final int RA_SHIFT = 13;
    private static final int RB_SHIFT = 18;
    private static final int IMMEDIATE_SHIFT = 24;
    private static final long PAGE_MASK = -4096L;
    private static final long LOW_WORD = 0xFFFF_FFFFL;

    private ShortForm() {}

    /** Words of every common operation, for tests. */
    static List<Integer> words() {
        return Arrays.stream(WORDS).map(pair -> pair[1]).toList();
    }

    /** The short form of {@code insn}, a word without prefix; its number is {@link #UNCOMMON} when there is none. */
    static long of(Insn insn) {
        int number = numberOf(insn);
        long operand = operand(number, insn);
        int primary = insn.word >>> 26;
        boolean branch = primary == CONDITIONAL || primary == JUMP_OR_CALL || primary == TO_REGISTER;
        long kind = (insn.word & 1) != 0 ? LINKING : 0;
        kind |= primary == TO_REGISTER ? REGISTER : 0;
        if (number == UNCOMMON || operand << IMMEDIATE_SHIFT >> IMMEDIATE_SHIFT != operand) {
            return UNCOMMON | (branch ? kind << RB_SHIFT : 0);
        }
        return operand << IMMEDIATE_SHIFT
                | (branch ? kind : insn.rb) << RB_SHIFT
                | (long) insn.ra << RA_SHIFT
                | (long) insn.rt << RT_SHIFT
                | number;
    }

    /** Whether {@code form} has an operation of its own. */
    static boolean isCommon(long form) {
        return (form & 0xFF) > UNCOMMON;
    }

    /** Whether {@code form}, of a branch, sets LR or goes to an address in a register. */
    static boolean isCallOrReturn(long form) {
        return (form >>> RB_SHIFT & (LINKING | REGISTER)) != 0;
    }

    /** Whether {@code form}, of a branch, goes to an address in a register and leaves LR. */
    static boolean isReturn(long form) {
        return (form >>> RB_SHIFT & (LINKING | REGISTER)) == REGISTER;
    }

    /** The semantics of word {@code operation} of {@link #WORDS}, which is of {@code row}. */
    private static Semantics semantics(int operation, InstructionRow row) {
        Semantics known = SEMANTICS[operation];
        if (known == null) {
            known = row.decode(WORDS[operation][1]).semantics;
            SEMANTICS[operation] = known;
        }
        return known;
    }

    private static int numberOf(Insn insn) {
        // Every word has the pattern of the row of no instruction, and a suffix may have that of a word.
        if (insn.row == InstructionTable.ILLEGAL || insn.row.prefix() != null) {
            return (int) UNCOMMON;
        }
        for (int i = 0; i < SEMANTICS.length; i++) {
            if (insn.row.pattern().matches(WORDS[i][1]) && insn.semantics == semantics(i, insn.row)) {
                return WORDS[i][0];
            }
        }
        return (int) UNCOMMON;
    }

    /** What stands for the immediate; {@link Long#MAX_VALUE}, which does not fit, for what has no short form. */
    private static long operand(int number, Insn insn) {
        return switch (number) {
            case RLD, RLDIMI, RLWINM -> bounds(insn.imm);
            case RLWIMI -> insn.imm >>> 32 == 0 ? bounds(insn.imm) : Long.MAX_VALUE; // else both halves rotate
            case ISEL -> insn.rc;
            case LBZU, LDU -> insn.ra == 0 || insn.ra == insn.rt ? Long.MAX_VALUE : insn.imm;
            case STDU -> insn.ra == 0 ? Long.MAX_VALUE : insn.imm;
            default -> insn.imm;
        };
    }

    /** The zeros before and after the ones of {@code mask}, 6 bits each; a mask that wraps around does not fit. */
    private static long bounds(long mask) {
        int before = Long.numberOfLeadingZeros(mask);
        int after = Long.numberOfTrailingZeros(mask);
        return PowerBits.mask(before, 63 - after) == mask ? before | after << 6 : Long.MAX_VALUE;
    }

    /** The mask that has these {@link #bounds}. */
    private static long mask(long bounds) {
        return -1L >>> bounds & -1L << (bounds >>> 6);
    }

    /**
     * Runs from {@code first} on, within its page and budget, to the first instruction that does not lead to the next;
     * of the budget at least 1 is left.
     *
     * @param page short forms of the words of a page
     * @param insns the decoded instructions they are made from
     * @return what the last instruction, at {@code v.cia}, led to, or {@link #UNDECODED}
     */
    @SuppressWarnings("LabelledBreakTarget") // the ends of the blocks are what operations share
    static int run(Vcpu v, long[] page, @Nullable Insn[] insns, long first) {
        long[] r = v.s.gpr;
        long base = first & PAGE_MASK;
        int index = (int) (first - base) >>> 2;
        long last = v.left - 1 + index;
        int end = (int) Math.min(CodePage.WORDS, last + 1);
        int outcome = Outcome.NEXT;
        // tidy: dispatch, one case for each common operation
        do {
            long form = page[index];
            int t = (int) (form >>> RT_SHIFT) & 31;
            int a = (int) (form >>> RA_SHIFT) & 31;
            int b = (int) (form >>> RB_SHIFT) & 63;
            long imm = form >> IMMEDIATE_SHIFT;
            v.cia = base + 4L * index;
            long x;
            long y;
            // What several operations share stands once, after the switch: HotSpot would compute what stands in two
            // cases before it branches, for every instruction.
            compare:
            {
                rotate:
                {
                    branch:
                    {
                        switch ((int) form & 0xFF) {
                            case (int) NONE -> {
                                v.left = last - index + 1;
                                return UNDECODED;
                            }
                            case ADD -> r[t] = r[a] + r[b];
                            case SUBF -> r[t] = r[b] - r[a];
                            case NEG -> r[t] = -r[a];
                            case ADDI -> r[t] = r[a] + imm;
                            case LI -> r[t] = imm;
                            case MULLD -> r[t] = r[a] * r[b];
                            case MULLI -> r[t] = r[a] * imm;
                            case SUBFC -> FixedPointArithmetic.carrying(v, t, ~r[a], r[b], 1);
                            case SUBFE -> FixedPointArithmetic.carrying(v, t, ~r[a], r[b], v.s.ca);
                            case ADDE -> FixedPointArithmetic.carrying(v, t, r[a], r[b], v.s.ca);
                            case ADDZE -> FixedPointArithmetic.carrying(v, t, r[a], 0, v.s.ca);
                            case MR -> r[a] = r[t];
                            case NOP -> {}
                            case AND -> r[a] = r[t] & r[b];
                            case ANDC -> r[a] = r[t] & ~r[b];
                            case OR -> r[a] = r[t] | r[b];
                            case XOR -> r[a] = r[t] ^ r[b];
                            case ORI -> r[a] = r[t] | imm;
                            case ANDI -> {
                                r[a] = r[t] & imm;
                                InstructionRow.recordResult(v, r[a]);
                            }
                            case EXTSW -> r[a] = (int) r[t];
                            case CNTLZD -> r[a] = Long.numberOfLeadingZeros(r[t]);
                            case SLD -> r[a] = (r[b] & 64) != 0 ? 0 : r[t] << r[b];
                            case SRD -> r[a] = (r[b] & 64) != 0 ? 0 : r[t] >>> r[b];
                            case RLD -> {
                                x = Long.rotateLeft(r[t], b);
                                y = 0;
                                break rotate;
                            }
                            case RLDIMI -> {
                                x = Long.rotateLeft(r[t], b);
                                y = r[a];
                                break rotate;
                            }
                            case RLWINM -> {
                                x = Integer.rotateLeft((int) r[t], b);
                                y = 0;
                                break rotate;
                            }
                            case RLWIMI -> {
                                x = Integer.rotateLeft((int) r[t], b);
                                y = r[a];
                                break rotate;
                            }
                            case CMPW -> {
                                x = (int) r[a];
                                y = (int) r[b];
                                break compare;
                            }
                            case CMPWI -> {
                                x = (int) r[a];
                                y = imm;
                                break compare;
                            }
                            case CMPD -> {
                                x = r[a];
                                y = r[b];
                                break compare;
                            }
                            case CMPDI -> {
                                x = r[a];
                                y = imm;
                                break compare;
                            }
                            case CMPLW -> {
                                x = r[a] & LOW_WORD;
                                y = r[b] & LOW_WORD;
                                break compare;
                            }
                            case CMPLWI -> {
                                x = r[a] & LOW_WORD;
                                y = imm;
                                break compare;
                            }
                            case CMPLD -> {
                                x = r[a] + Long.MIN_VALUE;
                                y = r[b] + Long.MIN_VALUE;
                                break compare;
                            }
                            case CMPLDI -> {
                                x = r[a] + Long.MIN_VALUE;
                                y = imm + Long.MIN_VALUE;
                                break compare;
                            }
                            case ISEL -> r[t] = v.s.cr << (int) imm < 0 ? base(r, a) : r[b];
                            case MTOCRF -> v.s.cr = v.s.cr & (int) ~imm | (int) (r[t] & imm);
                            case MFLR -> r[t] = v.s.lr;
                            case MTLR -> v.s.lr = r[t];
                            case MTCTR -> v.s.ctr = r[t];
                            case LBZ -> outcome = loaded(v, r, t, v.mem.load8(base(r, a) + imm));
                            case LBZX -> outcome = loaded(v, r, t, v.mem.load8(base(r, a) + r[b]));
                            case LBZU -> outcome = loaded(v, r, t, v.mem.load8(r[a] + imm), a, r[a] + imm);
                            case LHZ -> outcome = loaded(v, r, t, v.mem.load16(base(r, a) + imm));
                            case LWZ -> outcome = loaded(v, r, t, v.mem.load32(base(r, a) + imm));
                            case LWZX -> outcome = loaded(v, r, t, v.mem.load32(base(r, a) + r[b]));
                            case LD -> outcome = loaded(v, r, t, v.mem.load64(base(r, a) + imm));
                            case LDX -> outcome = loaded(v, r, t, v.mem.load64(base(r, a) + r[b]));
                            case LDU -> outcome = loaded(v, r, t, v.mem.load64(r[a] + imm), a, r[a] + imm);
                            case STB -> {
                                v.mem.store8(base(r, a) + imm, r[t]);
                                outcome = stored(v);
                            }
                            case STH -> {
                                v.mem.store16(base(r, a) + imm, r[t]);
                                outcome = stored(v);
                            }
                            case STW -> {
                                v.mem.store32(base(r, a) + imm, r[t]);
                                outcome = stored(v);
                            }
                            case STD -> {
                                v.mem.store64(base(r, a) + imm, r[t]);
                                outcome = stored(v);
                            }
                            case STDX -> {
                                v.mem.store64(base(r, a) + r[b], r[t]);
                                outcome = stored(v);
                            }
                            case STDU -> {
                                v.mem.store64(r[a] + imm, r[t]);
                                outcome = stored(v, r, a, r[a] + imm);
                            }
                            case JUMP -> {
                                x = v.cia + imm;
                                break branch;
                            }
                            case CALL -> {
                                v.s.lr = v.cia + 4;
                                x = v.cia + imm;
                                break branch;
                            }
                            case IF_SET -> {
                                if (v.s.cr << a < 0) {
                                    x = v.cia + imm;
                                    break branch;
                                }
                            }
                            case IF_CLEAR -> {
                                if (v.s.cr << a >= 0) {
                                    x = v.cia + imm;
                                    break branch;
                                }
                            }
                            case IF_COUNT_NOT_ZERO -> {
                                if (Branch.countDown(v)) {
                                    x = v.cia + imm;
                                    break branch;
                                }
                            }
                            case RETURN -> {
                                x = v.s.lr;
                                break branch;
                            }
                            case RETURN_IF_SET -> {
                                if (v.s.cr << a < 0) {
                                    x = v.s.lr;
                                    break branch;
                                }
                            }
                            case JUMP_CTR -> {
                                x = v.s.ctr;
                                break branch;
                            }
                            case CALL_CTR -> {
                                v.s.lr = v.cia + 4;
                                x = v.s.ctr;
                                break branch;
                            }
                            default -> {
                                v.left = last - index;
                                outcome = execute(v, insns[index]);
                            }
                        }
                        index++;
                        continue;
                    }
                    v.left = last - index;
                    return Branch.take(v, x);
                }
                long mask = mask(imm);
                r[a] = x & mask | y & ~mask;
                index++;
                continue;
            }
            // BF is the upper three bits of the field t: the field's place in CR is 28 - 4 x BF.
            FixedPointCompare.set(v.s, 28 - (t & 28), x < y, x > y);
            index++;
        } while (outcome == Outcome.NEXT && index < end);
        v.left = last - index + 1;
        return outcome;
    }

    private static int execute(Vcpu v, @Nullable Insn insn) {
        if (insn == null) {
            throw new IllegalStateException("a short form without its instruction");
        }
        return insn.semantics.execute(v, insn);
    }

    private static long base(long[] r, int a) {
        return a == 0 ? 0 : r[a];
    }

    private static int loaded(Vcpu v, long[] r, int target, long value) {
        if (v.mem.faulted) {
            return v.storageFault();
        }
        r[target] = value;
        return Outcome.NEXT;
    }

    private static int loaded(Vcpu v, long[] r, int target, long value, int base, long ea) {
        int outcome = loaded(v, r, target, value);
        if (outcome == Outcome.NEXT) {
            r[base] = ea;
        }
        return outcome;
    }

    private static int stored(Vcpu v) {
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int stored(Vcpu v, long[] r, int base, long ea) {
        int outcome = stored(v);
        if (outcome == Outcome.NEXT) {
            r[base] = ea;
        }
        return outcome;
    }
}
