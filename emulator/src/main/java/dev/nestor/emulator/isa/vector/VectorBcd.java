package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.element;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;

import dev.nestor.emulator.binary.WideSignificand;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector binary-coded decimal instructions: 31 digits and a sign in the last four bits. CR field 6 says: less, greater,
 * equal (to zero), invalid or overflow. What an invalid operand makes of the target is undefined: all ones.
 *
 * @see "Power ISA 3.1, Book I, section 6.17"
 */
// tidy: table, the rows of one facility
public final class VectorBcd {
    private static final String VRT_VRA = "VRT,VRA";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRA_VRB_PS = "VRT,VRA,VRB,PS";
    private static final String VRT_VRB = "VRT,VRB";
    private static final String VRT_VRB_PS = "VRT,VRB,PS";
    private static final int LESS = 8;
    private static final int GREATER = 4;
    private static final int EQUAL = 2;
    private static final int INVALID = 1;
    private static final int MINUS = 0xD;
    private static final long TEN_TO_16 = 10_000_000_000_000_000L;

    private VectorBcd() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("bcdadd.", "000100 VRT VRA VRB 1 PS 000000001", VRT_VRA_VRB_PS, "I 6.17.1")) {
            vector(rows, (v, i) -> add(v, i, false));
        }
        if (rows.at("bcdsub.", "000100 VRT VRA VRB 1 PS 001000001", VRT_VRA_VRB_PS, "I 6.17.1")) {
            vector(rows, (v, i) -> add(v, i, true));
        }
        if (rows.at("bcdcfn.", "000100 VRT 00111 VRB 1 PS 110000001", VRT_VRB_PS, "I 6.17.2")) {
            vector(rows, VectorBcd::bcdcfn);
        }
        if (rows.at("bcdcfz.", "000100 VRT 00110 VRB 1 PS 110000001", VRT_VRB_PS, "I 6.17.2")) {
            vector(rows, VectorBcd::bcdcfz);
        }
        if (rows.at("bcdctn.", "000100 VRT 00101 VRB 1 / 110000001", VRT_VRB, "I 6.17.2")) {
            vector(rows, VectorBcd::bcdctn);
        }
        if (rows.at("bcdctz.", "000100 VRT 00100 VRB 1 PS 110000001", VRT_VRB_PS, "I 6.17.2")) {
            vector(rows, VectorBcd::bcdctz);
        }
        if (rows.at("bcdcfsq.", "000100 VRT 00010 VRB 1 PS 110000001", VRT_VRB_PS, "I 6.17.2")) {
            vector(rows, VectorBcd::bcdcfsq);
        }
        if (rows.at("bcdctsq.", "000100 VRT 00000 VRB 1 / 110000001", VRT_VRB, "I 6.17.2")) {
            vector(rows, VectorBcd::bcdctsq);
        }
        if (rows.at("bcdcpsgn.", "000100 VRT VRA VRB 01101000001", VRT_VRA_VRB, "I 6.17.3")) {
            vector(rows, VectorBcd::bcdcpsgn);
        }
        if (rows.at("bcdsetsgn.", "000100 VRT 11111 VRB 1 PS 110000001", VRT_VRB_PS, "I 6.17.3")) {
            vector(rows, VectorBcd::bcdsetsgn);
        }
        if (rows.at("bcds.", "000100 VRT VRA VRB 1 PS 011000001", VRT_VRA_VRB_PS, "I 6.17.4")) {
            vector(rows, (v, i) -> shift(v, i, false));
        }
        if (rows.at("bcdus.", "000100 VRT VRA VRB 1 / 010000001", VRT_VRA_VRB, "I 6.17.4")) {
            vector(rows, VectorBcd::bcdus);
        }
        if (rows.at("bcdsr.", "000100 VRT VRA VRB 1 PS 111000001", VRT_VRA_VRB_PS, "I 6.17.4")) {
            vector(rows, (v, i) -> shift(v, i, true));
        }
        if (rows.at("bcdtrunc.", "000100 VRT VRA VRB 1 PS 100000001", VRT_VRA_VRB_PS, "I 6.17.5")) {
            vector(rows, VectorBcd::bcdtrunc);
        }
        if (rows.at("bcdutrunc.", "000100 VRT VRA VRB 1 / 101000001", VRT_VRA_VRB, "I 6.17.5")) {
            vector(rows, VectorBcd::bcdutrunc);
        }
        if (rows.at("vmul10uq", "000100 VRT VRA ///// 01000000001", VRT_VRA, "I 6.17.6")) {
            vector(rows, (v, i) -> timesTen(v, i, 0, false));
        }
        if (rows.at("vmul10cuq", "000100 VRT VRA ///// 00000000001", VRT_VRA, "I 6.17.6")) {
            vector(rows, (v, i) -> timesTen(v, i, 0, true));
        }
        if (rows.at("vmul10euq", "000100 VRT VRA VRB 01001000001", VRT_VRA_VRB, "I 6.17.6")) {
            vector(rows, (v, i) -> timesTen(v, i, v.s.vsr[vr(i.rb) + 1] & 0xF, false));
        }
        if (rows.at("vmul10ecuq", "000100 VRT VRA VRB 00001000001", VRT_VRA_VRB, "I 6.17.6")) {
            vector(rows, (v, i) -> timesTen(v, i, v.s.vsr[vr(i.rb) + 1] & 0xF, true));
        }
    }

    private static boolean hasDigits(long high, long low) {
        return areDigits(high) && areDigits(low);
    }

    /** Whether no nibble is above 9. */
    private static boolean areDigits(long nibbles) {
        return ((nibbles >>> 1 & 0x7777_7777_7777_7777L) + 0x3333_3333_3333_3333L & 0x8888_8888_8888_8888L) == 0;
    }

    /** Whether the register at {@code slot} has 31 digits and a sign. */
    private static boolean isSigned(Vcpu v, int slot) {
        return hasDigits(v.s.vsr[slot], v.s.vsr[slot + 1] & ~0xFL) && (v.s.vsr[slot + 1] & 0xF) > 9;
    }

    private static boolean isMinus(long low) {
        return (low & 0xF) == MINUS || (low & 0xF) == 0xB;
    }

    /** The preferred sign: C, or F with PS = 1, for plus. */
    private static int sign(Insn i, boolean minus) {
        return minus ? MINUS : Field.PS.get(i.word) != 0 ? 0xF : 0xC;
    }

    private static int invalid(Vcpu v, Insn i) {
        v.s.setCrField(6, INVALID);
        return set(v, i, -1L, -1L);
    }

    private static int finish(Vcpu v, Insn i, long high, long low, boolean minus, boolean zero, boolean overflow) {
        v.s.setCrField(6, (zero ? EQUAL : minus ? LESS : GREATER) | (overflow ? INVALID : 0));
        return set(v, i, high, low);
    }

    /** Finishes with a signed number, whose sign nibble is given too. */
    private static int finishSigned(Vcpu v, Insn i, long high, long low, boolean overflow) {
        return finish(v, i, high, low, isMinus(low), (high | low & ~0xFL) == 0, overflow);
    }

    /** The digits of two doublewords added, with a carry into the last. */
    private static long addDigits(long a, long b, long carry) {
        long result = 0;
        long carried = carry;
        for (int shift = 0; shift < 64; shift += 4) {
            long digit = (a >>> shift & 0xF) + (b >>> shift & 0xF) + carried;
            carried = digit > 9 ? 1 : 0;
            result |= (digit > 9 ? digit - 10 : digit) << shift;
        }
        return result;
    }

    private static long carryOf(long a, long b, long carry) {
        long carried = carry;
        for (int shift = 0; shift < 64; shift += 4) {
            carried = (a >>> shift & 0xF) + (b >>> shift & 0xF) + carried > 9 ? 1 : 0;
        }
        return carried;
    }

    private static long nines(long digits) {
        return 0x9999_9999_9999_9999L - digits;
    }

    private static int add(Vcpu v, Insn i, boolean subtract) {
        int a = vr(i.ra);
        int b = vr(i.rb);
        if (!isSigned(v, a) || !isSigned(v, b)) {
            return invalid(v, i);
        }
        long[] r = v.s.vsr;
        boolean minusA = isMinus(r[a + 1]);
        boolean minusB = isMinus(r[b + 1]) ^ subtract;
        long lowA = r[a + 1] & ~0xFL;
        long lowB = r[b + 1] & ~0xFL;
        if (minusA == minusB) {
            long carry = carryOf(lowA, lowB, 0);
            long low = addDigits(lowA, lowB, 0);
            long high = addDigits(r[a], r[b], carry);
            boolean overflow = carryOf(r[a], r[b], carry) != 0;
            return total(v, i, high, low, minusA, overflow);
        }
        boolean larger = Long.compareUnsigned(r[a], r[b]) > 0 || r[a] == r[b] && Long.compareUnsigned(lowA, lowB) >= 0;
        return larger
                ? difference(v, i, r[a], lowA, r[b], lowB, minusA)
                : difference(v, i, r[b], lowB, r[a], lowA, minusB);
    }

    /**
     * A larger magnitude minus a smaller one: the nines' complement added, with a carry in, which makes it the tens'.
     */
    private static int difference(Vcpu v, Insn i, long high, long low, long lessHigh, long lessLow, boolean minus) {
        long complement = nines(lessLow);
        long carry = carryOf(low, complement, 1);
        long resultLow = addDigits(low, complement, 1);
        return total(v, i, addDigits(high, nines(lessHigh), carry), resultLow, minus, false);
    }

    private static int total(Vcpu v, Insn i, long high, long low, boolean minus, boolean overflow) {
        boolean zero = (high | low) == 0;
        boolean negative = minus && (!zero || overflow);
        return finish(v, i, high, low | sign(i, negative), negative, zero && !overflow, overflow);
    }

    /** Seven digits as halfwords of ISO 646, and a sign character. */
    private static int bcdcfn(Vcpu v, Insn i) {
        int b = vr(i.rb);
        long result = 0;
        for (int k = 0; k < 7; k++) {
            long character = element(v.s.vsr, b, 16, k) - '0';
            if (character < 0 || character > 9) {
                return invalid(v, i);
            }
            result = result << 4 | character;
        }
        long last = element(v.s.vsr, b, 16, 7);
        if (last != '+' && last != '-') {
            return invalid(v, i);
        }
        return finishSigned(v, i, 0, result << 4 | sign(i, last == '-'), false);
    }

    /** Sixteen digits in the right halves of bytes; the left half of the last has the sign. */
    private static int bcdcfz(Vcpu v, Insn i) {
        boolean ebcdic = Field.PS.get(i.word) != 0;
        int b = vr(i.rb);
        long digits = 0;
        for (int k = 0; k < 16; k++) {
            int here = (int) element(v.s.vsr, b, 8, k);
            boolean zoneFits = k == 15 || here >>> 4 == (ebcdic ? 0xF : 0x3);
            if (!zoneFits || (here & 0xF) > 9) {
                return invalid(v, i);
            }
            digits = digits << 4 | here & 0xF;
        }
        int zone = (int) v.s.vsr[b + 1] >>> 4 & 0xF;
        if (ebcdic && zone < 0xA) {
            return invalid(v, i);
        }
        boolean minus = ebcdic ? zone == 0xB || zone == MINUS : (zone & 4) != 0;
        return finishSigned(v, i, digits >>> 60, digits << 4 | (minus ? MINUS : 0xC), false);
    }

    private static int bcdctn(Vcpu v, Insn i) {
        int b = vr(i.rb);
        if (!isSigned(v, b)) {
            return invalid(v, i);
        }
        long high = v.s.vsr[b];
        long low = v.s.vsr[b + 1];
        long resultHigh = 0;
        long resultLow = 0;
        for (int shift = 28; shift >= 4; shift -= 4) {
            long character = '0' + (low >>> shift & 0xF);
            if (shift >= 16) {
                resultHigh = resultHigh << 16 | character;
            } else {
                resultLow = resultLow << 16 | character;
            }
        }
        boolean zero = (high | low & ~0xFL) == 0;
        boolean overflow = (high | low >>> 32) != 0;
        return finish(v, i, resultHigh, resultLow << 16 | (isMinus(low) ? '-' : '+'), isMinus(low), zero, overflow);
    }

    private static int bcdctz(Vcpu v, Insn i) {
        int b = vr(i.rb);
        if (!isSigned(v, b)) {
            return invalid(v, i);
        }
        boolean ebcdic = Field.PS.get(i.word) != 0;
        long high = v.s.vsr[b];
        long low = v.s.vsr[b + 1];
        long digits = high << 60 | low >>> 4;
        long zones = ebcdic ? 0xF0F0_F0F0_F0F0_F0F0L : 0x3030_3030_3030_3030L;
        int plus = ebcdic ? 0xC0 : 0x30;
        int minus = ebcdic ? 0xD0 : 0x70;
        long last = isMinus(low) ? minus : plus;
        long right = spread(digits) | zones & ~0xFFL | last;
        boolean zero = (high | low & ~0xFL) == 0;
        return finish(v, i, spread(digits >>> 32) | zones, right, isMinus(low), zero, high >>> 4 != 0);
    }

    /** The eight nibbles of the low word as bytes. */
    private static long spread(long nibbles) {
        long result = 0;
        for (int shift = 28; shift >= 0; shift -= 4) {
            result = result << 8 | nibbles >>> shift & 0xF;
        }
        return result;
    }

    private static int bcdcfsq(Vcpu v, Insn i) {
        long high = v.s.vsr[vr(i.rb)];
        long low = v.s.vsr[vr(i.rb) + 1];
        boolean minus = high < 0;
        if (minus) {
            high = ~high + (low == 0 ? 1 : 0);
            low = -low;
        }
        long digitsHigh = 0;
        long digitsLow = 0;
        boolean zero = (high | low) == 0;
        for (int k = 0; k < 31; k++) {
            // The quotient of 128 bits by ten, word by word.
            long first = Long.divideUnsigned(high, 10);
            long rest = Long.remainderUnsigned(high, 10);
            long second = rest << 32 | low >>> 32;
            long third = second % 10 << 32 | low & 0xFFFF_FFFFL;
            high = first;
            low = second / 10 << 32 | third / 10;
            digitsLow = digitsLow >>> 4 | digitsHigh << 60;
            digitsHigh = digitsHigh >>> 4 | third % 10 << 60;
        }
        boolean overflow = (high | low) != 0;
        return finish(v, i, digitsHigh, digitsLow & ~0xFL | sign(i, minus), minus, zero, overflow);
    }

    private static int bcdctsq(Vcpu v, Insn i) {
        int b = vr(i.rb);
        if (!isSigned(v, b)) {
            return invalid(v, i);
        }
        long high = v.s.vsr[b];
        long low = v.s.vsr[b + 1];
        long first = decimal(high, 64);
        long second = decimal(low >>> 4, 60);
        // 16 digits times 10 to the power 15, and 15 digits.
        long scale = TEN_TO_16 / 10;
        long resultHigh = WideSignificand.multiplyHigh(first, scale);
        long resultLow = first * scale + second;
        resultHigh += Long.compareUnsigned(resultLow, second) < 0 ? 1 : 0;
        boolean minus = isMinus(low);
        boolean zero = (resultHigh | resultLow) == 0;
        if (minus) {
            resultHigh = ~resultHigh + (resultLow == 0 ? 1 : 0);
            resultLow = -resultLow;
        }
        return finish(v, i, resultHigh, resultLow, minus, zero, false);
    }

    private static long decimal(long digits, int bits) {
        long result = 0;
        for (int shift = bits - 4; shift >= 0; shift -= 4) {
            result = result * 10 + (digits >>> shift & 0xF);
        }
        return result;
    }

    private static int bcdcpsgn(Vcpu v, Insn i) {
        if (!isSigned(v, vr(i.ra)) || !isSigned(v, vr(i.rb))) {
            return invalid(v, i);
        }
        long low = v.s.vsr[vr(i.ra) + 1] & ~0xFL | v.s.vsr[vr(i.rb) + 1] & 0xF;
        return finishSigned(v, i, v.s.vsr[vr(i.ra)], low, false);
    }

    private static int bcdsetsgn(Vcpu v, Insn i) {
        int b = vr(i.rb);
        if (!isSigned(v, b)) {
            return invalid(v, i);
        }
        long low = v.s.vsr[b + 1];
        return finishSigned(v, i, v.s.vsr[b], low & ~0xFL | sign(i, isMinus(low)), false);
    }

    /** Shifts by the signed count in byte 7 of VRA: left when positive. */
    private static int shift(Vcpu v, Insn i, boolean rounds) {
        int b = vr(i.rb);
        if (!isSigned(v, b)) {
            return invalid(v, i);
        }
        int count = Math.max(-31, Math.min(31, (byte) v.s.vsr[vr(i.ra)]));
        long high = v.s.vsr[b];
        long low = v.s.vsr[b + 1] & ~0xFL;
        int sign = sign(i, isMinus(v.s.vsr[b + 1]));
        boolean overflow = count > 0 && !isZero(rightHigh(high, 4 * (32 - count)), right(high, low, 4 * (32 - count)));
        long newHigh = count >= 0 ? left(high, low, 4 * count) : rightHigh(high, -4 * count);
        long newLow = count >= 0 ? leftLow(low, 4 * count) : right(high, low, -4 * count);
        if (rounds && count < 0 && (newLow & 0xF) >= 5) {
            long carry = carryOf(newLow & ~0xFL, 0x10, 0);
            newLow = addDigits(newLow & ~0xFL, 0x10, 0);
            newHigh = addDigits(newHigh, 0, carry);
        }
        return finishSigned(v, i, newHigh, newLow & ~0xFL | sign, overflow);
    }

    private static boolean isZero(long high, long low) {
        return (high | low) == 0;
    }

    private static long left(long high, long low, int bits) {
        if (bits >= 64) {
            return bits >= 128 ? 0 : low << bits - 64;
        }
        return bits == 0 ? high : high << bits | low >>> 64 - bits;
    }

    private static long leftLow(long low, int bits) {
        return bits >= 64 ? 0 : low << bits;
    }

    private static long right(long high, long low, int bits) {
        if (bits >= 64) {
            return bits >= 128 ? 0 : high >>> bits - 64;
        }
        return bits == 0 ? low : high << 64 - bits | low >>> bits;
    }

    private static long rightHigh(long high, int bits) {
        return bits >= 64 ? 0 : high >>> bits;
    }

    private static int bcdus(Vcpu v, Insn i) {
        long high = v.s.vsr[vr(i.rb)];
        long low = v.s.vsr[vr(i.rb) + 1];
        if (!hasDigits(high, low)) {
            return invalid(v, i);
        }
        int count = Math.max(-32, Math.min(32, (byte) v.s.vsr[vr(i.ra)]));
        boolean overflow = count > 0 && !isZero(rightHigh(high, 4 * (32 - count)), right(high, low, 4 * (32 - count)));
        long newHigh = count >= 0 ? left(high, low, 4 * count) : rightHigh(high, -4 * count);
        long newLow = count >= 0 ? leftLow(low, 4 * count) : right(high, low, -4 * count);
        return finish(v, i, newHigh, newLow, false, isZero(newHigh, newLow), overflow);
    }

    /** Keeps as many digits as halfword 3 of VRA says. */
    private static int bcdtrunc(Vcpu v, Insn i) {
        int b = vr(i.rb);
        if (!isSigned(v, b)) {
            return invalid(v, i);
        }
        int kept = 4 * Math.min((int) v.s.vsr[vr(i.ra)] & 0xFFFF, 31) + 4;
        long high = v.s.vsr[b];
        long low = v.s.vsr[b + 1];
        long maskHigh = kept <= 64 ? 0 : -1L >>> 128 - kept;
        long maskLow = kept >= 64 ? -1L : (1L << kept) - 1;
        boolean overflow = !isZero(high & ~maskHigh, low & ~maskLow);
        long newLow = low & maskLow & ~0xFL | sign(i, isMinus(low));
        return finishSigned(v, i, high & maskHigh, newLow, overflow);
    }

    private static int bcdutrunc(Vcpu v, Insn i) {
        long high = v.s.vsr[vr(i.rb)];
        long low = v.s.vsr[vr(i.rb) + 1];
        if (!hasDigits(high, low)) {
            return invalid(v, i);
        }
        int kept = 4 * Math.min((int) v.s.vsr[vr(i.ra)] & 0xFFFF, 32);
        long maskHigh = kept <= 64 ? 0 : -1L >>> 128 - kept;
        long maskLow = kept >= 64 ? -1L : (1L << kept) - 1;
        boolean overflow = !isZero(high & ~maskHigh, low & ~maskLow);
        boolean zero = isZero(high & maskHigh, low & maskLow);
        return finish(v, i, high & maskHigh, low & maskLow, false, zero, overflow);
    }

    /** VRA times ten plus a digit: the low quadword, or what is carried out of it. */
    private static int timesTen(Vcpu v, Insn i, long digit, boolean carry) {
        long high = v.s.vsr[vr(i.ra)];
        long low = v.s.vsr[vr(i.ra) + 1];
        long sum = low * 10 + digit;
        long middle = WideSignificand.multiplyHigh(low, 10) + (Long.compareUnsigned(sum, digit) < 0 ? 1 : 0);
        long top = high * 10 + middle;
        long out = WideSignificand.multiplyHigh(high, 10) + (Long.compareUnsigned(top, middle) < 0 ? 1 : 0);
        return carry ? set(v, i, 0, out) : set(v, i, top, sum);
    }
}
