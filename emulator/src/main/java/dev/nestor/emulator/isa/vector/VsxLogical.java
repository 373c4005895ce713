package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterFacility.VSX_OR_VECTOR;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.RegisterRows.xc;
import static dev.nestor.emulator.isa.RegisterRows.xt;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.RegisterRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * VSX logical and permute instructions, and those that only move or change signs, exponents and fractions.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.3"
 */
// tidy: table, the rows of one chapter
public final class VsxLogical {
    private static final String RT_XB = "RT,XB";
    private static final String XT_VRB_IMM = "XT,VRB,IMM";
    private static final String XT_XA_XB = "XT,XA,XB";
    private static final String XT_XB = "XT,XB";
    private static final String XT_XB_UIM = "XT,XB,UIM";
    private static final long SIGN = Long.MIN_VALUE;
    private static final long SIGNS = 0x8000_0000_8000_0000L;
    private static final long LOW_WORD = 0xFFFF_FFFFL;
    private static final long BYTES = 0x0101_0101_0101_0101L;
    private static final long SECOND_SOURCE = 0x1011_1213_1415_1617L;

    /** 1 to 7, infinity and a quiet NaN; from 16, minus 0 to minus 7 and minus infinity. 0 stands for none. */
    private static final long[] QUAD_CONSTANTS = {
        0,
        0x3FFFL << 48,
        0x4000L << 48,
        0x40008L << 44,
        0x4001L << 48,
        0x40014L << 44,
        0x40018L << 44,
        0x4001CL << 44,
        0x7FFFL << 48,
        0x7FFF8L << 44,
        0,
        0,
        0,
        0,
        0,
        0,
        0x8000L << 48,
        0xBFFFL << 48,
        0xC000L << 48,
        0xC0008L << 44,
        0xC001L << 48,
        0xC0014L << 44,
        0xC0018L << 44,
        0xC001CL << 44,
        0xFFFFL << 48,
        0,
        0,
        0,
        0,
        0,
        0,
        0
    };

    private VsxLogical() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("xxland", "111100 XT XA XB 10000010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, 0) & b(v, i, 0), a(v, i, 1) & b(v, i, 1)));
        }
        if (rows.at("xxlandc", "111100 XT XA XB 10001010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, 0) & ~b(v, i, 0), a(v, i, 1) & ~b(v, i, 1)));
        }
        if (rows.at("xxleqv", "111100 XT XA XB 10111010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, ~(a(v, i, 0) ^ b(v, i, 0)), ~(a(v, i, 1) ^ b(v, i, 1))));
        }
        if (rows.at("xxlnand", "111100 XT XA XB 10110010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, ~(a(v, i, 0) & b(v, i, 0)), ~(a(v, i, 1) & b(v, i, 1))));
        }
        if (rows.at("xxlnor", "111100 XT XA XB 10100010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, ~(a(v, i, 0) | b(v, i, 0)), ~(a(v, i, 1) | b(v, i, 1))));
        }
        if (rows.at("xxlor", "111100 XT XA XB 10010010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, 0) | b(v, i, 0), a(v, i, 1) | b(v, i, 1)));
        }
        if (rows.at("xxlorc", "111100 XT XA XB 10101010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, 0) | ~b(v, i, 0), a(v, i, 1) | ~b(v, i, 1)));
        }
        if (rows.at("xxlxor", "111100 XT XA XB 10011010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, 0) ^ b(v, i, 0), a(v, i, 1) ^ b(v, i, 1)));
        }
        if (rows.at("xxsel", "111100 XT XA XB XC 11 XC XA XB XT", "XT,XA,XB,XC", "I 7.6.3")) {
            vsx(rows, VsxLogical::xxsel);
        }
        if (rows.at("xxmrghw", "111100 XT XA XB 00010010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> merge(v, i, 0));
        }
        if (rows.at("xxmrglw", "111100 XT XA XB 00110010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> merge(v, i, 1));
        }
        if (rows.at("xxperm", "111100 XT XA XB 00011010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> VectorPermute.permute(v.s.vsr, xt(i), xa(i), xt(i), xb(i), 0));
        }
        if (rows.at("xxpermr", "111100 XT XA XB 00111010 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> VectorPermute.permute(v.s.vsr, xt(i), xa(i), xt(i), xb(i), -1L));
        }
        if (rows.at("xxpermdi", "111100 XT XA XB 0 DM 01010 XA XB XT", "XT,XA,XB,DM", "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, i.word >>> 9 & 1), b(v, i, i.word >>> 8 & 1)));
        }
        if (rows.at("xxsldwi", "111100 XT XA XB 0 SHW 00010 XA XB XT", "XT,XA,XB,SHW", "I 7.6.3")) {
            vsx(rows, VsxLogical::xxsldwi);
        }
        if (rows.at("xxspltw", "111100 XT /// UIM XB 010100100 XB XT", XT_XB_UIM, "I 7.6.3")) {
            vsx(rows, (v, i) -> splat(v, i, word(v, i, i.ra & 3) << 32 | word(v, i, i.ra & 3)));
        }
        if (rows.at("xxspltib", "111100 XT 00 IMM 0101101000 XT", "XT,IMM", "I 7.6.3")) {
            vsx(rows, (v, i) -> splat(v, i, (i.word >>> 11 & 0xFF) * BYTES))
                    .needs(VSX_OR_VECTOR)
                    .prepared(RegisterRows::number);
        }
        if (rows.at("xxextractuw", "111100 XT / UIM XB 010100101 XB XT", XT_XB_UIM, "I 7.6.3")) {
            vsx(rows, VsxLogical::xxextractuw);
        }
        if (rows.at("xxinsertw", "111100 XT / UIM XB 010110101 XB XT", XT_XB_UIM, "I 7.6.3")) {
            vsx(rows, VsxLogical::xxinsertw);
        }
        if (rows.at("xxbrh", "111100 XT 00111 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, halfwords(b(v, i, 0)), halfwords(b(v, i, 1))));
        }
        if (rows.at("xxbrw", "111100 XT 01111 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, words(b(v, i, 0)), words(b(v, i, 1))));
        }
        if (rows.at("xxbrd", "111100 XT 10111 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, Long.reverseBytes(b(v, i, 0)), Long.reverseBytes(b(v, i, 1))));
        }
        if (rows.at("xxbrq", "111100 XT 11111 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, Long.reverseBytes(b(v, i, 1)), Long.reverseBytes(b(v, i, 0))));
        }
        if (rows.at("lxvkq", "111100 XT 11111 UIM 0101101000 XT", "XT,UIM", "I 7.6.3")) {
            vsx(rows, VsxLogical::lxvkq);
        }
        if (rows.at("xxgenpcvbm", "111100 XT IMM VRB 1110010100 XT", XT_VRB_IMM, "I 7.6.3")) {
            vsx(rows, (v, i) -> generatePermute(v, i, 1));
        }
        if (rows.at("xxgenpcvhm", "111100 XT IMM VRB 1110010101 XT", XT_VRB_IMM, "I 7.6.3")) {
            vsx(rows, (v, i) -> generatePermute(v, i, 2));
        }
        if (rows.at("xxgenpcvwm", "111100 XT IMM VRB 1110110100 XT", XT_VRB_IMM, "I 7.6.3")) {
            vsx(rows, (v, i) -> generatePermute(v, i, 4));
        }
        if (rows.at("xxgenpcvdm", "111100 XT IMM VRB 1110110101 XT", XT_VRB_IMM, "I 7.6.3")) {
            vsx(rows, (v, i) -> generatePermute(v, i, 8));
        }
        if (rows.at("xvtlsbb", "111100 BF // 00010 XB 111011011 XB /", "BF,XB", "I 7.6.3")) {
            vsx(rows, VsxLogical::xvtlsbb);
        }
        if (rows.at("xsabsdp", "111100 XT 00000 XB 101011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) & ~SIGN, 0));
        }
        if (rows.at("xsnabsdp", "111100 XT 00000 XB 101101001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) | SIGN, 0));
        }
        if (rows.at("xsnegdp", "111100 XT 00000 XB 101111001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) ^ SIGN, 0));
        }
        if (rows.at("xscpsgndp", "111100 XT XA XB 10110000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i, 0) & SIGN | b(v, i, 0) & ~SIGN, 0));
        }
        if (rows.at("xvabsdp", "111100 XT 00000 XB 111011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) & ~SIGN, b(v, i, 1) & ~SIGN));
        }
        if (rows.at("xvabssp", "111100 XT 00000 XB 110011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) & ~SIGNS, b(v, i, 1) & ~SIGNS));
        }
        if (rows.at("xvnabsdp", "111100 XT 00000 XB 111101001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) | SIGN, b(v, i, 1) | SIGN));
        }
        if (rows.at("xvnabssp", "111100 XT 00000 XB 110101001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) | SIGNS, b(v, i, 1) | SIGNS));
        }
        if (rows.at("xvnegdp", "111100 XT 00000 XB 111111001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) ^ SIGN, b(v, i, 1) ^ SIGN));
        }
        if (rows.at("xvnegsp", "111100 XT 00000 XB 110111001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) ^ SIGNS, b(v, i, 1) ^ SIGNS));
        }
        if (rows.at("xvcpsgndp", "111100 XT XA XB 11110000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> copySign(v, i, SIGN));
        }
        if (rows.at("xvcpsgnsp", "111100 XT XA XB 11010000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> copySign(v, i, SIGNS));
        }
        if (rows.at("xsxexpdp", "111100 RT 00000 XB 101011011 XB /", RT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toGeneral(v, i, b(v, i, 0) >>> 52 & 0x7FF));
        }
        if (rows.at("xsxsigdp", "111100 RT 00001 XB 101011011 XB /", RT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toGeneral(v, i, significand(b(v, i, 0))));
        }
        if (rows.at("xsiexpdp", "111100 XT RA RB 1110010110 XT", "XT,RA,RB", "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, withExponent(v.s.gpr[i.ra], v.s.gpr[i.rb]), 0));
        }
        if (rows.at("xvxexpdp", "111100 XT 00000 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) >>> 52 & 0x7FF, b(v, i, 1) >>> 52 & 0x7FF));
        }
        if (rows.at("xvxexpsp", "111100 XT 01000 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i, 0) >>> 23 & 0xFF_0000_00FFL, b(v, i, 1) >>> 23 & 0xFF_0000_00FFL));
        }
        if (rows.at("xvxsigdp", "111100 XT 00001 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, significand(b(v, i, 0)), significand(b(v, i, 1))));
        }
        if (rows.at("xvxsigsp", "111100 XT 01001 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, significands(b(v, i, 0)), significands(b(v, i, 1))));
        }
        if (rows.at("xviexpdp", "111100 XT XA XB 11111000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, withExponent(a(v, i, 0), b(v, i, 0)), withExponent(a(v, i, 1), b(v, i, 1))));
        }
        if (rows.at("xviexpsp", "111100 XT XA XB 11011000 XA XB XT", XT_XA_XB, "I 7.6.3")) {
            vsx(
                    rows,
                    (v, i) -> set(v, i, withExponents(a(v, i, 0), b(v, i, 0)), withExponents(a(v, i, 1), b(v, i, 1))));
        }
    }

    /** Doubleword {@code which} of XA. */
    private static long a(Vcpu v, Insn i, int which) {
        return v.s.vsr[xa(i) + which];
    }

    /** Doubleword {@code which} of XB. */
    private static long b(Vcpu v, Insn i, int which) {
        return v.s.vsr[xb(i) + which];
    }

    private static int set(Vcpu v, Insn i, long high, long low) {
        int t = xt(i);
        v.s.vsr[t] = high;
        v.s.vsr[t + 1] = low;
        return Outcome.NEXT;
    }

    private static int splat(Vcpu v, Insn i, long value) {
        return set(v, i, value, value);
    }

    private static int toGeneral(Vcpu v, Insn i, long value) {
        v.s.gpr[i.rt] = value;
        return Outcome.NEXT;
    }

    private static int xxsel(Vcpu v, Insn i) {
        long chooseHigh = v.s.vsr[xc(i)];
        long chooseLow = v.s.vsr[xc(i) + 1];
        long high = b(v, i, 0) & chooseHigh | a(v, i, 0) & ~chooseHigh;
        return set(v, i, high, b(v, i, 1) & chooseLow | a(v, i, 1) & ~chooseLow);
    }

    private static int merge(Vcpu v, Insn i, int which) {
        long a = a(v, i, which);
        long b = b(v, i, which);
        return set(v, i, a & ~LOW_WORD | b >>> 32, a << 32 | b & LOW_WORD);
    }

    private static int xxsldwi(Vcpu v, Insn i) {
        int count = i.word >>> 8 & 3;
        long first = count < 2 ? a(v, i, 0) : a(v, i, 1);
        long second = count < 2 ? a(v, i, 1) : b(v, i, 0);
        long third = count < 2 ? b(v, i, 0) : b(v, i, 1);
        if ((count & 1) == 0) {
            return set(v, i, first, second);
        }
        return set(v, i, first << 32 | second >>> 32, second << 32 | third >>> 32);
    }

    /** Word {@code index} of XB. */
    private static long word(Vcpu v, Insn i, int index) {
        return VectorLanes.element(v.s.vsr, xb(i), 32, index);
    }

    /** A word from any byte position; what lies beyond the end comes from the beginning. */
    private static int xxextractuw(Vcpu v, Insn i) {
        long result = 0;
        for (int k = i.ra & 15; k < (i.ra & 15) + 4; k++) {
            result = result << 8 | VectorLanes.element(v.s.vsr, xb(i), 8, k & 15);
        }
        return set(v, i, result, 0);
    }

    /** Word 1 of XB to any byte position; what lies beyond the end goes to the beginning. */
    private static int xxinsertw(Vcpu v, Insn i) {
        int value = (int) b(v, i, 0);
        int t = xt(i);
        for (int k = 0; k < 4; k++) {
            int place = (i.ra & 15) + k & 15;
            int shift = 56 - 8 * (place & 7);
            int slot = t + (place >>> 3);
            long given = (long) value >>> 24 - 8 * k & 0xFF;
            v.s.vsr[slot] = v.s.vsr[slot] & ~(0xFFL << shift) | given << shift;
        }
        return Outcome.NEXT;
    }

    private static long halfwords(long x) {
        return (x & 0x00FF_00FF_00FF_00FFL) << 8 | x >>> 8 & 0x00FF_00FF_00FF_00FFL;
    }

    private static long words(long x) {
        return Long.rotateLeft(Long.reverseBytes(x), 32);
    }

    private static int copySign(Vcpu v, Insn i, long signs) {
        return set(v, i, a(v, i, 0) & signs | b(v, i, 0) & ~signs, a(v, i, 1) & signs | b(v, i, 1) & ~signs);
    }

    /** Loads a quad-precision constant; numbers without one are illegal. */
    private static int lxvkq(Vcpu v, Insn i) {
        long high = QUAD_CONSTANTS[i.rb];
        return high == 0 ? v.illegal(i.word) : set(v, i, high, 0);
    }

    private static int xvtlsbb(Vcpu v, Insn i) {
        long high = b(v, i, 0) & BYTES;
        long low = b(v, i, 1) & BYTES;
        boolean all = (high & low) == BYTES;
        boolean none = (high | low) == 0;
        v.s.setCrField(i.rt >>> 2, (all ? 8 : 0) | (none ? 2 : 0));
        return Outcome.NEXT;
    }

    /** The fraction with the implied bit, which a zero, a denormalized number, an infinity and a NaN lack. */
    private static long significand(long x) {
        long exponent = x >>> 52 & 0x7FF;
        long implied = exponent == 0 || exponent == 0x7FF ? 0 : 1L << 52;
        return x & (1L << 52) - 1 | implied;
    }

    private static long significands(long pair) {
        return singleSignificand(pair >>> 32) << 32 | singleSignificand(pair);
    }

    private static long singleSignificand(long x) {
        long exponent = x >>> 23 & 0xFF;
        long implied = exponent == 0 || exponent == 0xFF ? 0 : 1L << 23;
        return x & (1L << 23) - 1 | implied;
    }

    private static long withExponent(long significand, long exponent) {
        return significand & (SIGN | (1L << 52) - 1) | (exponent & 0x7FF) << 52;
    }

    private static long withExponents(long significands, long exponents) {
        return significands & 0x807F_FFFF_807F_FFFFL | (exponents & 0xFF_0000_00FFL) << 23;
    }

    /**
     * The control vector that expands (IMM 0 and 2) or compresses (IMM 1 and 3) the elements whose mask bit, the first
     * of the element of VRB, is 1; IMM 2 and 3 count from the right end. Other values of IMM are illegal.
     */
    private static int generatePermute(Vcpu v, Insn i, int bytes) {
        if (i.ra > 3) {
            return v.illegal(i.word);
        }
        boolean fromRight = (i.ra & 2) != 0;
        boolean compress = (i.ra & 1) != 0;
        int b = vr(i.rb);
        long maskHigh = v.s.vsr[b];
        long maskLow = v.s.vsr[b + 1];
        set(v, i, compress ? 0 : SECOND_SOURCE, compress ? 0 : SECOND_SOURCE + 8 * BYTES);
        if (fromRight && !compress) {
            set(v, i, Long.reverseBytes(SECOND_SOURCE) + 8 * BYTES, Long.reverseBytes(SECOND_SOURCE));
        }
        int chosen = 0;
        for (int k = 0; k < 16; k += bytes) {
            int first = fromRight ? 16 - bytes - k : k;
            if (((first < 8 ? maskHigh : maskLow) << 8 * (first & 7)) < 0) {
                number(v, xt(i), compress ? chosen : k, compress ? k : chosen, bytes, fromRight);
                chosen += bytes;
            }
        }
        return Outcome.NEXT;
    }

    /** Sets {@code count} bytes from byte {@code to} to the numbers from {@code from}. */
    private static void number(Vcpu v, int slot, int to, int from, int count, boolean fromRight) {
        for (int k = 0; k < count; k++) {
            int place = fromRight ? 15 - to - k : to + k;
            int shift = 56 - 8 * (place & 7);
            int word = slot + (place >>> 3);
            v.s.vsr[word] = v.s.vsr[word] & ~(0xFFL << shift) | (long) (from + k) << shift;
        }
    }
}
