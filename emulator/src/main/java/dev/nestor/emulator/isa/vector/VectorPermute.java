package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.element;
import static dev.nestor.emulator.isa.vector.VectorLanes.saturate;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;
import static dev.nestor.emulator.isa.vector.VectorLanes.signedElement;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector pack, unpack, merge, splat, permute, select and double shift.
 *
 * @see "Power ISA 3.1, Book I, section 6.8"
 */
public final class VectorPermute {
    private static final String VRT_SIM = "VRT,SIM";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRA_VRB_SH = "VRT,VRA,VRB,SH";
    private static final String VRT_VRA_VRB_VRC = "VRT,VRA,VRB,VRC";
    private static final String VRT_VRB = "VRT,VRB";
    private static final String VRT_VRB_UIM = "VRT,VRB,UIM";
    private static final long BYTES = 0x0101_0101_0101_0101L;
    private static final long HALFWORDS = 0x0001_0001_0001_0001L;
    private static final long WORDS = 0x0000_0001_0000_0001L;

    private VectorPermute() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vpkuhum", "000100 VRT VRA VRB 00000001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 16, false, Long.MIN_VALUE, Long.MAX_VALUE));
        }
        if (rows.at("vpkuwum", "000100 VRT VRA VRB 00001001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 32, false, Long.MIN_VALUE, Long.MAX_VALUE));
        }
        if (rows.at("vpkudum", "000100 VRT VRA VRB 10001001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, VectorPermute::vpkudum);
        }
        if (rows.at("vpkuhus", "000100 VRT VRA VRB 00010001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 16, false, 0, 0xFF));
        }
        if (rows.at("vpkuwus", "000100 VRT VRA VRB 00011001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 32, false, 0, 0xFFFF));
        }
        if (rows.at("vpkudus", "000100 VRT VRA VRB 10011001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, VectorPermute::vpkudus);
        }
        if (rows.at("vpkshus", "000100 VRT VRA VRB 00100001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 16, true, 0, 0xFF));
        }
        if (rows.at("vpkswus", "000100 VRT VRA VRB 00101001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 32, true, 0, 0xFFFF));
        }
        if (rows.at("vpksdus", "000100 VRT VRA VRB 10101001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 64, true, 0, 0xFFFF_FFFFL));
        }
        if (rows.at("vpkshss", "000100 VRT VRA VRB 00110001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 16, true, Byte.MIN_VALUE, Byte.MAX_VALUE));
        }
        if (rows.at("vpkswss", "000100 VRT VRA VRB 00111001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 32, true, Short.MIN_VALUE, Short.MAX_VALUE));
        }
        if (rows.at("vpksdss", "000100 VRT VRA VRB 10111001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> pack(v, i, 64, true, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        if (rows.at("vpkpx", "000100 VRT VRA VRB 01100001110", VRT_VRA_VRB, "I 6.8.1")) {
            vector(rows, VectorPermute::vpkpx);
        }
        if (rows.at("vupkhsb", "000100 VRT ///// VRB 01000001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, widened(v, i, 8, 0), widened(v, i, 8, 4)));
        }
        if (rows.at("vupklsb", "000100 VRT ///// VRB 01010001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, widened(v, i, 8, 8), widened(v, i, 8, 12)));
        }
        if (rows.at("vupkhsh", "000100 VRT ///// VRB 01001001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, widened(v, i, 16, 0), widened(v, i, 16, 2)));
        }
        if (rows.at("vupklsh", "000100 VRT ///// VRB 01011001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, widened(v, i, 16, 4), widened(v, i, 16, 6)));
        }
        if (rows.at("vupkhsw", "000100 VRT ///// VRB 11001001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, v.s.vsr[vr(i.rb)] >> 32, (int) v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vupklsw", "000100 VRT ///// VRB 11011001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, v.s.vsr[vr(i.rb) + 1] >> 32, (int) v.s.vsr[vr(i.rb) + 1]));
        }
        if (rows.at("vupkhpx", "000100 VRT ///// VRB 01101001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, pixels(v, i, 0), pixels(v, i, 2)));
        }
        if (rows.at("vupklpx", "000100 VRT ///// VRB 01111001110", VRT_VRB, "I 6.8.1")) {
            vector(rows, (v, i) -> set(v, i, pixels(v, i, 4), pixels(v, i, 6)));
        }
        if (rows.at("vmrghb", "000100 VRT VRA VRB 00000001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> merge(v, i, 8, 0));
        }
        if (rows.at("vmrghh", "000100 VRT VRA VRB 00001001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> merge(v, i, 16, 0));
        }
        if (rows.at("vmrghw", "000100 VRT VRA VRB 00010001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> merge(v, i, 32, 0));
        }
        if (rows.at("vmrglb", "000100 VRT VRA VRB 00100001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> merge(v, i, 8, 1));
        }
        if (rows.at("vmrglh", "000100 VRT VRA VRB 00101001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> merge(v, i, 16, 1));
        }
        if (rows.at("vmrglw", "000100 VRT VRA VRB 00110001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> merge(v, i, 32, 1));
        }
        if (rows.at("vmrgew", "000100 VRT VRA VRB 11110001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> set(v, i, evenWords(v, i, 0), evenWords(v, i, 1)));
        }
        if (rows.at("vmrgow", "000100 VRT VRA VRB 11010001100", VRT_VRA_VRB, "I 6.8.2")) {
            vector(rows, (v, i) -> set(v, i, oddWords(v, i, 0), oddWords(v, i, 1)));
        }
        if (rows.at("vspltb", "000100 VRT / UIM VRB 01000001100", VRT_VRB_UIM, "I 6.8.3")) {
            vector(rows, (v, i) -> splat(v, i, element(v.s.vsr, vr(i.rb), 8, i.ra & 15) * BYTES));
        }
        if (rows.at("vsplth", "000100 VRT // UIM VRB 01001001100", VRT_VRB_UIM, "I 6.8.3")) {
            vector(rows, (v, i) -> splat(v, i, element(v.s.vsr, vr(i.rb), 16, i.ra & 7) * HALFWORDS));
        }
        if (rows.at("vspltw", "000100 VRT /// UIM VRB 01010001100", VRT_VRB_UIM, "I 6.8.3")) {
            vector(rows, (v, i) -> splat(v, i, element(v.s.vsr, vr(i.rb), 32, i.ra & 3) * WORDS));
        }
        if (rows.at("vspltisb", "000100 VRT SIM ///// 01100001100", VRT_SIM, "I 6.8.3")) {
            vector(rows, (v, i) -> splat(v, i, (i.ra << 27 >> 27 & 0xFF) * BYTES));
        }
        if (rows.at("vspltish", "000100 VRT SIM ///// 01101001100", VRT_SIM, "I 6.8.3")) {
            vector(rows, (v, i) -> splat(v, i, (i.ra << 27 >> 27 & 0xFFFF) * HALFWORDS));
        }
        if (rows.at("vspltisw", "000100 VRT SIM ///// 01110001100", VRT_SIM, "I 6.8.3")) {
            vector(rows, (v, i) -> splat(v, i, (i.ra << 27 >> 27 & 0xFFFF_FFFFL) * WORDS));
        }
        if (rows.at("vperm", "000100 VRT VRA VRB VRC 101011", VRT_VRA_VRB_VRC, "I 6.8.4")) {
            vector(rows, (v, i) -> permute(v.s.vsr, vr(i.rt), vr(i.ra), vr(i.rb), vr(i.rc), 0));
        }
        if (rows.at("vpermr", "000100 VRT VRA VRB VRC 111011", VRT_VRA_VRB_VRC, "I 6.8.4")) {
            vector(rows, (v, i) -> permute(v.s.vsr, vr(i.rt), vr(i.ra), vr(i.rb), vr(i.rc), -1L));
        }
        if (rows.at("vsel", "000100 VRT VRA VRB VRC 101010", VRT_VRA_VRB_VRC, "I 6.8.4")) {
            vector(rows, VectorPermute::vsel);
        }
        if (rows.at("vsldoi", "000100 VRT VRA VRB / SHB 101100", "VRT,VRA,VRB,SHB", "I 6.8.6")) {
            vector(rows, (v, i) -> shiftDouble(v, i, 8 * (i.rc & 15)));
        }
        if (rows.at("vsldbi", "000100 VRT VRA VRB 00 SH 010110", VRT_VRA_VRB_SH, "I 6.8.6")) {
            vector(rows, (v, i) -> shiftDouble(v, i, i.rc & 7));
        }
        if (rows.at("vsrdbi", "000100 VRT VRA VRB 01 SH 010110", VRT_VRA_VRB_SH, "I 6.8.6")) {
            vector(rows, (v, i) -> shiftDouble(v, i, 128 - (i.rc & 7)));
        }
    }

    /** Packs the elements of VRA and VRB, {@code bits} wide, to half their width; modulo, or within the bounds. */
    private static int pack(Vcpu v, Insn i, int bits, boolean signed, long least, long most) {
        long high = packed(v.s, vr(i.ra), bits, signed, least, most);
        return set(v, i, high, packed(v.s, vr(i.rb), bits, signed, least, most));
    }

    private static long packed(CpuState s, int slot, int bits, boolean signed, long least, long most) {
        long result = 0;
        int half = bits >>> 1;
        for (int k = 0; k < 128 / bits; k++) {
            long value = signed ? signedElement(s.vsr, slot, bits, k) : element(s.vsr, slot, bits, k);
            result = result << half | saturate(s, value, least, most) & -1L >>> 64 - half;
        }
        return result;
    }

    private static int vpkudum(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        long high = r[vr(i.ra)] << 32 | r[vr(i.ra) + 1] & 0xFFFF_FFFFL;
        return set(v, i, high, r[vr(i.rb)] << 32 | r[vr(i.rb) + 1] & 0xFFFF_FFFFL);
    }

    private static int vpkudus(Vcpu v, Insn i) {
        long high = word(v.s, vr(i.ra)) << 32 | word(v.s, vr(i.ra) + 1);
        return set(v, i, high, word(v.s, vr(i.rb)) << 32 | word(v.s, vr(i.rb) + 1));
    }

    private static long word(CpuState s, int doubleword) {
        long value = s.vsr[doubleword];
        return saturate(s, value < 0 ? Long.MAX_VALUE : value, 0, 0xFFFF_FFFFL);
    }

    /** Pixels of 32 bits (8 each) to pixels of 16 bits: the last of the first byte, the first five of the others. */
    private static int vpkpx(Vcpu v, Insn i) {
        long high = packedPixels(v.s, vr(i.ra));
        return set(v, i, high, packedPixels(v.s, vr(i.rb)));
    }

    private static long packedPixels(CpuState s, int slot) {
        long result = 0;
        for (int k = 0; k < 4; k++) {
            long pixel = element(s.vsr, slot, 32, k);
            result = result << 16 | pixel >>> 9 & 0xFC00 | pixel >>> 6 & 0x03E0 | pixel >>> 3 & 0x001F;
        }
        return result;
    }

    /** Two pixels of 16 bits, from number {@code first}, to 32 bits each. */
    private static long pixels(Vcpu v, Insn i, int first) {
        return pixel(signedElement(v.s.vsr, vr(i.rb), 16, first)) << 32
                | pixel(signedElement(v.s.vsr, vr(i.rb), 16, first + 1));
    }

    private static long pixel(long packed) {
        return packed >> 15 & 0xFF00_0000L | (packed & 0x7C00) << 6 | (packed & 0x03E0) << 3 | packed & 0x001F;
    }

    /** A doubleword of elements sign-extended to twice their width. */
    private static long widened(Vcpu v, Insn i, int bits, int first) {
        long result = 0;
        for (int k = 0; k < 32 / bits; k++) {
            result = result << 2 * bits | signedElement(v.s.vsr, vr(i.rb), bits, first + k) & -1L >>> 64 - 2 * bits;
        }
        return result;
    }

    /** The elements of doubleword {@code which} of VRA and VRB in turn. */
    private static int merge(Vcpu v, Insn i, int bits, int which) {
        int first = which * 64 / bits;
        long high = merged(v.s, i, bits, first);
        return set(v, i, high, merged(v.s, i, bits, first + 32 / bits));
    }

    private static long merged(CpuState s, Insn i, int bits, int first) {
        long result = 0;
        for (int k = first; k < first + 32 / bits; k++) {
            long both = element(s.vsr, vr(i.ra), bits, k) << bits | element(s.vsr, vr(i.rb), bits, k);
            result = (bits == 32 ? 0 : result << 2 * bits) | both;
        }
        return result;
    }

    private static long evenWords(Vcpu v, Insn i, int which) {
        return v.s.vsr[vr(i.ra) + which] & -1L << 32 | v.s.vsr[vr(i.rb) + which] >>> 32;
    }

    private static long oddWords(Vcpu v, Insn i, int which) {
        return v.s.vsr[vr(i.ra) + which] << 32 | v.s.vsr[vr(i.rb) + which] & 0xFFFF_FFFFL;
    }

    private static int splat(Vcpu v, Insn i, long value) {
        return set(v, i, value, value);
    }

    /**
     * Each byte of the control register picks one of the 32 bytes of a and b.
     *
     * @param flip -1 to count from the right end instead
     */
    static int permute(long[] r, int t, int a, int b, int control, long flip) {
        long high = picked(r, a, b, r[control] ^ flip);
        long low = picked(r, a, b, r[control + 1] ^ flip);
        r[t] = high;
        r[t + 1] = low;
        return Outcome.NEXT;
    }

    private static long picked(long[] r, int a, int b, long indexes) {
        long result = 0;
        for (int shift = 56; shift >= 0; shift -= 8) {
            int index = (int) (indexes >>> shift);
            int doubleword = ((index & 16) == 0 ? a : b) + (index >>> 3 & 1);
            result = result << 8 | r[doubleword] >>> 56 - 8 * (index & 7) & 0xFF;
        }
        return result;
    }

    private static int vsel(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        long chooseHigh = r[vr(i.rc)];
        long chooseLow = r[vr(i.rc) + 1];
        long high = r[vr(i.rb)] & chooseHigh | r[vr(i.ra)] & ~chooseHigh;
        return set(v, i, high, r[vr(i.rb) + 1] & chooseLow | r[vr(i.ra) + 1] & ~chooseLow);
    }

    /** The quadword that begins {@code count} bits into VRA followed by VRB; 0 to 128. */
    private static int shiftDouble(Vcpu v, Insn i, int count) {
        long high = window(v.s.vsr, i, count);
        return set(v, i, high, window(v.s.vsr, i, count + 64));
    }

    private static long window(long[] r, Insn i, int from) {
        int part = from & 63;
        long first = doubleword(r, i, from >>> 6);
        return part == 0 ? first : first << part | doubleword(r, i, (from >>> 6) + 1) >>> 64 - part;
    }

    private static long doubleword(long[] r, Insn i, int index) {
        return r[(index < 2 ? vr(i.ra) : vr(i.rb)) + (index & 1)];
    }
}
