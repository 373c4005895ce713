package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.element;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;
import static dev.nestor.emulator.isa.vector.VectorLanes.unsigned;

import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector gather, permute and centrifuge of bits, and the moves between masks of bits and masks of elements.
 *
 * @see "Power ISA 3.1, Book I, sections 6.12, 6.13, 6.16 and 6.17"
 */
public final class VectorBits {
    private static final String RT_VRB = "RT,VRB";
    private static final String RT_VRB_MP = "RT,VRB,MP";
    private static final String VRT_RB = "VRT,RB";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRB = "VRT,VRB";

    private VectorBits() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vgbbd", "000100 VRT ///// VRB 10100001100", VRT_VRB, "I 6.12")) {
            vector(rows, (v, i) -> set(v, i, transposed(v.s.vsr[vr(i.rb)]), transposed(v.s.vsr[vr(i.rb) + 1])));
        }
        if (rows.at("vgnb", "000100 RT // N VRB 10011001100", "RT,VRB,N", "I 6.12")) {
            vector(rows, VectorBits::vgnb);
        }
        if (rows.at("vclzdm", "000100 VRT VRA VRB 11110000100", VRT_VRA_VRB, "I 6.13")) {
            vector(rows, unsigned(64, VectorBits::leadingUnderMask));
        }
        if (rows.at("vctzdm", "000100 VRT VRA VRB 11111000100", VRT_VRA_VRB, "I 6.13")) {
            vector(rows, unsigned(64, VectorBits::trailingUnderMask));
        }
        if (rows.at("vbpermq", "000100 VRT VRA VRB 10101001100", VRT_VRA_VRB, "I 6.16")) {
            vector(rows, VectorBits::vbpermq);
        }
        if (rows.at("vbpermd", "000100 VRT VRA VRB 10111001100", VRT_VRA_VRB, "I 6.16")) {
            vector(rows, (v, i) -> set(v, i, chosenByte(v, i, 0), chosenByte(v, i, 8)));
        }
        if (rows.at("vpdepd", "000100 VRT VRA VRB 10111001101", VRT_VRA_VRB, "I 6.16")) {
            vector(rows, unsigned(64, VectorBits::deposit));
        }
        if (rows.at("vpextd", "000100 VRT VRA VRB 10110001101", VRT_VRA_VRB, "I 6.16")) {
            vector(rows, unsigned(64, VectorBits::gather));
        }
        if (rows.at("vcfuged", "000100 VRT VRA VRB 10101001101", VRT_VRA_VRB, "I 6.16")) {
            vector(rows, unsigned(64, VectorBits::centrifuge));
        }
        if (rows.at("vexpandbm", "000100 VRT 00000 VRB 11001000010", VRT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> expand(v, i, 8));
        }
        if (rows.at("vexpandhm", "000100 VRT 00001 VRB 11001000010", VRT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> expand(v, i, 16));
        }
        if (rows.at("vexpandwm", "000100 VRT 00010 VRB 11001000010", VRT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> expand(v, i, 32));
        }
        if (rows.at("vexpanddm", "000100 VRT 00011 VRB 11001000010", VRT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> expand(v, i, 64));
        }
        if (rows.at("vexpandqm", "000100 VRT 00100 VRB 11001000010", VRT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> set(v, i, v.s.vsr[vr(i.rb)] >> 63, v.s.vsr[vr(i.rb)] >> 63));
        }
        if (rows.at("vextractbm", "000100 RT 01000 VRB 11001000010", RT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> toGeneral(v, i, signs(v, i, 8)));
        }
        if (rows.at("vextracthm", "000100 RT 01001 VRB 11001000010", RT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> toGeneral(v, i, signs(v, i, 16)));
        }
        if (rows.at("vextractwm", "000100 RT 01010 VRB 11001000010", RT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> toGeneral(v, i, signs(v, i, 32)));
        }
        if (rows.at("vextractdm", "000100 RT 01011 VRB 11001000010", RT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> toGeneral(v, i, signs(v, i, 64)));
        }
        if (rows.at("vextractqm", "000100 RT 01100 VRB 11001000010", RT_VRB, "I 6.17")) {
            vector(rows, (v, i) -> toGeneral(v, i, v.s.vsr[vr(i.rb)] >>> 63));
        }
        if (rows.at("vcntmbb", "000100 RT 1100 MP VRB 11001000010", RT_VRB_MP, "I 6.17")) {
            vector(rows, (v, i) -> count(v, i, 8));
        }
        if (rows.at("vcntmbh", "000100 RT 1101 MP VRB 11001000010", RT_VRB_MP, "I 6.17")) {
            vector(rows, (v, i) -> count(v, i, 16));
        }
        if (rows.at("vcntmbw", "000100 RT 1110 MP VRB 11001000010", RT_VRB_MP, "I 6.17")) {
            vector(rows, (v, i) -> count(v, i, 32));
        }
        if (rows.at("vcntmbd", "000100 RT 1111 MP VRB 11001000010", RT_VRB_MP, "I 6.17")) {
            vector(rows, (v, i) -> count(v, i, 64));
        }
        if (rows.at("mtvsrbm", "000100 VRT 10000 RB 11001000010", VRT_RB, "I 6.17")) {
            vector(rows, (v, i) -> fromMask(v, i, v.s.gpr[i.rb], 8));
        }
        if (rows.at("mtvsrhm", "000100 VRT 10001 RB 11001000010", VRT_RB, "I 6.17")) {
            vector(rows, (v, i) -> fromMask(v, i, v.s.gpr[i.rb], 16));
        }
        if (rows.at("mtvsrwm", "000100 VRT 10010 RB 11001000010", VRT_RB, "I 6.17")) {
            vector(rows, (v, i) -> fromMask(v, i, v.s.gpr[i.rb], 32));
        }
        if (rows.at("mtvsrdm", "000100 VRT 10011 RB 11001000010", VRT_RB, "I 6.17")) {
            vector(rows, (v, i) -> fromMask(v, i, v.s.gpr[i.rb], 64));
        }
        if (rows.at("mtvsrqm", "000100 VRT 10100 RB 11001000010", VRT_RB, "I 6.17")) {
            vector(rows, (v, i) -> set(v, i, -(v.s.gpr[i.rb] & 1), -(v.s.gpr[i.rb] & 1)));
        }
        if (rows.at("mtvsrbmi", "000100 VRT bm 01010 bm", "VRT,bm", "I 6.17")) {
            vector(rows, (v, i) -> fromMask(v, i, Field.BM_DX.get(i.word), 8));
        }
    }

    private static int toGeneral(Vcpu v, Insn i, long value) {
        v.s.gpr[i.rt] = value;
        return Outcome.NEXT;
    }

    /** The 8 x 8 bit matrix transposed. */
    private static long transposed(long x) {
        long result = 0;
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                result |= (x >>> 8 * row + column & 1) << 8 * column + row;
            }
        }
        return result;
    }

    /** Every N-th bit, from the first, packed to the left. */
    private static int vgnb(Vcpu v, Insn i) {
        int step = Field.N.get(i.word);
        long high = v.s.vsr[vr(i.rb)];
        long low = v.s.vsr[vr(i.rb) + 1];
        long result = 0;
        if (step > 1) {
            for (int k = 0, bit = 0; bit < 128; k++, bit += step) {
                long here = (bit < 64 ? high : low) >>> 63 - (bit & 63) & 1;
                result |= here << 63 - k;
            }
        }
        return toGeneral(v, i, result);
    }

    private static long leadingUnderMask(long x, long mask) {
        return (long) Long.numberOfLeadingZeros(gather(x, mask)) - (64 - Long.bitCount(mask));
    }

    private static long trailingUnderMask(long x, long mask) {
        return Math.min(Long.numberOfTrailingZeros(gather(x, mask)), Long.bitCount(mask));
    }

    /** The bits of {@code x} under ones of {@code mask}, packed to the right. */
    private static long gather(long x, long mask) {
        long result = 0;
        int place = 0;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            result |= (x >>> Long.numberOfTrailingZeros(rest) & 1) << place++;
        }
        return result;
    }

    private static long deposit(long x, long mask) {
        long result = 0;
        int place = 0;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            result |= (x >>> place++ & 1) << Long.numberOfTrailingZeros(rest);
        }
        return result;
    }

    private static long centrifuge(long x, long mask) {
        int ones = Long.bitCount(mask);
        return (ones == 64 ? 0 : gather(x, ~mask) << ones) | gather(x, mask);
    }

    /** Sixteen bits of VRA that the bytes of VRB number; numbers above 127 give 0. */
    private static int vbpermq(Vcpu v, Insn i) {
        long result = 0;
        for (int k = 0; k < 16; k++) {
            int index = (int) element(v.s.vsr, vr(i.rb), 8, k);
            long bit = index > 127 ? 0 : v.s.vsr[vr(i.ra) + (index >>> 6)] >>> 63 - (index & 63) & 1;
            result = result << 1 | bit;
        }
        return set(v, i, result, 0);
    }

    private static long chosenByte(Vcpu v, Insn i, int first) {
        long source = v.s.vsr[vr(i.ra) + first / 8];
        long result = 0;
        for (int k = first; k < first + 8; k++) {
            int index = (int) element(v.s.vsr, vr(i.rb), 8, k);
            result = result << 1 | (index > 63 ? 0 : source >>> 63 - index & 1);
        }
        return result;
    }

    /** Each element becomes as many copies of its first bit. */
    private static int expand(Vcpu v, Insn i, int bits) {
        long[] r = v.s.vsr;
        long high = filled(r[vr(i.rb)], bits);
        return set(v, i, high, filled(r[vr(i.rb) + 1], bits));
    }

    private static long filled(long x, int bits) {
        long mask = -1L >>> 64 - bits;
        long result = 0;
        for (int shift = 0; shift < 64; shift += bits) {
            result |= -(x >>> shift + bits - 1 & 1) << shift & mask << shift;
        }
        return result;
    }

    private static long signs(Vcpu v, Insn i, int bits) {
        long result = 0;
        for (int k = 0; k < 128 / bits; k++) {
            result = result << 1 | element(v.s.vsr, vr(i.rb), bits, k) >>> bits - 1;
        }
        return result;
    }

    /** How many elements begin with the bit MP; in the leftmost byte, counted in bytes. */
    private static int count(Vcpu v, Insn i, int bits) {
        int ones = Long.bitCount(signs(v, i, bits));
        int found = Field.MP.get(i.word) == 1 ? ones : 128 / bits - ones;
        int logBytes = Integer.numberOfTrailingZeros(bits) - 3;
        return toGeneral(v, i, (long) found << 56 + logBytes);
    }

    private static int fromMask(Vcpu v, Insn i, long mask, int bits) {
        int half = 64 / bits;
        return set(v, i, spread(mask >>> half, bits), spread(mask, bits));
    }

    /** Bit k, from the right, fills element k from the right. */
    private static long spread(long mask, int bits) {
        long ones = -1L >>> 64 - bits;
        long result = 0;
        for (int k = 0; k < 64 / bits; k++) {
            result |= (mask >>> k & 1) == 0 ? 0 : ones << k * bits;
        }
        return result;
    }
}
