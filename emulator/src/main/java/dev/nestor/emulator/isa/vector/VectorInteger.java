package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.each;
import static dev.nestor.emulator.isa.vector.VectorLanes.saturatingSigned;
import static dev.nestor.emulator.isa.vector.VectorLanes.saturatingUnsigned;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;
import static dev.nestor.emulator.isa.vector.VectorLanes.signed;
import static dev.nestor.emulator.isa.vector.VectorLanes.unsigned;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector integer addition, subtraction, average, extremes, sign, and counting of bits.
 *
 * @see "Power ISA 3.1, Book I, sections 6.9.1, 6.9.2, 6.13 and 6.15"
 */
public final class VectorInteger {
    private static final String RT_VRB = "RT,VRB";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRB = "VRT,VRB";
    private static final long BYTE_SIGNS = 0x8080_8080_8080_8080L;
    private static final long HALFWORD_SIGNS = 0x8000_8000_8000_8000L;
    private static final long WORD_SIGNS = 0x8000_0000_8000_0000L;

    private VectorInteger() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vaddubm", "000100 VRT VRA VRB 00000000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, BYTE_SIGNS));
        }
        if (rows.at("vadduhm", "000100 VRT VRA VRB 00001000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, HALFWORD_SIGNS));
        }
        if (rows.at("vadduwm", "000100 VRT VRA VRB 00010000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, WORD_SIGNS));
        }
        if (rows.at("vaddudm", "000100 VRT VRA VRB 00011000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, Long.MIN_VALUE));
        }
        if (rows.at("vaddcuw", "000100 VRT VRA VRB 00110000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, unsigned(32, (a, b) -> a + b >>> 32));
        }
        if (rows.at("vaddubs", "000100 VRT VRA VRB 01000000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, saturatingUnsigned(8, Long::sum));
        }
        if (rows.at("vadduhs", "000100 VRT VRA VRB 01001000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, saturatingUnsigned(16, Long::sum));
        }
        if (rows.at("vadduws", "000100 VRT VRA VRB 01010000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, saturatingUnsigned(32, Long::sum));
        }
        if (rows.at("vaddsbs", "000100 VRT VRA VRB 01100000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, saturatingSigned(8, Long::sum));
        }
        if (rows.at("vaddshs", "000100 VRT VRA VRB 01101000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, saturatingSigned(16, Long::sum));
        }
        if (rows.at("vaddsws", "000100 VRT VRA VRB 01110000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, saturatingSigned(32, Long::sum));
        }
        if (rows.at("vsububm", "000100 VRT VRA VRB 10000000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, (v, i) -> subtract(v, i, BYTE_SIGNS));
        }
        if (rows.at("vsubuhm", "000100 VRT VRA VRB 10001000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, (v, i) -> subtract(v, i, HALFWORD_SIGNS));
        }
        if (rows.at("vsubuwm", "000100 VRT VRA VRB 10010000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, (v, i) -> subtract(v, i, WORD_SIGNS));
        }
        if (rows.at("vsubudm", "000100 VRT VRA VRB 10011000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, (v, i) -> subtract(v, i, Long.MIN_VALUE));
        }
        if (rows.at("vsubcuw", "000100 VRT VRA VRB 10110000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, unsigned(32, (a, b) -> a - b >>> 63 ^ 1));
        }
        if (rows.at("vsububs", "000100 VRT VRA VRB 11000000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, saturatingUnsigned(8, (a, b) -> a - b));
        }
        if (rows.at("vsubuhs", "000100 VRT VRA VRB 11001000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, saturatingUnsigned(16, (a, b) -> a - b));
        }
        if (rows.at("vsubuws", "000100 VRT VRA VRB 11010000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, saturatingUnsigned(32, (a, b) -> a - b));
        }
        if (rows.at("vsubsbs", "000100 VRT VRA VRB 11100000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, saturatingSigned(8, (a, b) -> a - b));
        }
        if (rows.at("vsubshs", "000100 VRT VRA VRB 11101000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, saturatingSigned(16, (a, b) -> a - b));
        }
        if (rows.at("vsubsws", "000100 VRT VRA VRB 11110000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, saturatingSigned(32, (a, b) -> a - b));
        }
        if (rows.at("vnegw", "000100 VRT 00110 VRB 11000000010", VRT_VRB, "I 6.9.1.5")) {
            vector(rows, each(32, a -> -a));
        }
        if (rows.at("vnegd", "000100 VRT 00111 VRB 11000000010", VRT_VRB, "I 6.9.1.5")) {
            vector(rows, each(64, a -> -a));
        }
        if (rows.at("vextsb2w", "000100 VRT 10000 VRB 11000000010", VRT_VRB, "I 6.9.2.1")) {
            vector(rows, each(32, a -> (byte) a));
        }
        if (rows.at("vextsh2w", "000100 VRT 10001 VRB 11000000010", VRT_VRB, "I 6.9.2.1")) {
            vector(rows, each(32, a -> (short) a));
        }
        if (rows.at("vextsb2d", "000100 VRT 11000 VRB 11000000010", VRT_VRB, "I 6.9.2.1")) {
            vector(rows, each(64, a -> (byte) a));
        }
        if (rows.at("vextsh2d", "000100 VRT 11001 VRB 11000000010", VRT_VRB, "I 6.9.2.1")) {
            vector(rows, each(64, a -> (short) a));
        }
        if (rows.at("vextsw2d", "000100 VRT 11010 VRB 11000000010", VRT_VRB, "I 6.9.2.1")) {
            vector(rows, each(64, a -> (int) a));
        }
        if (rows.at("vextsd2q", "000100 VRT 11011 VRB 11000000010", VRT_VRB, "I 6.9.2.1")) {
            vector(rows, (v, i) -> set(v, i, v.s.vsr[vr(i.rb) + 1] >> 63, v.s.vsr[vr(i.rb) + 1]));
        }
        if (rows.at("vavgub", "000100 VRT VRA VRB 10000000010", VRT_VRA_VRB, "I 6.9.2.2")) {
            vector(rows, unsigned(8, (a, b) -> a + b + 1 >> 1));
        }
        if (rows.at("vavguh", "000100 VRT VRA VRB 10001000010", VRT_VRA_VRB, "I 6.9.2.2")) {
            vector(rows, unsigned(16, (a, b) -> a + b + 1 >> 1));
        }
        if (rows.at("vavguw", "000100 VRT VRA VRB 10010000010", VRT_VRA_VRB, "I 6.9.2.2")) {
            vector(rows, unsigned(32, (a, b) -> a + b + 1 >> 1));
        }
        if (rows.at("vavgsb", "000100 VRT VRA VRB 10100000010", VRT_VRA_VRB, "I 6.9.2.2")) {
            vector(rows, signed(8, (a, b) -> a + b + 1 >> 1));
        }
        if (rows.at("vavgsh", "000100 VRT VRA VRB 10101000010", VRT_VRA_VRB, "I 6.9.2.2")) {
            vector(rows, signed(16, (a, b) -> a + b + 1 >> 1));
        }
        if (rows.at("vavgsw", "000100 VRT VRA VRB 10110000010", VRT_VRA_VRB, "I 6.9.2.2")) {
            vector(rows, signed(32, (a, b) -> a + b + 1 >> 1));
        }
        if (rows.at("vabsdub", "000100 VRT VRA VRB 10000000011", VRT_VRA_VRB, "I 6.9.2.3")) {
            vector(rows, unsigned(8, (a, b) -> Math.abs(a - b)));
        }
        if (rows.at("vabsduh", "000100 VRT VRA VRB 10001000011", VRT_VRA_VRB, "I 6.9.2.3")) {
            vector(rows, unsigned(16, (a, b) -> Math.abs(a - b)));
        }
        if (rows.at("vabsduw", "000100 VRT VRA VRB 10010000011", VRT_VRA_VRB, "I 6.9.2.3")) {
            vector(rows, unsigned(32, (a, b) -> Math.abs(a - b)));
        }
        if (rows.at("vmaxub", "000100 VRT VRA VRB 00000000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(8, Math::max));
        }
        if (rows.at("vmaxuh", "000100 VRT VRA VRB 00001000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(16, Math::max));
        }
        if (rows.at("vmaxuw", "000100 VRT VRA VRB 00010000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(32, Math::max));
        }
        if (rows.at("vmaxud", "000100 VRT VRA VRB 00011000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(64, (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b));
        }
        if (rows.at("vmaxsb", "000100 VRT VRA VRB 00100000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(8, Math::max));
        }
        if (rows.at("vmaxsh", "000100 VRT VRA VRB 00101000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(16, Math::max));
        }
        if (rows.at("vmaxsw", "000100 VRT VRA VRB 00110000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(32, Math::max));
        }
        if (rows.at("vmaxsd", "000100 VRT VRA VRB 00111000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(64, Math::max));
        }
        if (rows.at("vminub", "000100 VRT VRA VRB 01000000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(8, Math::min));
        }
        if (rows.at("vminuh", "000100 VRT VRA VRB 01001000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(16, Math::min));
        }
        if (rows.at("vminuw", "000100 VRT VRA VRB 01010000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(32, Math::min));
        }
        if (rows.at("vminud", "000100 VRT VRA VRB 01011000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, unsigned(64, (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b));
        }
        if (rows.at("vminsb", "000100 VRT VRA VRB 01100000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(8, Math::min));
        }
        if (rows.at("vminsh", "000100 VRT VRA VRB 01101000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(16, Math::min));
        }
        if (rows.at("vminsw", "000100 VRT VRA VRB 01110000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(32, Math::min));
        }
        if (rows.at("vminsd", "000100 VRT VRA VRB 01111000010", VRT_VRA_VRB, "I 6.9.2.4")) {
            vector(rows, signed(64, Math::min));
        }
        if (rows.at("vclzb", "000100 VRT ///// VRB 11100000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(8, a -> Long.numberOfLeadingZeros(a) - 56));
        }
        if (rows.at("vclzh", "000100 VRT ///// VRB 11101000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(16, a -> Long.numberOfLeadingZeros(a) - 48));
        }
        if (rows.at("vclzw", "000100 VRT ///// VRB 11110000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(32, a -> Long.numberOfLeadingZeros(a) - 32));
        }
        if (rows.at("vclzd", "000100 VRT ///// VRB 11111000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(64, Long::numberOfLeadingZeros));
        }
        if (rows.at("vctzb", "000100 VRT 11100 VRB 11000000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(8, a -> Math.min(Long.numberOfTrailingZeros(a), 8)));
        }
        if (rows.at("vctzh", "000100 VRT 11101 VRB 11000000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(16, a -> Math.min(Long.numberOfTrailingZeros(a), 16)));
        }
        if (rows.at("vctzw", "000100 VRT 11110 VRB 11000000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(32, a -> Math.min(Long.numberOfTrailingZeros(a), 32)));
        }
        if (rows.at("vctzd", "000100 VRT 11111 VRB 11000000010", VRT_VRB, "I 6.13")) {
            vector(rows, each(64, Long::numberOfTrailingZeros));
        }
        if (rows.at("vclzlsbb", "000100 RT 00000 VRB 11000000010", RT_VRB, "I 6.13")) {
            vector(rows, (v, i) -> countBytes(v, i, true));
        }
        if (rows.at("vctzlsbb", "000100 RT 00001 VRB 11000000010", RT_VRB, "I 6.13")) {
            vector(rows, (v, i) -> countBytes(v, i, false));
        }
        if (rows.at("vpopcntb", "000100 VRT ///// VRB 11100000011", VRT_VRB, "I 6.15")) {
            vector(rows, each(8, Long::bitCount));
        }
        if (rows.at("vpopcnth", "000100 VRT ///// VRB 11101000011", VRT_VRB, "I 6.15")) {
            vector(rows, each(16, Long::bitCount));
        }
        if (rows.at("vpopcntw", "000100 VRT ///// VRB 11110000011", VRT_VRB, "I 6.15")) {
            vector(rows, each(32, Long::bitCount));
        }
        if (rows.at("vpopcntd", "000100 VRT ///// VRB 11111000011", VRT_VRB, "I 6.15")) {
            vector(rows, each(64, Long::bitCount));
        }
        if (rows.at("vprtybw", "000100 VRT 01000 VRB 11000000010", VRT_VRB, "I 6.9.3")) {
            vector(rows, each(32, a -> Long.bitCount(a & 0x0101_0101L) & 1));
        }
        if (rows.at("vprtybd", "000100 VRT 01001 VRB 11000000010", VRT_VRB, "I 6.9.3")) {
            vector(rows, each(64, a -> Long.bitCount(a & 0x0101_0101_0101_0101L) & 1));
        }
        if (rows.at("vprtybq", "000100 VRT 01010 VRB 11000000010", VRT_VRB, "I 6.9.3")) {
            vector(rows, VectorInteger::vprtybq);
        }
    }

    /** Adds elements; {@code signs} has the most significant bit of each. */
    private static int add(Vcpu v, Insn i, long signs) {
        long[] r = v.s.vsr;
        int a = vr(i.ra);
        int b = vr(i.rb);
        return set(v, i, add(r[a], r[b], signs), add(r[a + 1], r[b + 1], signs));
    }

    private static long add(long a, long b, long signs) {
        return (a & ~signs) + (b & ~signs) ^ (a ^ b) & signs;
    }

    private static int subtract(Vcpu v, Insn i, long signs) {
        long[] r = v.s.vsr;
        int a = vr(i.ra);
        int b = vr(i.rb);
        return set(v, i, subtract(r[a], r[b], signs), subtract(r[a + 1], r[b + 1], signs));
    }

    private static long subtract(long a, long b, long signs) {
        return (a | signs) - (b & ~signs) ^ (a ^ ~b) & signs;
    }

    /** Counts bytes whose last bit is 0, from the left or from the right, up to the first whose last bit is 1. */
    private static int countBytes(Vcpu v, Insn i, boolean fromLeft) {
        long high = v.s.vsr[vr(i.rb)] & 0x0101_0101_0101_0101L;
        long low = v.s.vsr[vr(i.rb) + 1] & 0x0101_0101_0101_0101L;
        int bits;
        if (fromLeft) {
            bits = high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
        } else {
            bits = low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
        }
        v.s.gpr[i.rt] = (long) bits >>> 3;
        return Outcome.NEXT;
    }

    private static int vprtybq(Vcpu v, Insn i) {
        long both = v.s.vsr[vr(i.rb)] ^ v.s.vsr[vr(i.rb) + 1];
        return set(v, i, 0, Long.bitCount(both & 0x0101_0101_0101_0101L) & 1);
    }
}
