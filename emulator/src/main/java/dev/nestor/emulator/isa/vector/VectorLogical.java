package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;
import static dev.nestor.emulator.isa.vector.VectorLanes.signed;
import static dev.nestor.emulator.isa.vector.VectorLanes.unsigned;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector logical, rotate and shift instructions.
 *
 * @see "Power ISA 3.1, Book I, sections 6.8.5, 6.9.4 and 6.9.5"
 */
public final class VectorLogical {
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";

    private VectorLogical() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vand", "000100 VRT VRA VRB 10000000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, a(v, i, 0) & b(v, i, 0), a(v, i, 1) & b(v, i, 1)));
        }
        if (rows.at("vandc", "000100 VRT VRA VRB 10001000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, a(v, i, 0) & ~b(v, i, 0), a(v, i, 1) & ~b(v, i, 1)));
        }
        if (rows.at("veqv", "000100 VRT VRA VRB 11010000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, ~(a(v, i, 0) ^ b(v, i, 0)), ~(a(v, i, 1) ^ b(v, i, 1))));
        }
        if (rows.at("vnand", "000100 VRT VRA VRB 10110000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, ~(a(v, i, 0) & b(v, i, 0)), ~(a(v, i, 1) & b(v, i, 1))));
        }
        if (rows.at("vorc", "000100 VRT VRA VRB 10101000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, a(v, i, 0) | ~b(v, i, 0), a(v, i, 1) | ~b(v, i, 1)));
        }
        if (rows.at("vnor", "000100 VRT VRA VRB 10100000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, ~(a(v, i, 0) | b(v, i, 0)), ~(a(v, i, 1) | b(v, i, 1))));
        }
        if (rows.at("vor", "000100 VRT VRA VRB 10010000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, a(v, i, 0) | b(v, i, 0), a(v, i, 1) | b(v, i, 1)));
        }
        if (rows.at("vxor", "000100 VRT VRA VRB 10011000100", VRT_VRA_VRB, "I 6.9.4")) {
            vector(rows, (v, i) -> set(v, i, a(v, i, 0) ^ b(v, i, 0), a(v, i, 1) ^ b(v, i, 1)));
        }
        if (rows.at("vrlb", "000100 VRT VRA VRB 00000000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(8, (a, b) -> a << (b & 7) | a >>> 8 - (b & 7)));
        }
        if (rows.at("vrlh", "000100 VRT VRA VRB 00001000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(16, (a, b) -> a << (b & 15) | a >>> 16 - (b & 15)));
        }
        if (rows.at("vrlw", "000100 VRT VRA VRB 00010000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(32, (a, b) -> Integer.rotateLeft((int) a, (int) b)));
        }
        if (rows.at("vrld", "000100 VRT VRA VRB 00011000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(64, (a, b) -> Long.rotateLeft(a, (int) b)));
        }
        if (rows.at("vrlq", "000100 VRT VRA VRB 00000000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, VectorLogical::vrlq);
        }
        if (rows.at("vslb", "000100 VRT VRA VRB 00100000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(8, (a, b) -> a << (b & 7)));
        }
        if (rows.at("vslh", "000100 VRT VRA VRB 00101000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(16, (a, b) -> a << (b & 15)));
        }
        if (rows.at("vslw", "000100 VRT VRA VRB 00110000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(32, (a, b) -> a << (b & 31)));
        }
        if (rows.at("vsld", "000100 VRT VRA VRB 10111000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(64, (a, b) -> a << b));
        }
        if (rows.at("vslq", "000100 VRT VRA VRB 00100000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, (v, i) -> shiftLeft(v, i, (int) b(v, i, 0) & 127));
        }
        if (rows.at("vsrb", "000100 VRT VRA VRB 01000000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(8, (a, b) -> a >>> (b & 7)));
        }
        if (rows.at("vsrh", "000100 VRT VRA VRB 01001000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(16, (a, b) -> a >>> (b & 15)));
        }
        if (rows.at("vsrw", "000100 VRT VRA VRB 01010000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(32, (a, b) -> a >>> (b & 31)));
        }
        if (rows.at("vsrd", "000100 VRT VRA VRB 11011000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(64, (a, b) -> a >>> b));
        }
        if (rows.at("vsrq", "000100 VRT VRA VRB 01000000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, (v, i) -> shiftRight(v, i, (int) b(v, i, 0) & 127, 0));
        }
        if (rows.at("vsrab", "000100 VRT VRA VRB 01100000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, signed(8, (a, b) -> a >> (b & 7)));
        }
        if (rows.at("vsrah", "000100 VRT VRA VRB 01101000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, signed(16, (a, b) -> a >> (b & 15)));
        }
        if (rows.at("vsraw", "000100 VRT VRA VRB 01110000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, signed(32, (a, b) -> a >> (b & 31)));
        }
        if (rows.at("vsrad", "000100 VRT VRA VRB 01111000100", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, signed(64, (a, b) -> a >> b));
        }
        if (rows.at("vsraq", "000100 VRT VRA VRB 01100000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, (v, i) -> shiftRight(v, i, (int) b(v, i, 0) & 127, a(v, i, 0) >> 63));
        }
        if (rows.at("vrlwnm", "000100 VRT VRA VRB 00110000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(32, (a, b) -> Integer.rotateLeft((int) a, (int) b) & wordMask(b)));
        }
        if (rows.at("vrldnm", "000100 VRT VRA VRB 00111000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, unsigned(64, (a, b) -> Long.rotateLeft(a, (int) b) & doublewordMask(b)));
        }
        if (rows.at("vrlqnm", "000100 VRT VRA VRB 00101000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, (v, i) -> rotateMasked(v, i, false));
        }
        if (rows.at("vrlwmi", "000100 VRT VRA VRB 00010000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, VectorLogical::vrlwmi);
        }
        if (rows.at("vrldmi", "000100 VRT VRA VRB 00011000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, VectorLogical::vrldmi);
        }
        if (rows.at("vrlqmi", "000100 VRT VRA VRB 00001000101", VRT_VRA_VRB, "I 6.9.5")) {
            vector(rows, (v, i) -> rotateMasked(v, i, true));
        }
        if (rows.at("vsl", "000100 VRT VRA VRB 00111000100", VRT_VRA_VRB, "I 6.8.5")) {
            vector(rows, (v, i) -> shiftLeft(v, i, (int) b(v, i, 1) & 7));
        }
        if (rows.at("vslo", "000100 VRT VRA VRB 10000001100", VRT_VRA_VRB, "I 6.8.5")) {
            vector(rows, (v, i) -> shiftLeft(v, i, (int) b(v, i, 1) & 0x78));
        }
        if (rows.at("vsr", "000100 VRT VRA VRB 01011000100", VRT_VRA_VRB, "I 6.8.5")) {
            vector(rows, (v, i) -> shiftRight(v, i, (int) b(v, i, 1) & 7, 0));
        }
        if (rows.at("vsro", "000100 VRT VRA VRB 10001001100", VRT_VRA_VRB, "I 6.8.5")) {
            vector(rows, (v, i) -> shiftRight(v, i, (int) b(v, i, 1) & 0x78, 0));
        }
        if (rows.at("vslv", "000100 VRT VRA VRB 11101000100", VRT_VRA_VRB, "I 6.8.5")) {
            vector(rows, VectorLogical::vslv);
        }
        if (rows.at("vsrv", "000100 VRT VRA VRB 11100000100", VRT_VRA_VRB, "I 6.8.5")) {
            vector(rows, VectorLogical::vsrv);
        }
    }

    /** Doubleword {@code which} of VRA. */
    private static long a(Vcpu v, Insn i, int which) {
        return v.s.vsr[vr(i.ra) + which];
    }

    /** Doubleword {@code which} of VRB. */
    private static long b(Vcpu v, Insn i, int which) {
        return v.s.vsr[vr(i.rb) + which];
    }

    private static int shiftLeft(Vcpu v, Insn i, int count) {
        long high = a(v, i, 0);
        long low = a(v, i, 1);
        return set(v, i, leftHigh(high, low, count), count < 64 ? low << count : 0);
    }

    private static long leftHigh(long high, long low, int count) {
        if (count >= 64) {
            return low << count - 64;
        }
        return count == 0 ? high : high << count | low >>> 64 - count;
    }

    /** {@code fill} is what comes in from the left: all zeros or all ones. */
    private static int shiftRight(Vcpu v, Insn i, int count, long fill) {
        long high = a(v, i, 0);
        long low = a(v, i, 1);
        if (count == 0) {
            return set(v, i, high, low);
        }
        if (count >= 64) {
            return set(v, i, fill, count == 64 ? high : fill << 128 - count | high >>> count - 64);
        }
        return set(v, i, fill << 64 - count | high >>> count, high << 64 - count | low >>> count);
    }

    private static int vrlq(Vcpu v, Insn i) {
        int count = (int) b(v, i, 0) & 127;
        long high = a(v, i, 0);
        long low = a(v, i, 1);
        return set(v, i, rotatedHigh(high, low, count), rotatedHigh(low, high, count));
    }

    /** The high doubleword of high:low rotated left; with the two exchanged, the low one. */
    private static long rotatedHigh(long high, long low, int count) {
        long first = count < 64 ? high : low;
        long second = count < 64 ? low : high;
        int part = count & 63;
        return part == 0 ? first : first << part | second >>> 64 - part;
    }

    /** The mask that bits 11:15 (begin) and 19:23 (end) of a word describe. */
    private static long wordMask(long control) {
        int begin = (int) (control >>> 16) & 31;
        int end = (int) (control >>> 8) & 31;
        int fromBegin = -1 >>> begin;
        int toEnd = -1 << 31 - end;
        return (begin <= end ? fromBegin & toEnd : fromBegin | toEnd) & 0xFFFF_FFFFL;
    }

    /** The mask that bits 42:47 (begin) and 50:55 (end) of a doubleword describe. */
    private static long doublewordMask(long control) {
        int begin = (int) (control >>> 16) & 63;
        int end = (int) (control >>> 8) & 63;
        long fromBegin = -1L >>> begin;
        long toEnd = -1L << 63 - end;
        return begin <= end ? fromBegin & toEnd : fromBegin | toEnd;
    }

    private static int vrlwmi(Vcpu v, Insn i) {
        return set(v, i, wordsMasked(v, i, 0), wordsMasked(v, i, 1));
    }

    private static long wordsMasked(Vcpu v, Insn i, int which) {
        long control = b(v, i, which);
        long mask = wordMask(control >>> 32) << 32 | wordMask(control);
        long source = a(v, i, which);
        long rotated = (long) Integer.rotateLeft((int) (source >>> 32), (int) (control >>> 32)) << 32
                | Integer.rotateLeft((int) source, (int) control) & 0xFFFF_FFFFL;
        return rotated & mask | v.s.vsr[vr(i.rt) + which] & ~mask;
    }

    private static int vrldmi(Vcpu v, Insn i) {
        return set(v, i, doublewordMasked(v, i, 0), doublewordMasked(v, i, 1));
    }

    private static long doublewordMasked(Vcpu v, Insn i, int which) {
        long control = b(v, i, which);
        long mask = doublewordMask(control);
        return Long.rotateLeft(a(v, i, which), (int) control) & mask | v.s.vsr[vr(i.rt) + which] & ~mask;
    }

    /** Bits 41:47 of VRB begin the mask, 49:55 end it, 57:63 are the count. */
    private static int rotateMasked(Vcpu v, Insn i, boolean insert) {
        CpuState s = v.s;
        long control = b(v, i, 0);
        int begin = (int) (control >>> 16) & 127;
        int end = (int) (control >>> 8) & 127;
        int count = (int) control & 127;
        long maskHigh = maskPart(begin, end, 0);
        long maskLow = maskPart(begin, end, 64);
        long high = rotatedHigh(a(v, i, 0), a(v, i, 1), count) & maskHigh;
        long low = rotatedHigh(a(v, i, 1), a(v, i, 0), count) & maskLow;
        if (insert) {
            high |= s.vsr[vr(i.rt)] & ~maskHigh;
            low |= s.vsr[vr(i.rt) + 1] & ~maskLow;
        }
        return set(v, i, high, low);
    }

    /** The doubleword of a quadword mask whose first bit is number {@code first}. */
    private static long maskPart(int begin, int end, int first) {
        long fromBegin = ones(128 - begin, first);
        long afterEnd = ones(127 - end, first);
        return begin <= end ? fromBegin & ~afterEnd : fromBegin | ~afterEnd;
    }

    /** The doubleword, beginning at bit {@code first}, of a quadword that ends with {@code count} ones. */
    private static long ones(int count, int first) {
        int here = first == 0 ? count - 64 : count;
        return here <= 0 ? 0 : here >= 64 ? -1L : (1L << here) - 1;
    }

    /** Each byte with its right neighbour, shifted left by what the byte of VRB says. */
    private static int vslv(Vcpu v, Insn i) {
        return set(v, i, shiftBytesLeft(v, i, 0), shiftBytesLeft(v, i, 8));
    }

    private static long shiftBytesLeft(Vcpu v, Insn i, int first) {
        long result = 0;
        for (int k = first; k < first + 8; k++) {
            int count = (int) VectorLanes.element(v.s.vsr, vr(i.rb), 8, k) & 7;
            long next = k == 15 ? 0 : VectorLanes.element(v.s.vsr, vr(i.ra), 8, k + 1);
            long pair = VectorLanes.element(v.s.vsr, vr(i.ra), 8, k) << 8 | next;
            result = result << 8 | pair << count >>> 8 & 0xFF;
        }
        return result;
    }

    /** Each byte with its left neighbour, shifted right by what the byte of VRB says. */
    private static int vsrv(Vcpu v, Insn i) {
        return set(v, i, shiftBytesRight(v, i, 0), shiftBytesRight(v, i, 8));
    }

    private static long shiftBytesRight(Vcpu v, Insn i, int first) {
        long result = 0;
        for (int k = first; k < first + 8; k++) {
            int count = (int) VectorLanes.element(v.s.vsr, vr(i.rb), 8, k) & 7;
            long before = k == 0 ? 0 : VectorLanes.element(v.s.vsr, vr(i.ra), 8, k - 1);
            long pair = before << 8 | VectorLanes.element(v.s.vsr, vr(i.ra), 8, k);
            result = result << 8 | pair >>> count & 0xFF;
        }
        return result;
    }
}
